import { problemOf, startApi, type TestApi } from './api.js';
import { insertPerson, insertToken } from './principals.js';

/**
 * The door itself. Whoever has no credentials, or none that are good, must learn nothing but how to get some; whoever may
 * read the figures must not be able to say so themselves.
 */
describe('the guard', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  it('tells how to sign in', async () => {
    const anonymous = await api.call('GET', '/api/v1/images');
    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await problemOf(anonymous)).toMatchObject({ code: 'unauthenticated', title: 'Sign in first' });
    const wrong = await api.call('GET', '/api/v1/images', { as: { token: 'plm_nothing' } });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await problemOf(wrong)).toMatchObject({ code: 'unauthenticated', title: 'The API token is not valid' });
  });

  it('says which permission is missing', async () => {
    const viewer = await insertPerson(api.sql, { grants: [{ role: 'viewer' }] });
    const problem = await problemOf(await api.call('GET', '/api/v1/accounts', { as: viewer }));
    expect(problem).toMatchObject({ status: 403, code: 'forbidden' });
    expect(problem.detail).toContain('account:read');
  });

  it.each([
    ['factor', 'second_factor_required'],
    ['enrol', 'factor_enrolment_required'],
  ] as const)('says what is missing at the stage %s', async (stage, code) => {
    const person = await insertPerson(api.sql, { grants: [{ role: 'admin' }], stage });
    expect(await problemOf(await api.call('GET', '/api/v1/images', { as: person }))).toMatchObject({
      status: 403,
      code,
    });
  });

  it('asks for a step-up that is no older than five minutes', async () => {
    const admin = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
    const put = async () => (await problemOf(await api.call('PUT', '/api/v1/policy', { as: admin, body: {} }))).code;
    const stepUpAgo = (seconds: number) =>
      api.sql(`UPDATE session SET stepped_up_at = now() - make_interval(secs => $1) WHERE id = $2`, [
        seconds,
        admin.sessionId,
      ]);
    await stepUpAgo(290);
    expect(await put()).toBe('invalid_input');
    await stepUpAgo(301);
    expect(await put()).toBe('step_up_required');
    await api.sql('UPDATE session SET stepped_up_at = NULL WHERE id = $1', [admin.sessionId]);
    expect(await put()).toBe('step_up_required');
  });

  it('does not serve one more request of 50 clients once their session or token is gone', async () => {
    const grants = [{ role: 'viewer' as const }];
    const person = await insertPerson(api.sql, { grants });
    const token = await insertToken(api.sql, { accountId: person.accountId });
    const ask = (): Promise<number[]> =>
      Promise.all(
        Array.from({ length: 50 }, async (_, client) => {
          const as = client % 2 === 0 ? { cookie: person.cookie } : { token };
          return (await api.call('GET', '/api/v1/images', { as })).status;
        }),
      );
    expect(new Set(await ask())).toEqual(new Set([200]));
    await api.sql('DELETE FROM session WHERE id = $1', [person.sessionId]);
    await api.sql('UPDATE api_token SET revoked_at = now() WHERE account_id = $1', [person.accountId]);
    expect(new Set(await ask())).toEqual(new Set([401]));
  });

  it('takes a role away with the next request', async () => {
    const person = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    const status = async () => (await api.call('GET', '/api/v1/audit-events', { as: person })).status;
    expect(await status()).toBe(200);
    await api.sql('DELETE FROM role_grant WHERE account_id = $1', [person.accountId]);
    expect(await status()).toBe(403);
  });

  it('notes at most once a minute when a session and a token were used last', async () => {
    const person = await insertPerson(api.sql, { grants: [{ role: 'viewer' }] });
    const token = await insertToken(api.sql, { accountId: person.accountId });
    const lastUses = async () => {
      for (const as of [person, { token }]) await api.call('GET', '/api/v1/images', { as });
      return api.sql(
        `SELECT last_seen_at, last_used_at FROM session JOIN api_token USING (account_id) WHERE account_id = $1`,
        [person.accountId],
      );
    };
    const first = await lastUses();
    expect(await lastUses()).toEqual(first);
    await api.sql(`UPDATE session SET last_seen_at = now() - interval '2 minutes' WHERE id = $1`, [person.sessionId]);
    const [{ last_seen_at: seen }] = (await lastUses()) as [{ last_seen_at: Date }];
    expect(Date.now() - seen.getTime()).toBeLessThan(60_000);
  });

  it('needs a token for /metrics, where no network is named', async () => {
    expect((await api.call('GET', '/metrics')).status).toBe(401);
    const token = await insertToken(api.sql, { permissions: ['metrics:read'] });
    const other = await insertToken(api.sql, { permissions: ['artifact:read'] });
    expect((await api.call('GET', '/metrics', { as: { token } })).status).toBe(200);
    expect((await api.call('GET', '/metrics', { as: { token: other } })).status).toBe(403);
  });
});

describe('/metrics', () => {
  it('is open to the networks that are named, and to nothing else from there', async () => {
    const api = await startApi({ METRICS_NETWORKS: '127.0.0.0/8, ::1' });
    expect((await api.call('GET', '/metrics')).status).toBe(200);
    expect((await api.call('GET', '/api/v1/images')).status).toBe(401);
    await api.stop();
  });

  it('is not open to whoever says that they come from such a network', async () => {
    const api = await startApi({ METRICS_NETWORKS: '10.0.0.0/8' });
    for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'X-Client-IP', 'True-Client-IP']) {
      const value = name === 'Forwarded' ? 'for=10.1.2.3' : '10.1.2.3';
      expect((await api.call('GET', '/metrics', { headers: { [name]: value } })).status).toBe(401);
    }
    await api.stop();
  });

  it('believes a proxy that is trusted, and no more than its own word', async () => {
    const api = await startApi({ METRICS_NETWORKS: '10.0.0.0/8', TRUSTED_PROXIES: '127.0.0.1' });
    const from = async (forwarded: string) =>
      (await api.call('GET', '/metrics', { headers: { 'X-Forwarded-For': forwarded } })).status;
    expect(await from('10.1.2.3')).toBe(200);
    expect(await from('10.1.2.3, 203.0.113.9')).toBe(401);
    expect(await from('203.0.113.9, 10.1.2.3')).toBe(200);
    expect(await from('not an address')).toBe(401);
    await api.stop();
  });
});
