import type { Pool } from 'pg';
import { createPool } from '../../src/database/pool.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

describe('A connection that PostgreSQL ends', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase({ isEmpty: true });
    pool = createPool({
      databaseUrl: database.ownerUrl,
      size: 2,
      acquireTimeoutMs: 5000,
      statementTimeoutMs: 5000,
      lockTimeoutMs: 5000,
    });
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('fails what is asked on it next, and not the process, when it is between two statements', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const ended = new Promise((resolve) => client.once('end', () => resolve(undefined)));
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;

    await expect(client.query('COMMIT')).rejects.toThrow('not queryable');
    client.release(true);
    expect((await pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});
