import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { CleanupRepository } from '../../src/modules/cleanup/cleanup.repository.js';
import { CleanupService } from '../../src/modules/cleanup/cleanup.service.js';
import { startApi, type TestApi } from './api.js';
import { insertPerson, type TestPerson } from './principals.js';

/** What is over is refused before it is cleared up; and nothing is cleared up that somebody can still use. */
describe('cleanup', () => {
  let api: TestApi;
  let person: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    person = await insertPerson(api.sql, { grants: [{ role: 'viewer' }] });
  });

  afterAll(() => api.stop());

  const run = (): Promise<string | null> => api.app.get(CleanupService, { strict: false }).run();

  /** One row over and one not; what is over has 'over' in its name. */
  async function fill(): Promise<void> {
    const { sql } = api;
    const [rule] = await sql<{ id: number }>(
      `INSERT INTO trust_rule (name, issuer, audience, conditions, permissions)
       VALUES ('ci', 'https://ci.example', 'plimsoll', '[]', '{}') RETURNING id`,
    );
    for (const [name, interval] of [
      ['over', '-2 days'],
      ['live', '2 days'],
    ] as const) {
      const secret = (): Buffer => randomBytes(32);
      await sql(
        `INSERT INTO session (account_id, token_hash, stage, last_seen_at, expires_at, ip)
         VALUES ($1, $2, 'full', now(), now() + $3::interval, $4)`,
        [person.accountId, secret(), interval, name],
      );
      await sql(
        `INSERT INTO device (account_id, token_hash, last_seen_at, expires_at) VALUES ($1, $2, now(), now() + $3::interval)`,
        [person.accountId, secret(), interval],
      );
      await sql(
        `INSERT INTO challenge (kind, key_hash, payload, expires_at) VALUES ($1, $2, '{}', now() + $3::interval)`,
        [name, secret(), interval],
      );
      await sql(
        `INSERT INTO attempt_bucket (key, failures, since, blocked_until) VALUES ($1, 9, now(), now() + $2::interval)`,
        [name, interval],
      );
      await sql(
        `INSERT INTO totp_factor (account_id, name, secret, created_at) VALUES ($1, $2, '', now() + $3::interval)`,
        [person.accountId, name, interval],
      );
      await sql(
        `INSERT INTO one_time_link (kind, account_id, token_hash, expires_at) VALUES ($1, $2, $3, now() + $4::interval)`,
        [name, person.accountId, secret(), interval],
      );
      await sql(
        `INSERT INTO api_token (name, token_hash, ending, permissions, expires_at, trust_rule_id)
         VALUES ($1, $2, '', '{}', now() + $3::interval, $4), ($1 || ', of a person', $5, '', '{}', now() + $3::interval, NULL)`,
        [name, secret(), interval, rule?.id, secret()],
      );
    }
    await sql(
      `INSERT INTO session (account_id, token_hash, stage, last_seen_at, expires_at, ip)
       VALUES ($1, $2, 'full', now() - interval '31 minutes', now() + interval '1 hour', 'over, since idle')`,
      [person.accountId, randomBytes(32)],
    );
    await sql(
      `INSERT INTO totp_factor (account_id, name, secret, created_at, confirmed_at)
       VALUES ($1, 'confirmed', '', now() - interval '1 year', now())`,
      [person.accountId],
    );
    await sql(
      `INSERT INTO one_time_link (kind, account_id, token_hash, expires_at, used_at)
       VALUES ('over, since used', $1, $2, now() + interval '1 day', now() - interval '25 hours')`,
      [person.accountId, randomBytes(32)],
    );
  }

  async function names(): Promise<Record<string, (string | null)[]>> {
    const columns = {
      session: 'ip',
      challenge: 'kind',
      attempt_bucket: 'key',
      totp_factor: 'name',
      one_time_link: 'kind',
      api_token: 'name',
    };
    const found: Record<string, (string | null)[]> = {};
    for (const [table, column] of Object.entries(columns)) {
      const rows = await api.sql<{ name: string | null }>(`SELECT ${column} AS name FROM ${table} ORDER BY 1`);
      found[table] = rows.map(({ name }) => name);
    }
    return found;
  }

  it('clears up what is over and nothing else', async () => {
    await fill();
    expect(await run()).toMatch(/^Deleted what has expired: .*1 device/);
    expect(await names()).toEqual({
      session: ['live', null],
      challenge: ['live'],
      attempt_bucket: ['live'],
      totp_factor: ['confirmed', 'live'],
      one_time_link: ['live'],
      api_token: ['live', 'live, of a person', 'of a spec', 'over, of a person'],
    });
    expect(await api.sql('SELECT FROM device')).toHaveLength(1);
    expect((await api.call('GET', '/api/v1/session', { as: { cookie: person.cookie } })).status).toBe(200);
  });

  it('waits for nobody, and nobody for it', async () => {
    await api.sql(
      `INSERT INTO attempt_bucket (key, failures, since, blocked_until)
       VALUES ('held', 1, now() - interval '1 day', now() - interval '1 day')`,
    );
    const client = new Client({ connectionString: api.databaseUrl });
    await client.connect();
    try {
      await client.query(`BEGIN; SELECT FROM attempt_bucket WHERE key = 'held' FOR UPDATE`);
      expect(await api.app.get(CleanupRepository, { strict: false }).deleteExpired()).toMatchObject({
        attempt_bucket: 0,
      });
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
    expect(await api.app.get(CleanupRepository, { strict: false }).deleteExpired()).toMatchObject({
      attempt_bucket: 1,
    });
  });

  it('says nothing where nothing is over', async () => {
    expect(await run()).toBeNull();
  });
});
