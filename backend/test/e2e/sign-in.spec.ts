import { hash } from '@node-rs/argon2';
import type { ProblemDetails } from '../../src/common/errors/problem.dto.js';
import type { SessionState } from '../../src/modules/identity/sign-in/dto/session-state.dto.js';
import { startApi, type TestApi } from './api.js';
import { Browser } from './browser.js';
import { eventually } from './eventually.js';
import { type Account, addAccount, addAuthenticator, addRecoveryCodes, wrongCode } from './people.js';

const SESSION = 'plimsoll_session';
const DEVICE = 'plimsoll_device';

// Must not get in: whoever has no right password, has the password and not the second factor, is disabled, or had a
// cookie of an earlier step.
describe('signing in', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  const signIn = (browser: Browser, { email, password }: Pick<Account, 'email' | 'password'>) =>
    browser.post<SessionState & ProblemDetails>('/sign-in', { email, password });

  const auditOf = async ({ email }: Account) =>
    (
      await api.sql<{ action: string; actor: string; after: unknown }>(
        `SELECT action, actor, body::jsonb -> 'after' AS after FROM audit_event WHERE target = $1 ORDER BY sequence`,
        [email],
      )
    ).map(({ action, actor, after }) => ({ action, actor, after }));

  it('says how people can sign in', async () => {
    const options = () => new Browser(api).get('/sign-in/options');
    expect(await options()).toMatchObject({ status: 200, body: { sso: null, hasAccounts: false } });
    await addAccount(api, { isDisabled: true });
    expect(await options()).toMatchObject({ body: { hasAccounts: true } });
  });

  it('lets somebody in who has the password, where nothing else is asked', async () => {
    const account = await addAccount(api, { role: 'developer' });
    const browser = new Browser(api);
    const answer = await signIn(browser, { ...account, email: ` ${account.email.toUpperCase()}` });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        stage: 'full',
        account: { id: String(account.id), email: account.email, name: 'Ada' },
        grants: [{ role: 'developer', project: null }],
        factors: { totp: false, passkeys: 0, recoveryCodesLeft: 0 },
        isMfaRequired: false,
        steppedUpUntil: null,
      },
    });
    expect(answer.body.permissions).toContain('report:write');
    expect(answer.body.permissions).not.toContain('policy:write');
    expect(await browser.get('/session')).toMatchObject({ status: 200, body: answer.body });
    expect(await browser.get('/artifacts')).toMatchObject({ status: 200 });
    expect(await auditOf(account)).toMatchObject([
      { action: 'session.signed-in', actor: account.email, after: { stage: 'full', methods: ['password'] } },
    ]);
  });

  it('keeps of the cookies only hashes', async () => {
    const account = await addAccount(api);
    const browser = new Browser(api);
    await signIn(browser, account);
    const secret = browser.cookies.get(SESSION) ?? '';
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const rows = await api.sql<{ text: string }>(
      `SELECT session::text || device::text || coalesce(session.user_agent, '') AS text
       FROM session JOIN device USING (account_id) WHERE account_id = $1`,
      [account.id],
    );
    expect(rows).toHaveLength(1);
    const bytes = Buffer.from(secret, 'base64url').toString('hex');
    for (const form of [secret, bytes, browser.cookies.get(DEVICE)]) expect(rows[0]?.text).not.toContain(form);
    expect(api.log.join('\n')).not.toContain(secret);
  });

  it('sets cookies that scripts cannot read and other sites cannot have sent', async () => {
    const account = await addAccount(api);
    const browser = new Browser(api);
    await signIn(browser, account);
    const [session = '', device = ''] = browser.setCookies;
    expect(session).toMatch(/^plimsoll_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    expect(device).toMatch(/^plimsoll_device=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  });

  it('gives one answer for a wrong password, an address that nobody has, a disabled account and one without password', async () => {
    const wrong = await addAccount(api);
    const disabled = await addAccount(api, { isDisabled: true });
    const without = await addAccount(api, { passwordHash: null });
    const tried = [
      { email: wrong.email, password: 'not the password at all' },
      { email: 'nobody@plimsoll.example', password: 'not the password at all' },
      { email: 'not an address', password: '' },
      disabled,
      without,
    ];
    for (const { email, password } of tried) {
      const browser = new Browser(api);
      const { status, body, headers } = await signIn(browser, { email, password });
      expect({ status, body: { ...body, requestId: '' } }).toEqual({
        status: 401,
        body: {
          type: 'urn:plimsoll:problem:invalid_credentials',
          title: 'Invalid credentials',
          status: 401,
          detail: 'The credentials are incorrect. Check them and try again.',
          code: 'invalid_credentials',
          requestId: '',
        },
      });
      expect(headers.getSetCookie()).toEqual([]);
    }
    expect(await auditOf(wrong)).toEqual([
      { action: 'sign-in.failed', actor: 'anonymous', after: { method: 'password' } },
    ]);
  });

  it('writes nowhere what was typed for an address that nobody has: it may be a password', async () => {
    const typed = 'correct horse battery staple';
    await signIn(new Browser(api), { email: typed, password: typed });
    const [{ count } = { count: 0 }] = await api.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM audit_event WHERE body LIKE '%horse%'`,
    );
    expect(count).toBe(0);
    expect(api.log.join('\n')).not.toContain('horse');
    const [last] = await api.sql('SELECT action, actor, target FROM audit_event ORDER BY sequence DESC LIMIT 1');
    expect(last).toEqual({ action: 'sign-in.failed', actor: 'anonymous', target: 'unknown account' });
    const buckets = await api.sql<{ key: string }>('SELECT key FROM attempt_bucket');
    for (const { key } of buckets) expect(key).toMatch(/^[\w-]{43}$/);
  });

  it('makes a hash of an outdated cost anew when the password is at hand', async () => {
    const password = 'an old but right password';
    const outdated = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    const account = { ...(await addAccount(api, { passwordHash: outdated })), password };
    expect(await signIn(new Browser(api), { ...account, password: 'a wrong one' })).toMatchObject({ status: 401 });
    const stored = () => api.sql('SELECT password_hash AS hash FROM account WHERE id = $1', [account.id]);
    expect(await stored()).toEqual([{ hash: outdated }]);
    expect(await signIn(new Browser(api), account)).toMatchObject({ status: 200 });
    expect(await stored()).toEqual([{ hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) }]);
    expect(await signIn(new Browser(api), account)).toMatchObject({ status: 200 });
  });

  it('has a role that requires a second factor set one up first, and lets nothing else be done', async () => {
    const account = await addAccount(api, { role: 'admin' });
    const browser = new Browser(api);
    const { status, body } = await signIn(browser, account);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { stage: 'enrol', isMfaRequired: true, grants: [], permissions: [], globalPermissions: [] },
    });
    expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThanOrEqual(30 * 60_000);
    expect(await browser.get('/artifacts')).toMatchObject({
      status: 403,
      body: { code: 'factor_enrolment_required' },
    });
    expect(await browser.post('/sign-in/totp', { code: '123456' })).toMatchObject({ status: 403 });
    expect(await browser.get('/account/sessions')).toMatchObject({ status: 403 });
    expect(browser.cookies.has(DEVICE)).toBe(false);
  });

  describe('with a second factor', () => {
    it('asks for it after the password, and gives nothing before', async () => {
      const account = await addAccount(api, { role: 'admin' });
      const app = await addAuthenticator(api, account);
      const browser = new Browser(api);
      const { status, body } = await signIn(browser, account);
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { stage: 'factor', factors: { totp: true }, grants: [], permissions: [] },
      });
      expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThanOrEqual(10 * 60_000);
      for (const path of ['/artifacts', '/account/sessions', '/policy']) {
        expect(await browser.get(path)).toMatchObject({ status: 403, body: { code: 'second_factor_required' } });
      }
      expect(browser.cookies.has(DEVICE)).toBe(false);
      expect(await browser.post('/sign-in/totp', { code: app() })).toMatchObject({
        status: 200,
        body: { stage: 'full', grants: [{ role: 'admin', project: null }], steppedUpUntil: expect.any(String) },
      });
      expect(await browser.get('/artifacts')).toMatchObject({ status: 200 });
      expect(browser.cookies.has(DEVICE)).toBe(true);
      expect(await auditOf(account)).toMatchObject([
        { action: 'session.started', actor: account.email, after: { stage: 'factor', methods: ['password'] } },
        { action: 'session.signed-in', actor: account.email, after: { method: 'totp' } },
      ]);
    });

    it('takes a recovery code once', async () => {
      const account = await addAccount(api);
      await addAuthenticator(api, account);
      const [code = '', other = ''] = await addRecoveryCodes(api, account);
      const browser = new Browser(api);
      await signIn(browser, account);
      expect(await browser.post('/sign-in/recovery', { code: code.toLowerCase() })).toMatchObject({
        status: 200,
        body: { stage: 'full', factors: { recoveryCodesLeft: 9 } },
      });
      await signIn(browser, account);
      expect(await browser.post('/sign-in/recovery', { code })).toMatchObject({
        status: 401,
        body: { code: 'invalid_credentials' },
      });
      expect(await browser.post('/sign-in/recovery', { code: other })).toMatchObject({ status: 200 });
      expect((await auditOf(account)).map(({ action }) => action)).toEqual([
        'session.started',
        'recovery-code.used',
        'session.signed-in',
        'session.ended',
        'session.started',
        'sign-in.failed',
        'recovery-code.used',
        'session.signed-in',
      ]);
    });

    it('takes a code once, however many browsers send it at the same time', async () => {
      const account = await addAccount(api);
      const app = await addAuthenticator(api, account);
      const browsers = await Promise.all(
        Array.from({ length: 4 }, async () => {
          const browser = new Browser(api);
          await signIn(browser, account);
          return browser;
        }),
      );
      const code = app();
      const answers = await Promise.all(browsers.map((browser) => browser.post('/sign-in/totp', { code })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    });

    it('ends the sign-in after five wrong codes', async () => {
      const account = await addAccount(api);
      const app = await addAuthenticator(api, account);
      const browser = new Browser(api);
      await signIn(browser, account);
      for (let attempt = 1; attempt < 5; attempt += 1) {
        expect(await browser.post('/sign-in/totp', { code: wrongCode(app) })).toMatchObject({
          status: 401,
          body: { code: 'invalid_credentials' },
        });
      }
      const thief = browser.copy();
      expect(await browser.post('/sign-in/totp', { code: wrongCode(app) })).toMatchObject({
        status: 401,
        body: { code: 'sign_in_ended' },
      });
      expect(browser.cookies.has(SESSION)).toBe(false);
      expect(await thief.post('/sign-in/totp', { code: app() })).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      });
      expect((await auditOf(account)).at(-1)).toMatchObject({
        action: 'session.ended',
        after: { because: 'too many wrong codes' },
      });
    });

    it('lets no more codes be tried by starting the sign-in over', async () => {
      const account = await addAccount(api);
      const app = await addAuthenticator(api, account);
      const browser = new Browser(api);
      await signIn(browser, account);
      for (let attempt = 0; attempt < 5; attempt += 1) {
        await browser.post('/sign-in/totp', { code: wrongCode(app) });
      }
      // A busy machine takes longer to check a password than the first delay lasts.
      await api.sql(
        `UPDATE attempt_bucket SET blocked_until = since + interval '1 minute' WHERE blocked_until > since`,
      );
      await signIn(browser, account);
      const answer = await browser.post('/sign-in/totp', { code: app() });
      expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    });
  });

  describe('session fixation', () => {
    it('gives a new secret at every step, and the one from before is worth nothing', async () => {
      const account = await addAccount(api);
      const app = await addAuthenticator(api, account);
      const browser = new Browser(api);
      const planted = 'A'.repeat(43);
      browser.cookies.set(SESSION, planted);
      await signIn(browser, account);
      const first = browser.copy();
      expect(first.cookies.get(SESSION)).not.toBe(planted);
      await browser.post('/sign-in/totp', { code: app(-1) });
      const second = browser.copy();
      await browser.post('/session/step-up', { code: app(0) });
      const secrets = [first, second, browser].map(({ cookies }) => cookies.get(SESSION));
      expect(new Set([planted, ...secrets]).size).toBe(4);
      for (const earlier of [first, second]) expect(await earlier.get('/session')).toMatchObject({ status: 401 });
      expect(await browser.get('/session')).toMatchObject({ status: 200, body: { stage: 'full' } });
      expect(await api.sql('SELECT id FROM session WHERE account_id = $1', [account.id])).toHaveLength(1);
    });

    it("ends whoever's session the browser had before", async () => {
      const [mallory, ada] = [await addAccount(api), await addAccount(api)];
      const browser = new Browser(api);
      await signIn(browser, mallory);
      const before = browser.copy();
      expect(await signIn(browser, ada)).toMatchObject({ status: 200, body: { account: { email: ada.email } } });
      expect(await before.get('/session')).toMatchObject({ status: 401 });
      expect((await auditOf(mallory)).at(-1)).toMatchObject({
        action: 'session.ended',
        actor: ada.email,
        after: { because: 'signed in anew' },
      });
    });

    it('leaves the session alone when the sign-in fails', async () => {
      const account = await addAccount(api);
      const browser = new Browser(api);
      await signIn(browser, account);
      expect(await signIn(browser, { ...account, password: 'wrong' })).toMatchObject({ status: 401 });
      expect(await browser.get('/session')).toMatchObject({ status: 200 });
    });
  });

  it('lets nobody in with a password that was changed while it was looked at', async () => {
    const account = await addAccount(api);
    // Signing in waits for this lock after the hash: the change comes first.
    const change = api.sql(
      `DO $$ BEGIN
         PERFORM FROM account WHERE id = ${account.id} FOR NO KEY UPDATE;
         PERFORM pg_sleep(1);
         UPDATE account SET password_hash = 'changed' WHERE id = ${account.id};
       END $$`,
    );
    await eventually(
      () => api.sql("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"),
      (rows) => rows.length > 0,
    );
    expect(await signIn(new Browser(api), account)).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials' },
    });
    await change;
    expect(await api.sql('SELECT id FROM session WHERE account_id = $1', [account.id])).toEqual([]);
  });

  it.each([
    ['no password', { email: 'ada@example.org' }],
    ['no address', { password: 'x' }],
    ['a list', { email: ['ada@example.org'], password: 'x' }],
    ['an operator for an address', { email: { $ne: '' }, password: 'x' }],
    ['an operator for a password', { email: 'ada@example.org', password: { $ne: '' } }],
    ['a member that is not asked for', { email: 'ada@example.org', password: 'x', stage: 'full' }],
    ['an address without an end', { email: 'a'.repeat(321), password: 'x' }],
    ['a password without an end', { email: 'ada@example.org', password: 'x'.repeat(1025) }],
    ['an array', ['ada@example.org', 'x']],
    ['a text', 'ada@example.org'],
    ['null', null],
  ])('refuses %s', async (_, body) => {
    expect(await new Browser(api).post('/sign-in', body)).toMatchObject({ status: 400 });
  });
});

describe('over https', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi({ PUBLIC_URL: 'https://plimsoll.example' });
  });

  afterAll(() => api.stop());

  it('sets cookies that belong to this host alone and never travel readable', async () => {
    const account = await addAccount(api);
    const browser = new Browser(api, {}, 'https://plimsoll.example');
    expect(await browser.post('/sign-in', account)).toMatchObject({ status: 400 });
    const { email, password } = account;
    expect(await browser.post('/sign-in', { email, password })).toMatchObject({ status: 200 });
    const [session = '', device = ''] = browser.setCookies;
    const attributes = 'Path=/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$';
    expect(session).toMatch(new RegExp(`^__Host-plimsoll_session=[\\w-]{43}; ${attributes}`));
    expect(device).toMatch(new RegExp(`^__Host-plimsoll_device=[\\w-]{43}; ${attributes}`));
    expect(await browser.get('/session')).toMatchObject({ status: 200 });
  });

  it('does not take the cookie that plain http has', async () => {
    const { email, password } = await addAccount(api);
    const browser = new Browser(api, {}, 'https://plimsoll.example');
    await browser.post('/sign-in', { email, password });
    const plain = new Browser(api, {}, 'https://plimsoll.example');
    plain.cookies.set('plimsoll_session', browser.cookies.get('__Host-plimsoll_session') ?? '');
    expect(await plain.get('/session')).toMatchObject({ status: 401 });
  });

  it('does not start where cookies would travel readable to another machine', async () => {
    await expect(startApi({ PUBLIC_URL: 'http://plimsoll.example' })).rejects.toThrow(/PUBLIC_URL/);
  });
});
