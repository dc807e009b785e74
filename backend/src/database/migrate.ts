import type { ApplyMigrationsInput, MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import { Client, DatabaseError } from 'pg';
import { APPLICATION_ROLE } from './application-role.js';
import { grantToApplicationRole } from './grant-to-application-role.js';
import { MIGRATIONS_DIRECTORY, type MigrationFile, readMigrationFiles } from './migration-files.js';
import { MigrationError } from './migration-error.js';
import { type MigrationStatus, readMigrationStatus, type RunQuery } from './migration-status.js';
import { openSchemaEngine } from './schema-engine.js';
import { readStoredRows, type StoredRows } from './stored-rows.js';

/** 'plimsoll' in ASCII: the advisory lock that whoever migrates holds. */
const MIGRATION_LOCK = 0x706c_696d_736f_6c6cn;

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
  const directory = options.directory ?? MIGRATIONS_DIRECTORY;
  const files = await readMigrationFiles(directory);
  return withClient(databaseUrl, async (client) => {
    await lock(client, options.lockTimeoutMs ?? 60_000);
    const status = await statusOf(client, files);
    refuseForeignHistory(status);
    const applied =
      status.pending.length === 0 ? [] : await applyPending(databaseUrl, directory, files, status, client);
    // Each time: the role may have come after the tables.
    await grantToApplicationRole(client, options.applicationRole ?? APPLICATION_ROLE);
    return applied;
  });
}

function applyPending(
  databaseUrl: string,
  directory: string,
  files: readonly MigrationFile[],
  status: MigrationStatus,
  client: Client,
): Promise<string[]> {
  return withEngine(databaseUrl, async (engine) => {
    await forgetUnfinished(engine, status);
    return applyWith(engine, directory, files, client);
  });
}

async function applyWith(
  engine: SchemaEngine,
  directory: string,
  files: readonly MigrationFile[],
  client: Client,
): Promise<string[]> {
  const input: ApplyMigrationsInput = {
    migrationsList: migrationList(directory, files),
    filters: { externalTables: [], externalEnums: [] },
  };
  try {
    return (await engine.applyMigrations(input)).appliedMigrationNames;
  } catch (error) {
    const [failed] = (await statusOf(client, files)).unfinished;
    if (failed === undefined) throw error;
    throw new MigrationError(
      `Migration ${failed.name} failed and was rolled back as a whole; nothing of it is in the database. ` +
        `PostgreSQL said: ${reasonIn(failed.log)}`,
      { cause: error },
    );
  }
}

/**
 * A migration that was started and never finished left nothing behind, since its script is one
 * transaction; the engine would refuse to go on until somebody said so by hand.
 */
async function forgetUnfinished(engine: SchemaEngine, status: MigrationStatus): Promise<void> {
  for (const { name } of status.unfinished) await engine.markMigrationRolledBack({ migrationName: name });
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

export function migrationList(directory: string, files: readonly MigrationFile[]): MigrationList {
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: files.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

function statusOf(client: Client, files: readonly MigrationFile[]): Promise<MigrationStatus> {
  return readMigrationStatus(queryOf(client), files);
}

function queryOf(client: Client): RunQuery {
  return async (sql) => (await client.query<Record<string, unknown>>(sql)).rows;
}

/** The database's own words out of the engine's account of a failure. */
function reasonIn(log: string | null): string {
  return /ERROR: .*/.exec(log ?? '')?.[0] ?? log?.trim() ?? 'nothing; the connection was lost.';
}

async function withEngine<T>(databaseUrl: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const { engine, close } = await openSchemaEngine(databaseUrl);
  try {
    return await use(engine);
  } finally {
    await close();
  }
}

async function withClient<T>(databaseUrl: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'plimsoll migrate',
  });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
