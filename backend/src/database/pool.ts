import { Pool } from 'pg';

export interface PoolOptions {
  databaseUrl: string;
  size: number;
  acquireTimeoutMs: number;
  statementTimeoutMs: number;
  lockTimeoutMs: number;
}

/** The process's connections to PostgreSQL. Nothing may wait without an end: pg's own defaults do. */
export function createPool({
  databaseUrl,
  size,
  acquireTimeoutMs,
  statementTimeoutMs,
  lockTimeoutMs,
}: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    application_name: 'plimsoll api',
    max: size,
    connectionTimeoutMillis: acquireTimeoutMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    // The server gives up first and says why; this is for a server that has gone silent.
    query_timeout: statementTimeoutMs + 5000,
    keepAlive: true,
    // Compiling a query takes longer than any of these queries runs.
    options: '-c jit=off',
  });
  // Without a listener, a connection that breaks between two statements of a transaction ends the process. For a
  // connection in use, the next statement fails; for idle ones the pool reports it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
