import { Client, DatabaseError } from 'pg';
import { APPLICATION_ROLE } from './application-role.js';
import { grantToApplicationRole } from './grant-to-application-role.js';
import { type MigrationFile, readMigrationFiles } from './migration-files.js';
import { MigrationError } from './migration-error.js';
import { type MigrationStatus, readMigrationStatus, type RunQuery } from './migration-status.js';
import { readStoredRows, type StoredRows } from './stored-rows.js';

/** 'plimsoll' in ASCII: the advisory lock that is held during migration. */
const MIGRATION_LOCK = 0x706c_696d_736f_6c6cn;

/** As Prisma keeps its history, so that its own tools can read it. */
const HISTORY = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

export interface MigrateOptions {
  directory?: string;
  /** How long to wait for another process that is migrating. */
  lockTimeoutMs?: number;
  /** Given what it needs on the tables, where there is such a role. */
  applicationRole?: string;
}

/** How the database stands to the migrations on disk. */
export async function migrationStatus(databaseUrl: string, options: MigrateOptions = {}): Promise<MigrationStatus> {
  const files = await readMigrationFiles(options.directory);
  return withClient(databaseUrl, (client) => statusOf(client, files));
}

/** How many scans are still kept as an earlier version wrote them. */
export function storedRowsStatus(databaseUrl: string): Promise<StoredRows | null> {
  return withClient(databaseUrl, (client) => readStoredRows(queryOf(client)));
}

/**
 * Applies what is pending and returns the names. Two processes that start together apply once: the
 * second waits for the first, for `lockTimeoutMs` at most.
 */
export async function applyMigrations(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const files = await readMigrationFiles(options.directory);
  return withClient(databaseUrl, async (client) => {
    await lock(client, options.lockTimeoutMs ?? 60_000);
    const status = await statusOf(client, files);
    refuseForeignHistory(status);
    const pending = new Set(status.pending);
    const applied = await applyPending(
      client,
      files.filter(({ name }) => pending.has(name)),
    );
    // Each time: the role may have come after the tables.
    await grantToApplicationRole(client, options.applicationRole ?? APPLICATION_ROLE);
    return applied;
  });
}

async function applyPending(client: Client, pending: readonly MigrationFile[]): Promise<string[]> {
  if (pending.length === 0) return [];
  await client.query(HISTORY);
  for (const file of pending) await applyOne(client, file);
  return pending.map(({ name }) => name);
}

/**
 * The script and the entry that it was applied are one transaction, on the connection that holds the lock: if this
 * process is killed, both are there or neither, and the next one waits until PostgreSQL has released the lock.
 */
async function applyOne(client: Client, { name, sql, checksum }: MigrationFile): Promise<void> {
  // Attempts that failed left nothing behind but their entry.
  await client.query(
    'UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL',
    [name],
  );
  try {
    // A script may run long, but while it waits for a table everything else queues behind it.
    await client.query(`BEGIN; SET LOCAL lock_timeout = '20s'`);
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES (gen_random_uuid()::text, $1, $2, now(), clock_timestamp(), 1)`,
      [checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    const reason = error instanceof DatabaseError ? `ERROR: ${error.message}` : null;
    await noteFailure(client, { name, checksum, reason });
    throw new MigrationError(
      `Migration ${name} failed and was rolled back as a whole; nothing of it is in the database. ` +
        `PostgreSQL said: ${reason ?? 'nothing; the connection was lost.'}`,
      { cause: error },
    );
  }
}

/** `plimsoll migrate status` tells of it. Where the connection was lost there is nothing to tell with. */
async function noteFailure(
  client: Client,
  { name, checksum, reason }: { name: string; checksum: string; reason: string | null },
): Promise<void> {
  try {
    await client.query('ROLLBACK');
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES (gen_random_uuid()::text, $1, $2, $3)',
      [checksum, name, reason],
    );
  } catch {
    // The failure itself is what is reported.
  }
}

function refuseForeignHistory(status: MigrationStatus): void {
  if (status.unknown.length > 0) {
    throw new MigrationError(
      `The database has migrations that this version of Plimsoll does not know (${status.unknown.join(', ')}): ` +
        'a newer version has used it. Start that version, or give this one another database.',
    );
  }
  if (status.edited.length > 0) {
    throw new MigrationError(
      `Migration ${status.edited.join(', ')} was edited after it had been applied. ` +
        'Restore its file and put the change into a new migration.',
    );
  }
}

async function lock(client: Client, timeoutMs: number): Promise<void> {
  await client.query(`SET statement_timeout = 0; SET lock_timeout = ${Math.ceil(timeoutMs)}`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new MigrationError(
      `Another process has been migrating this database for more than ${timeoutMs / 1000} s. ` +
        'Look for a migration that hangs (pg_stat_activity, application_name "plimsoll migrate") and try again.',
    );
  }
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '55P03';
}

function statusOf(client: Client, files: readonly MigrationFile[]): Promise<MigrationStatus> {
  return readMigrationStatus(queryOf(client), files);
}

function queryOf(client: Client): RunQuery {
  return async (sql) => (await client.query<Record<string, unknown>>(sql)).rows;
}

async function withClient<T>(databaseUrl: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'plimsoll migrate',
  });
  // What is under way fails with it, and says so.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
