import { Client } from 'pg';
import { applyMigrations } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

/** Nobody who comes in by way of the API may change the schema, rewrite history, or become somebody who can. */
describe('the application role', () => {
  let database: TestDatabase;
  let application: Client;
  let owner: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    application = new Client({ connectionString: database.url });
    owner = new Client({ connectionString: database.ownerUrl });
    await application.connect();
    await owner.connect();
    await application.query(`SELECT audit_append('{"action":"a.b","actor":{"name":"c"},"target":{"name":"d"}}')`);
  });

  afterAll(async () => {
    await application.end();
    await owner.end();
    await database.drop();
  });

  async function codeOf(client: Client, sql: string): Promise<string | undefined> {
    try {
      await client.query(sql);
      return undefined;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  }

  it.each([
    'CREATE TABLE mine (a int)',
    'CREATE TABLE public.mine (a int)',
    'CREATE SCHEMA mine',
    'CREATE EXTENSION pgcrypto',
    'CREATE ROLE mine',
    'CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    `CREATE OR REPLACE FUNCTION public.audit_append(event text, OUT sequence bigint, OUT at text, OUT hash text)
       LANGUAGE sql AS $$ SELECT 1::bigint, '', '' $$`,
    'DROP FUNCTION audit_append(text)',
    'DROP TABLE project',
    'DROP TABLE audit_event',
    'ALTER TABLE account ADD COLUMN extra int',
    'ALTER TABLE audit_event DISABLE TRIGGER audit_event_is_append_only',
    'ALTER TABLE audit_event DISABLE TRIGGER ALL',
    'ALTER TABLE audit_event OWNER TO plimsoll_app',
    'DROP TRIGGER audit_event_is_append_only ON audit_event',
    'CREATE INDEX ON project (name)',
    'CREATE TRIGGER mine BEFORE INSERT ON project EXECUTE FUNCTION audit_refuse_change()',
    'TRUNCATE project CASCADE',
    'TRUNCATE audit_event',
    'DELETE FROM audit_event',
    `UPDATE audit_event SET body = '{}'`,
    'UPDATE audit_event SET hash = hash WHERE false',
    `INSERT INTO audit_event (sequence, at, body, previous_hash, hash) VALUES (99, now(), '{}', '', '')`,
    `UPDATE audit_head SET hash = ''`,
    'DELETE FROM audit_head',
    'INSERT INTO audit_head (id, sequence, hash) VALUES (2, 0, repeat($$0$$, 64))',
    'SELECT FROM audit_head FOR UPDATE',
    'DO $$ BEGIN LOCK TABLE audit_event IN SHARE MODE; END $$',
    `SET session_replication_role = 'replica'`,
    'SET ROLE plimsoll',
    'SET ROLE postgres',
    'SET SESSION AUTHORIZATION plimsoll',
    'GRANT plimsoll TO plimsoll_app',
    'ALTER ROLE plimsoll_app SUPERUSER',
    `UPDATE _prisma_migrations SET checksum = ''`,
    'DELETE FROM _prisma_migrations',
    `UPDATE verdict SET outcome = 'pass'`,
    'DELETE FROM verdict',
    `UPDATE deployment SET recorded_by = ''`,
    `UPDATE deployment SET outcome = 'pass', ended_at = now()`,
    'DELETE FROM deployment',
    `UPDATE report SET sha256 = ''`,
    `UPDATE report_chunk SET bytes = ''`,
    'DELETE FROM report_chunk',
    'INSERT INTO report_removal (report_id) VALUES (1)',
    'DELETE FROM report_removal',
    `UPDATE policy_version SET source = ''`,
    'DELETE FROM policy_version',
    `UPDATE policy_activation SET activated_by = ''`,
    'DELETE FROM policy_activation',
    'UPDATE claim SET hash = hash',
    'UPDATE word SET bytes = bytes',
    'UPDATE wording SET place = 0',
    `UPDATE text_block SET bytes = ''`,
    'CREATE TABLE jobs.mine (a int)',
    'DROP TABLE jobs.job',
    'TRUNCATE jobs.job',
    `SELECT jobs.create_queue('mine', '{}')`,
    `SELECT jobs.add_job('mine')`,
    `SELECT jobs.delete_queue('cleanup')`,
    `UPDATE jobs.queue SET retry_limit = 0`,
    'UPDATE jobs.version SET version = 1',
    'SELECT FROM jobs.schedule',
    `COPY project FROM PROGRAM 'id'`,
    `SELECT pg_read_file('PG_VERSION')`,
  ])('is refused: %s', async (sql) => {
    // insufficient_privilege; must be owner is the same code.
    expect(await codeOf(application, sql)).toBe('42501');
  });

  it('keeps the past of the audit log even from the role that owns it, until that takes the trigger away', async () => {
    for (const sql of [`UPDATE audit_event SET body = '{}'`, 'DELETE FROM audit_event', 'TRUNCATE audit_event']) {
      expect(await codeOf(owner, sql)).toBe('42501');
    }
    expect((await owner.query('SELECT FROM audit_event')).rowCount).toBe(1);
  });

  it('cannot have names of its own stand in for what the appending function uses', async () => {
    await application.query('CREATE TEMP TABLE audit_head (id int, sequence bigint, hash text)');
    await application.query('SET search_path = pg_temp, public');
    await application.query(
      `SELECT public.audit_append('{"action":"a.c","actor":{"name":"c"},"target":{"name":"d"}}')`,
    );
    await application.query('RESET search_path');
    const { rows } = await owner.query<{ sequence: string }>('SELECT sequence FROM audit_head');
    expect(rows).toEqual([{ sequence: '2' }]);
  });

  it('loses at the next migration whatever it was given besides', async () => {
    await owner.query(
      'GRANT DELETE ON audit_event TO plimsoll_app; GRANT UPDATE (body) ON audit_event TO plimsoll_app',
    );
    await applyMigrations(database.ownerUrl);
    const { rows } = await owner.query(
      `SELECT has_table_privilege('plimsoll_app', 'audit_event', 'DELETE') AS "canDelete",
         has_column_privilege('plimsoll_app', 'audit_event', 'body', 'UPDATE') AS "canUpdate",
         has_table_privilege('plimsoll_app', 'audit_event', 'SELECT') AS "canRead"`,
    );
    expect(rows).toEqual([{ canDelete: false, canUpdate: false, canRead: true }]);
  });

  it('gets its rights although nothing is pending, and none on what is not ours', async () => {
    await owner.query('CREATE TABLE later (id serial)');
    const admin = new Client({ connectionString: database.superuserUrl });
    await admin.connect();
    await admin.query('CREATE TABLE public.foreign_table (a int)');
    await admin.end();
    expect(await codeOf(application, 'INSERT INTO later DEFAULT VALUES')).toBe('42501');
    expect(await applyMigrations(database.ownerUrl)).toEqual([]);
    expect(await codeOf(application, 'INSERT INTO later DEFAULT VALUES')).toBeUndefined();
    expect(await codeOf(application, 'SELECT FROM foreign_table')).toBe('42501');
  });

  it('is not needed: a database whose server has no such role is migrated all the same', async () => {
    expect(await applyMigrations(database.ownerUrl, { applicationRole: 'nobody_has_this_name' })).toEqual([]);
  });

  it('takes no rights away from a role that owns the tables itself', async () => {
    await applyMigrations(database.ownerUrl, { applicationRole: 'plimsoll' });
    expect(await codeOf(owner, 'ALTER TABLE project ADD COLUMN extra int')).toBeUndefined();
  });
});
