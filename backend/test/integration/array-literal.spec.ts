import { array, assert, asyncProperty, constant, oneof, string } from 'fast-check';
import { Client } from 'pg';
import { arrayLiteral } from '../../src/database/array-literal.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

describe('arrayLiteral', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase({ isEmpty: true });
    client = new Client({ connectionString: database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  async function read(type: string, literal: string): Promise<unknown> {
    const { rows } = await client.query<{ value: unknown }>(`SELECT $1::${type}[] AS value`, [literal]);
    return rows[0]?.value;
  }

  it('is read back by PostgreSQL as it was', async () => {
    const text = oneof(
      string({ unit: 'grapheme' }),
      constant('NULL'),
      constant(''),
      constant('a"b\\c{d},e '),
      constant(null),
    );
    await assert(
      asyncProperty(array(text), async (texts) => {
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
