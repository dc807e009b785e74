import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { applyMigrations } from '../../src/database/migrate.js';
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from '../../src/database/migration-files.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const MIGRATION = '20261129172500_policy_activation';

/** A database of the version before, with the policies that it knew. */
describe('The migration policy_activation', () => {
  let database: TestDatabase;
  let directory: string;
  let client: Client;

  beforeEach(async () => {
    database = await createTestDatabase({ isEmpty: true });
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-migrations-'));
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    for (const { name } of await readMigrationFiles()) {
      if (name >= MIGRATION) await rm(join(directory, name), { recursive: true });
    }
    await applyMigrations(database.ownerUrl, { directory });
    client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
  });

  afterEach(async () => {
    await client.end();
    await database.drop();
    await rm(directory, { recursive: true });
  });

  /** As the version before wrote it: the row with its last activation, and an event. */
  async function activate(version: string, origin: string, actor: object | null): Promise<void> {
    // Instants are kept to the millisecond, and people do not activate two policies within one.
    await client.query('SELECT pg_sleep(0.002)');
    await client.query(
      `INSERT INTO policy_version (version, source, origin, activated_at) VALUES ($1, $1, $2, clock_timestamp())
       ON CONFLICT (version) DO UPDATE SET activated_at = excluded.activated_at, origin = excluded.origin`,
      [version, origin],
    );
    if (actor === null) return;
    const event = { action: 'policy.activated', actor, target: { kind: 'policy', id: null, name: version } };
    await client.query('SELECT audit_append($1)', [
      JSON.stringify({ ...event, before: null, after: { version, origin } }),
    ]);
  }

  const plimsoll = { kind: 'system', id: null, name: 'plimsoll' };
  const ada = { kind: 'person', id: '7', name: 'ada@example.org' };

  it('finds every activation that the audit log knows, and those of before there was one', async () => {
    await activate('sha256:old', 'file', null);
    await activate('sha256:file', 'file', plimsoll);
    await activate('sha256:saved', 'console', ada);
    await activate('sha256:file', 'console', ada);
    await activate('sha256:untold', 'file', null);
    await client.query(`INSERT INTO policy_version (version, source) VALUES ('sha256:never', '')`);

    await applyMigrations(database.ownerUrl);

    const { rows } = await client.query(
      `SELECT version, origin, activated_by_kind AS kind, activated_by_id AS id, activated_by AS name
       FROM policy_activation JOIN policy_version ON policy_version.id = policy_id ORDER BY policy_activation.id`,
    );
    const nobody = { kind: null, id: null, name: null };
    expect(rows).toEqual([
      { version: 'sha256:old', origin: 'file', ...nobody },
      { version: 'sha256:file', origin: 'file', ...plimsoll },
      { version: 'sha256:saved', origin: 'console', ...ada },
      { version: 'sha256:file', origin: 'console', ...ada },
      { version: 'sha256:untold', origin: 'file', ...nobody },
    ]);
    const { rows: times } = await client.query<{ isOrdered: boolean }>(
      `SELECT activated_at >= coalesce(lag(activated_at) OVER (ORDER BY id), '-infinity') AS "isOrdered" FROM policy_activation`,
    );
    expect(times.every(({ isOrdered }) => isOrdered)).toBe(true);
  });

  it('keeps a version active that was activated again before there was an audit log', async () => {
    await activate('sha256:a', 'file', plimsoll);
    await activate('sha256:b', 'file', plimsoll);
    await activate('sha256:a', 'file', null);
    await applyMigrations(database.ownerUrl);
    const { rows } = await client.query<{ version: string }>(
      `SELECT version FROM policy_activation JOIN policy_version ON policy_version.id = policy_id
       ORDER BY policy_activation.id DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ version: 'sha256:a' }]);
  });

  it('has nothing to do in a database without policies', async () => {
    await applyMigrations(database.ownerUrl);
    expect((await client.query('SELECT FROM policy_activation')).rowCount).toBe(0);
  });
});
