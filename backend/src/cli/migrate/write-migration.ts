import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyMigrations } from '../../database/migrate.js';
import { MIGRATIONS_DIRECTORY } from '../../database/migration-files.js';
import { openSchemaEngine } from '../../database/schema-engine.js';
import { startPostgres } from '../../launcher/postgres/postgres.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

export const SCHEMA = fileURLToPath(new URL('../../../prisma/schema.prisma', import.meta.url));

/**
 * Writes a migration that takes the database from the last migration to the schema: the migrations
 * are played into a throwaway PostgreSQL and the engine compares. Answers the file's path, or
 * undefined where nothing differs. Read what it wrote before you commit it.
 */
export async function writeMigration(name: string): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new CommandError(ExitCode.usage, `"${name}" does not name a migration: use a-z, 0-9 and _`);
  }
  const sql = await differenceToSchema(await readFile(SCHEMA, 'utf8'));
  if (sql === undefined) return undefined;
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const directory = join(MIGRATIONS_DIRECTORY, `${timestamp}_${name}`);
  await mkdir(directory);
  await writeFile(join(directory, 'migration.sql'), sql);
  return join(directory, 'migration.sql');
}

/** SQL from the migrations to the schema (its text); undefined where they say the same. */
export async function differenceToSchema(schema: string): Promise<string | undefined> {
  const dataDir = await mkdtemp(join(tmpdir(), 'plimsoll-migrate-'));
  try {
    const postgres = await startPostgres({ dataDir, isThrowaway: true });
    try {
      await applyMigrations(postgres.ownerUrl);
      return await difference(postgres.ownerUrl, schema);
    } finally {
      await postgres.stop('immediate');
    }
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

async function difference(databaseUrl: string, schema: string): Promise<string | undefined> {
  const { engine, close } = await openSchemaEngine(databaseUrl);
  const files = [{ path: 'schema.prisma', content: schema }];
  try {
    const { stdout, exitCode } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 || stdout === null ? undefined : stdout;
  } finally {
    await close();
  }
}
