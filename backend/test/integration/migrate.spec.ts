import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { differenceToSchema, SCHEMA } from '../../src/cli/migrate/write-migration.js';
import { applyMigrations, migrationStatus } from '../../src/database/migrate.js';
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from '../../src/database/migration-files.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

describe('migrations', () => {
  let database: TestDatabase;
  let directory: string;
  let client: Client;

  beforeEach(async () => {
    database = await createTestDatabase({ isEmpty: true });
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-migrations-'));
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
  });

  afterEach(async () => {
    await client.end();
    await database.drop();
    await rm(directory, { recursive: true });
  });

  async function addMigration(name: string, sql: string): Promise<void> {
    await mkdir(join(directory, name), { recursive: true });
    await writeFile(join(directory, name, 'migration.sql'), sql);
  }

  async function tableExists(name: string): Promise<boolean> {
    const { rows } = await client.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [name]);
    return rows[0]?.exists ?? false;
  }

  it('are pending on an empty database and applied afterwards', async () => {
    const names = (await readMigrationFiles()).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(await migrationStatus(database.ownerUrl)).toMatchObject({ applied: [], pending: names });

    expect(await applyMigrations(database.ownerUrl)).toEqual(names);

    expect(await migrationStatus(database.ownerUrl)).toEqual({
      applied: names,
      pending: [],
      unfinished: [],
      edited: [],
      unknown: [],
    });
    expect(await tableExists('artifact')).toBe(true);
  });

  it('are applied once by two processes that start together', async () => {
    const names = (await readMigrationFiles()).map(({ name }) => name);
    const [first, second] = await Promise.all([applyMigrations(database.ownerUrl), applyMigrations(database.ownerUrl)]);
    expect([...first, ...second]).toEqual(names);
    const { rows } = await client.query('SELECT migration_name FROM _prisma_migrations');
    expect(rows).toHaveLength(names.length);
  });

  it('leave nothing behind when a script fails half way, and say which and why', async () => {
    await addMigration('29990101000000_bad', 'CREATE TABLE half (a int); CREATE TABLE other (a no_such_type);');
    await expect(applyMigrations(database.ownerUrl, { directory })).rejects.toThrow(
      'Migration 29990101000000_bad failed and was rolled back as a whole; nothing of it is in the database. ' +
        'PostgreSQL said: ERROR: type "no_such_type" does not exist',
    );
    expect(await tableExists('half')).toBe(false);
    expect((await migrationStatus(database.ownerUrl, { directory })).unfinished).toHaveLength(1);
  });

  it('go on after the script that failed was corrected', async () => {
    await addMigration('29990101000000_word', 'CREATE TABLE half (a no_such_type);');
    await expect(applyMigrations(database.ownerUrl, { directory })).rejects.toThrow('rolled back');
    await addMigration('29990101000000_word', 'CREATE TABLE half (a int);');
    expect(await applyMigrations(database.ownerUrl, { directory })).toEqual(['29990101000000_word']);
    expect(await tableExists('half')).toBe(true);
  });

  it('may hold semicolons in function bodies and comments', async () => {
    const sql = `-- one; two\nDO $$ BEGIN PERFORM 1; PERFORM 2; END $$;\nCREATE TABLE after_block (a int);`;
    await addMigration('29990101000000_block', sql);
    await applyMigrations(database.ownerUrl, { directory });
    expect(await tableExists('after_block')).toBe(true);
  });

  it('wait for another process no longer than they were told', async () => {
    await client.query(`SELECT pg_advisory_lock(x'706c696d736f6c6c'::bigint)`);
    await expect(applyMigrations(database.ownerUrl, { lockTimeoutMs: 200 })).rejects.toThrow(
      'Another process has been migrating this database for more than 0.2 s.',
    );
    expect(await tableExists('artifact')).toBe(false);
  });

  it('refuse a database that a newer version has used', async () => {
    await addMigration('29990101000000_newer', 'CREATE TABLE newer (a int);');
    await applyMigrations(database.ownerUrl, { directory });
    await expect(applyMigrations(database.ownerUrl)).rejects.toThrow(
      'migrations that this version of Plimsoll does not know (29990101000000_newer)',
    );
  });

  it('refuse a history whose files were edited', async () => {
    await addMigration('29990101000000_word', 'CREATE TABLE edited (a int);');
    await applyMigrations(database.ownerUrl, { directory });
    await addMigration('29990101000000_word', 'CREATE TABLE edited (a text);');
    await expect(applyMigrations(database.ownerUrl, { directory })).rejects.toThrow(
      'Migration 29990101000000_word was edited after it had been applied.',
    );
  });

  it('say together what the schema says', async () => {
    const schema = await readFile(SCHEMA, 'utf8');
    expect(await differenceToSchema(schema)).toBeUndefined();
    const extended = `${schema}\nmodel Extra {\n  id Int @id\n}\n`;
    expect(await differenceToSchema(extended)).toContain('CREATE TABLE "Extra"');
  });

  it('leave transactions to the runner, which is what makes them whole', async () => {
    for (const { name, sql } of await readMigrationFiles()) {
      const controlsTransaction = /^\s*(BEGIN|COMMIT|ROLLBACK|START TRANSACTION)\s*;/im.test(sql);
      expect({ name, controlsTransaction }).toEqual({ name, controlsTransaction: false });
    }
  });
});
