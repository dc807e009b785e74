import { randomBytes } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { Database, type Sql } from '../../src/database/database.js';
import { eachBinary } from '../../src/database/read-binary.js';
import { createPool } from '../../src/database/pool.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
/** More than a socket gives at once. */
const MANY_BYTES = randomBytes(1_000_003);

const SETTINGS = { size: 1, acquireTimeoutMs: 2000, statementTimeoutMs: 2000, lockTimeoutMs: 1000 };

describe('Reading bytes', () => {
  let created: TestDatabase;
  let pool: Pool;
  let database: Database;
  let writer: Client;

  beforeAll(async () => {
    created = await createTestDatabase({ isEmpty: true });
    writer = new Client({ connectionString: created.ownerUrl });
    await writer.connect();
    await writer.query('CREATE TABLE block (id int PRIMARY KEY, bytes bytea)');
    await writer.query('INSERT INTO block VALUES (1, $1), (2, $2), (3, NULL), (4, $3)', [
      ALL_BYTES,
      MANY_BYTES,
      Buffer.alloc(0),
    ]);
    pool = createPool({ ...SETTINGS, databaseUrl: created.ownerUrl });
    database = new Database(pool);
  });

  afterAll(async () => {
    await pool.end();
    await writer.end();
    await created.drop();
  });

  it('gives back what was kept: every byte, many of them, none, and nothing', async () => {
    const rows = await database.readBinary('SELECT id, bytes FROM block ORDER BY id');
    expect(rows.map(([id]) => id?.readInt32BE())).toEqual([1, 2, 3, 4]);
    expect(rows.map(([, bytes]) => bytes && Buffer.from(bytes))).toEqual([
      ALL_BYTES,
      MANY_BYTES,
      null,
      Buffer.alloc(0),
    ]);
  });

  it('gives the same row by row, in room that the next row takes', async () => {
    const rows: unknown[] = [];
    const kept: Buffer[] = [];
    const client = await pool.connect();
    await eachBinary(
      client,
      'SELECT id, bytes, id + 1 FROM block WHERE id > $1 ORDER BY id',
      [0],
      ([id, bytes, last]) => {
        rows.push([id?.readInt32BE(), bytes && Buffer.from(bytes), last?.readInt32BE()]);
        if (bytes) kept.push(bytes);
      },
    );
    expect(rows).toEqual([
      [1, ALL_BYTES, 2],
      [2, MANY_BYTES, 3],
      [3, null, 4],
      [4, Buffer.alloc(0), 5],
    ]);
    expect(kept.every(({ byteOffset, length }) => length === 0 || byteOffset % 8 === 0)).toBe(true);
    const stop = eachBinary(client, 'SELECT 1', [], () => {
      throw new Error('not this one');
    });
    await expect(stop).rejects.toThrow('not this one');
    client.release();
    expect(await database.readBinary('SELECT 7')).toEqual([[Buffer.from([0, 0, 0, 7])]]);
  });

  it('takes numbers and lists of them, and nothing else', async () => {
    const read = async (query: string, numbers: readonly (number | number[])[]): Promise<unknown[]> =>
      (await database.readBinary(query, numbers)).map(([id]) => id?.readInt32BE());
    expect(await read('SELECT id FROM block WHERE id = $1', [2])).toEqual([2]);
    expect(await read('SELECT id FROM block WHERE id = ANY ($1::int[]) AND id > $2', [[1, 4], 1])).toEqual([4]);
    expect(await read('SELECT id FROM block WHERE id = $1', [9])).toEqual([]);
    const hostile = '1 OR true' as unknown as number;
    await expect(read('SELECT id FROM block WHERE id = $1', [hostile])).rejects.toThrow('no whole number');
    await expect(read('SELECT id FROM block WHERE id = ANY ($1::int[])', [[hostile]])).rejects.toThrow(
      'no whole number',
    );
    await expect(read('SELECT id FROM block WHERE id = $1', [1.5])).rejects.toThrow('no whole number');
    await expect(read('SELECT id FROM block WHERE id = $2', [1])).rejects.toThrow('has no $2');
  });

  it('says what the database refused, and the connection serves the next', async () => {
    await expect(database.readBinary('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    await expect(database.readBinary('SELECT bytes FROM nothing')).rejects.toMatchObject({ code: '42P01' });
    await expect(
      database.transaction(async (sql) => {
        await sql.readBinary('SELECT 1 / 0');
      }),
    ).rejects.toMatchObject({ code: '22012' });
    expect(await database.readBinary('SELECT 7')).toEqual([[Buffer.from([0, 0, 0, 7])]]);
  });

  it('sees in a snapshot one moment, whatever is written meanwhile', async () => {
    const seen = await database.snapshot(async (sql) => {
      const before = await sql.readBinary('SELECT bytes FROM block WHERE id = 1');
      await writer.query(`UPDATE block SET bytes = 'other' WHERE id = 1`);
      return [before, await sql.readBinary('SELECT bytes FROM block WHERE id = 1')];
    });
    expect(seen[1]).toEqual(seen[0]);
    await expect(database.snapshot((sql) => sql.query('DELETE FROM block'))).rejects.toMatchObject({ code: '25006' });
  });

  it('reads in several connections the database as it is at one moment', async () => {
    const count = async (sql: Sql): Promise<number> => {
      const [row] = await sql.query<{ count: number }>('SELECT count(*)::int AS count FROM block');
      return row?.count ?? 0;
    };
    const beside = createPool({ ...SETTINGS, databaseUrl: created.ownerUrl });
    const other = new Database(beside);
    const seen = await database.sharedSnapshot(async (sql, name) => {
      const before = await count(sql);
      await writer.query(`INSERT INTO block VALUES (5, '')`);
      return { before, there: await other.snapshot(count, name), now: await count(other) };
    });
    expect(seen).toEqual({ before: 4, there: 4, now: 5 });
    for (const name of ['00000003-0000001B-1', `1'; DROP TABLE block; --`]) {
      await expect(other.snapshot(count, name)).rejects.toThrow(/snapshot/);
    }
    expect(await count(other)).toBe(5);
    await beside.end();
  });
});
