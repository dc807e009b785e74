import {
  array,
  assert,
  asyncProperty,
  boolean as truth,
  constant,
  integer,
  oneof,
  option,
  record,
  string,
  uint8Array,
} from 'fast-check';
import { Pool } from 'pg';
import { arrayLiteral } from '../../src/database/array-literal.js';
import { boolean, bytea, column, copyIn, int2, int4, jsonb, text, textArray, uuid } from '../../src/database/copy.js';
import { Database } from '../../src/database/database.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

let testDatabase: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ isEmpty: true });
  pool = new Pool({ connectionString: testDatabase.ownerUrl, max: 2 });
});

afterAll(async () => {
  await pool.end();
  await testDatabase.drop();
});

describe('copyIn', () => {
  interface Stored {
    readonly small: number | null;
    readonly whole: number | null;
    readonly truth: boolean | null;
    readonly said: string | null;
    readonly name: string;
    readonly bytes: Uint8Array | null;
    readonly data: unknown;
    readonly list: readonly string[] | null;
  }

  const stored = string({ unit: 'binary', maxLength: 30 }).map((given) => given.replaceAll(/\0|\p{Surrogate}/gu, '?'));
  const rows = array(
    record({
      small: option(integer({ min: -(2 ** 15), max: 2 ** 15 - 1 })),
      whole: option(integer()),
      truth: option(truth()),
      said: option(stored),
      name: uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      bytes: option(uint8Array({ maxLength: 3000 })),
      data: oneof(constant(null), array(record({ path: option(stored), layer: stored }))),
      list: option(array(stored)),
    }),
    { maxLength: 300, size: 'large' },
  );

  const rowsOf = (given: readonly Stored[]) =>
    copyIn('copied', given, [
      column('small', int2, ({ small }) => small),
      column('whole', int4, ({ whole }) => whole),
      column('truth', boolean, (row) => row.truth),
      column('said', text, ({ said }) => said),
      column('name', uuid, ({ name }) => name),
      column('bytes', bytea, ({ bytes }) => bytes),
      column('data', jsonb, ({ data }) => data),
      column('list', textArray, ({ list }) => list),
    ]);

  it('puts rows that PostgreSQL gives back as they were', async () => {
    const database = new Database(pool);
    await pool.query(
      `CREATE TABLE copied (number serial, small smallint, whole int, truth boolean, said text, name uuid, bytes bytea, data jsonb,
         list text[])`,
    );
    await assert(
      asyncProperty(rows, async (given) => {
        const read = await database.transaction(async (sql) => {
          await sql.query('TRUNCATE copied');
          await sql.copy(rowsOf(given));
          return sql.query(
            `SELECT small, whole, truth, said, encode(uuid_send(name), 'hex') AS name, bytes, data, list FROM copied ORDER BY number`,
          );
        });
        expect(read).toEqual(
          given.map((row) => ({ ...row, bytes: row.bytes === null ? null : Buffer.from(row.bytes) })),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('ends the transaction with what PostgreSQL says of rows that it does not take, and the connection goes on', async () => {
    const database = new Database(pool);
    await pool.query('CREATE TABLE IF NOT EXISTS once (name uuid UNIQUE)');
    const name = '0'.repeat(32);
    const once = copyIn('once', [name, name], [column('name', uuid, (row) => row)]);
    await expect(database.transaction((sql) => sql.copy(once))).rejects.toMatchObject({ code: '23505' });
    await expect(database.query('SELECT count(*)::int AS count FROM once')).resolves.toEqual([{ count: 0 }]);
    expect(pool.totalCount).toBeLessThanOrEqual(1);
  });

  it('ends the transaction where the rows cannot be made', async () => {
    const database = new Database(pool);
    const broken = copyIn(
      'once',
      ['0'.repeat(32)],
      [
        column('name', uuid, () => {
          throw new Error('no such row');
        }),
      ],
    );
    await expect(database.transaction((sql) => sql.copy(broken))).rejects.toThrow('no such row');
    await expect(database.query('SELECT count(*)::int AS count FROM once')).resolves.toEqual([{ count: 0 }]);
  });
});

describe('arrayLiteral', () => {
  async function read(type: string, literal: string): Promise<unknown> {
    const { rows } = await pool.query<{ value: unknown }>(`SELECT $1::${type}[] AS value`, [literal]);
    return rows[0]?.value;
  }

  it('is read back by PostgreSQL as it was', async () => {
    const anything = oneof(
      string({ unit: 'grapheme' }),
      constant('NULL'),
      constant(''),
      constant('a"b\\c{d},e '),
      constant(null),
    );
    await assert(
      asyncProperty(array(anything), async (texts) => {
        const stored = texts.map((each) => each?.replaceAll('\0', '') ?? null);
        expect(await read('text', arrayLiteral(stored))).toEqual(stored);
      }),
    );
  });

  it('holds numbers, truth and lists of lists', async () => {
    expect(await read('float8', arrayLiteral([1, -2.5, 1e-7, null]))).toEqual([1, -2.5, 1e-7, null]);
    expect(await read('boolean', arrayLiteral([true, false, null]))).toEqual([true, false, null]);
    const nested = [['a', 'b"'], []].map((list) => arrayLiteral(list));
    expect(await read('text', arrayLiteral(nested))).toEqual(nested);
  });
});
