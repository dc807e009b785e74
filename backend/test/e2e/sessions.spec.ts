import { setTimeout as delay } from 'node:timers/promises';
import type { ProblemDetails } from '../../src/common/errors/problem.dto.js';
import type { AccountSessions } from '../../src/modules/identity/sign-in/dto/account-session.dto.js';
import type { SessionState } from '../../src/modules/identity/sign-in/dto/session-state.dto.js';
import { startApi, type TestApi } from './api.js';
import { Browser } from './browser.js';
import { type Account, addAccount, addAuthenticator, addRecoveryCodes, wrongCode } from './people.js';

const SESSION = 'plimsoll_session';

// Must not get in, or see or end a session: whoever has none, a token, another person, and whoever has a session that was
// ended, is too old or was idle for too long.
describe('sessions', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  async function signedIn({ email, password }: Account, headers: Record<string, string> = {}): Promise<Browser> {
    const browser = new Browser(api, headers);
    const { status } = await browser.post('/sign-in', { email, password });
    if (status !== 200) throw new Error(`signing in was answered with ${status}`);
    return browser;
  }

  /** Within the last five minutes. */
  async function confirmed(account: Account, headers: Record<string, string> = {}): Promise<Browser> {
    const browser = await signedIn(account, headers);
    const { status } = await browser.post('/session/step-up', { password: account.password });
    if (status !== 200) throw new Error(`the step-up was answered with ${status}`);
    return browser;
  }

  const idOf = async (browser: Browser): Promise<string> => {
    const { body } = await browser.get<AccountSessions>('/account/sessions');
    const current = body.items.find(({ isCurrent }) => isCurrent);
    if (current === undefined) throw new Error('the session does not list itself');
    return current.id;
  };

  const lastAudit = async ({ email }: Account) => {
    const [event] = await api.sql<{ action: string; after: unknown }>(
      `SELECT action, body::jsonb -> 'after' AS after FROM audit_event WHERE target = $1 ORDER BY sequence DESC LIMIT 1`,
      [email],
    );
    return event;
  };

  it('asks those who have none to sign in, and tokens to leave it to people', async () => {
    const anonymous = new Browser(api);
    const token = new Browser(api, { Authorization: `Bearer ${api.token}` });
    for (const [method, path] of [
      ['GET', '/session'],
      ['GET', '/account/sessions'],
      ['DELETE', '/account/sessions'],
      ['DELETE', '/account/sessions/1'],
      ['POST', '/session/step-up'],
      ['POST', '/session/step-up/passkey/options'],
      ['POST', '/session/step-up/passkey'],
      ['POST', '/sign-in/totp'],
      ['POST', '/sign-in/recovery'],
    ] as const) {
      const body = method === 'POST' ? {} : undefined;
      expect(await anonymous.send(method, path, body)).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      });
      expect(await token.send(method, path, body)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });

  it('lists where one is signed in, and nobody else', async () => {
    const [ada, bob] = [await addAccount(api), await addAccount(api)];
    await signedIn(bob);
    await signedIn(ada, { 'User-Agent': 'Phone' });
    const laptop = await signedIn(ada, { 'User-Agent': 'Laptop' });
    const { body } = await laptop.get<AccountSessions>('/account/sessions');
    expect(body.items).toEqual([
      {
        id: expect.stringMatching(/^\d+$/),
        isCurrent: true,
        createdAt: expect.any(String),
        lastSeenAt: expect.any(String),
        expiresAt: expect.any(String),
        ip: '127.0.0.1',
        userAgent: 'Laptop',
        methods: ['password'],
      },
      expect.objectContaining({ isCurrent: false, userAgent: 'Phone' }),
    ]);
    expect(JSON.stringify(body)).not.toContain(laptop.cookies.get(SESSION));
  });

  describe('ended', () => {
    it('by its owner from another browser, from the next request on', async () => {
      const account = await addAccount(api);
      const [phone, laptop] = [await signedIn(account), await confirmed(account)];
      expect(await laptop.delete(`/account/sessions/${await idOf(phone)}`)).toMatchObject({ status: 204, body: null });
      expect(await phone.get('/session')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(await laptop.get('/session')).toMatchObject({ status: 200 });
      expect(await lastAudit(account)).toMatchObject({
        action: 'session.ended',
        after: { because: 'ended by its owner' },
      });
    });

    it('all at once but this one, which also makes the other browsers unknown', async () => {
      const account = await addAccount(api);
      const others = [await signedIn(account), await signedIn(account), await signedIn(account)];
      const here = await confirmed(account);
      expect(await here.delete('/account/sessions')).toMatchObject({ status: 200, body: { ended: 3 } });
      for (const other of others) expect(await other.get('/session')).toMatchObject({ status: 401 });
      expect(await here.get('/session')).toMatchObject({ status: 200 });
      expect(await api.sql('SELECT id FROM device WHERE account_id = $1', [account.id])).toHaveLength(1);
      expect(await lastAudit(account)).toMatchObject({ action: 'session.others-ended', after: { ended: 3 } });
    });

    it('only after the person has confirmed who they are: not by whoever finds a browser open', async () => {
      const account = await addAccount(api);
      const [there, here] = [await signedIn(account), await signedIn(account)];
      for (const path of ['/account/sessions', `/account/sessions/${await idOf(there)}`]) {
        expect(await here.delete(path)).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
      }
      expect(await there.get('/session')).toMatchObject({ status: 200 });
    });

    it('is not for others to do: the session of somebody else is not there', async () => {
      const [ada, mallory] = [await signedIn(await addAccount(api)), await confirmed(await addAccount(api))];
      const id = await idOf(ada);
      const foreign = await mallory.delete<ProblemDetails>(`/account/sessions/${id}`);
      const missing = await mallory.delete<ProblemDetails>('/account/sessions/2147483647');
      expect(foreign).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
      expect({ ...foreign.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
      expect(await mallory.delete('/account/sessions')).toMatchObject({ body: { ended: 0 } });
      expect(await ada.get('/session')).toMatchObject({ status: 200 });
    });

    it.each(['0', '01', '-1', '1e3', '0x10', '2147483648', '1%20', 'x'])('names no session by %s', async (id) => {
      const ada = await confirmed(await addAccount(api));
      expect(await ada.delete(`/account/sessions/${id}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    });

    it('by signing out, whoever has kept the cookie', async () => {
      const account = await addAccount(api);
      const browser = await signedIn(account);
      const thief = browser.copy();
      expect(await browser.post('/sign-out')).toMatchObject({ status: 204, body: null });
      expect(browser.cookies.has(SESSION)).toBe(false);
      expect(browser.cookies.has('plimsoll_device')).toBe(true);
      expect(await thief.get('/session')).toMatchObject({ status: 401 });
      expect(await lastAudit(account)).toMatchObject({ action: 'session.ended', after: { because: 'signed out' } });
      expect(await thief.post('/sign-out')).toMatchObject({ status: 204 });
      expect(await api.get('/api/v1/sign-out')).toMatchObject({ status: 405 });
    });

    it('by signing out half-way', async () => {
      const account = await addAccount(api, { role: 'admin' });
      await addAuthenticator(api, account);
      const browser = await signedIn(account);
      const thief = browser.copy();
      expect(await browser.post('/sign-out')).toMatchObject({ status: 204 });
      expect(await thief.get('/session')).toMatchObject({ status: 401 });
    });

    it('by disabling the account, from the next request on', async () => {
      const account = await addAccount(api);
      const browser = await signedIn(account);
      await api.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [account.id]);
      expect(await browser.get('/session')).toMatchObject({ status: 401 });
    });

    it('after thirty minutes without a request', async () => {
      const account = await addAccount(api);
      const browser = await signedIn(account);
      const idleFor = (time: string) =>
        api.sql('UPDATE session SET last_seen_at = now() - $2::interval WHERE account_id = $1', [account.id, time]);
      await idleFor('29 minutes');
      expect(await browser.get('/session')).toMatchObject({ status: 200 });
      const [seen] = await api.sql<{ isFresh: boolean }>(
        `SELECT last_seen_at > now() - interval '1 minute' AS "isFresh" FROM session WHERE account_id = $1`,
        [account.id],
      );
      expect(seen).toEqual({ isFresh: true });
      await idleFor('30 minutes 1 second');
      expect(await browser.get('/session')).toMatchObject({ status: 401 });
      expect(await browser.get('/session')).toMatchObject({ status: 401 });
    });

    it('after twelve hours, however busy it was', async () => {
      const account = await addAccount(api);
      const browser = await signedIn(account);
      const { body } = await browser.get<SessionState>('/session');
      expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThanOrEqual(12 * 60 * 60_000);
      await api.sql('UPDATE session SET expires_at = now() WHERE account_id = $1', [account.id]);
      expect(await browser.get('/session')).toMatchObject({ status: 401 });
    });

    it('keeps none of 50 clients going that are in the midst of asking', async () => {
      const account = await addAccount(api, { role: 'viewer' });
      const [here, there] = [await confirmed(account), await signedIn(account)];
      const id = await idOf(there);
      let isRevoked = false;
      const over = new AbortController();
      const statuses = { before: [] as number[], after: [] as number[] };
      const clients = Array.from({ length: 50 }, async () => {
        const client = there.copy();
        while (!over.signal.aborted) {
          const when = isRevoked ? 'after' : 'before';
          const { status } = await client.get('/artifacts');
          statuses[when].push(status);
        }
      });
      while (statuses.before.filter((status) => status === 200).length <= 100) await delay(20);
      expect(await here.delete(`/account/sessions/${id}`)).toMatchObject({ status: 204 });
      isRevoked = true;
      while (statuses.after.length <= 100) await delay(20);
      over.abort();
      await Promise.all(clients);
      expect(statuses.before.filter((status) => status === 200).length).toBeGreaterThan(50);
      expect(statuses.after.length).toBeGreaterThan(50);
      expect(statuses.after.filter((status) => status !== 401)).toEqual([]);
    });
  });

  describe('step-up', () => {
    const tokenBody = () => ({
      name: 'of a spec',
      permissions: ['gate:read'],
      project: null,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    });

    it('is asked for by what an open browser alone should not do, and lasts five minutes', async () => {
      const account = await addAccount(api, { role: 'developer' });
      const browser = await signedIn(account);
      const refused = { status: 403, body: { code: 'step_up_required' } };
      expect(await browser.post('/tokens', tokenBody())).toMatchObject(refused);
      const { status, body } = await browser.post<SessionState>('/session/step-up', { password: account.password });
      expect(status).toBe(200);
      const seconds = (Date.parse(body.steppedUpUntil ?? '') - Date.now()) / 1000;
      expect(seconds).toBeGreaterThan(280);
      expect(seconds).toBeLessThanOrEqual(300);
      expect(await lastAudit(account)).toMatchObject({ action: 'session.stepped-up', after: { method: 'password' } });
      expect(await browser.post('/tokens', tokenBody())).toMatchObject({ status: 201 });
      await api.sql(`UPDATE session SET stepped_up_at = now() - interval '5 minutes 1 second' WHERE account_id = $1`, [
        account.id,
      ]);
      expect(await browser.post('/tokens', tokenBody())).toMatchObject(refused);
      expect(await browser.get('/session')).toMatchObject({ body: { steppedUpUntil: null } });
    });

    it('does not make the session last longer', async () => {
      const account = await addAccount(api);
      const browser = await signedIn(account);
      const before = await browser.get<SessionState>('/session');
      const after = await browser.post<SessionState>('/session/step-up', { password: account.password });
      expect(after.body.expiresAt).toBe(before.body.expiresAt);
    });

    it('takes a factor of whoever has one, and not the password', async () => {
      const account = await addAccount(api);
      const app = await addAuthenticator(api, account);
      const [recoveryCode] = await addRecoveryCodes(api, account);
      const browser = await signedIn(account);
      await browser.post('/sign-in/totp', { code: app(-1) });
      expect(await browser.post('/session/step-up', { password: account.password })).toMatchObject({
        status: 403,
        body: { code: 'second_factor_needed' },
      });
      expect(await browser.post('/session/step-up', { code: wrongCode(app) })).toMatchObject({
        status: 401,
        body: { code: 'invalid_credentials' },
      });
      expect(await lastAudit(account)).toMatchObject({ action: 'step-up.failed', after: { method: 'totp' } });
      const code = app();
      expect(await browser.post('/session/step-up', { code })).toMatchObject({ status: 200 });
      expect(await browser.post('/session/step-up', { code })).toMatchObject({ status: 401 });
      expect(await browser.post('/session/step-up', { recoveryCode })).toMatchObject({ status: 200 });
      expect(await browser.post('/session/step-up', { recoveryCode })).toMatchObject({ status: 401 });
    });

    it('is not for somebody half-way', async () => {
      const account = await addAccount(api);
      await addAuthenticator(api, account);
      const browser = await signedIn(account);
      expect(await browser.post('/session/step-up', { password: account.password })).toMatchObject({
        status: 403,
        body: { code: 'second_factor_required' },
      });
    });

    it.each([[{}], [{ password: 'x', code: '123456' }], [{ code: 123456 }], [{ code: { $gt: '' } }], [{ token: 'x' }]])(
      'refuses %j',
      async (body) => {
        const browser = await signedIn(await addAccount(api));
        expect(await browser.post('/session/step-up', body)).toMatchObject({ status: 400 });
      },
    );

    it('slows down whoever guesses the password in an open browser', async () => {
      const account = await addAccount(api);
      const browser = await signedIn(account);
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 6; attempt += 1) {
        statuses.push((await browser.post('/session/step-up', { password: 'wrong' })).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
      expect(await browser.post('/session/step-up', { password: account.password })).toMatchObject({ status: 429 });
    });

    it('leaves one session with one secret when a browser confirms several times at once', async () => {
      const account = await addAccount(api);
      const browser = await signedIn(account);
      const before = browser.copy();
      const copies = Array.from({ length: 5 }, () => browser.copy());
      const answers = await Promise.all(
        copies.map((copy) => copy.post('/session/step-up', { password: account.password })),
      );
      const won = copies.filter((_, index) => answers[index]?.status === 200);
      expect(won).toHaveLength(1);
      for (const { status, headers } of answers.filter((answer) => answer.status !== 200)) {
        expect([401, 409]).toContain(status);
        expect(headers.getSetCookie()).toEqual([]);
      }
      expect(await won[0]?.get('/session')).toMatchObject({ status: 200 });
      expect(await before.get('/session')).toMatchObject({ status: 401 });
      expect(await api.sql('SELECT id FROM session WHERE account_id = $1', [account.id])).toHaveLength(1);
    });

    it('takes a code once when a browser sends it several times at once', async () => {
      const account = await addAccount(api);
      const app = await addAuthenticator(api, account);
      const browser = await signedIn(account);
      await browser.post('/sign-in/totp', { code: app(-1) });
      const code = app();
      const copies = Array.from({ length: 5 }, () => browser.copy());
      const answers = await Promise.all(copies.map((copy) => copy.post('/session/step-up', { code })));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(await copies[answers.findIndex(({ status }) => status === 200)]?.get('/session')).toMatchObject({
        status: 200,
      });
    });
  });
});
