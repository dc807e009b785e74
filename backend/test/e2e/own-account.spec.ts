import { signedIn } from '../factories/sign-in.js';
import { startApi, type TestApi } from './api.js';
import { Browser } from './browser.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { type Account, addAccount, addAuthenticator } from './people.js';

const PASSWORD = 'nine tidy gulls over Whitby';
const SESSION = 'plimsoll_session';

const change = (browser: Browser, currentPassword: unknown, newPassword: unknown = PASSWORD) =>
  browser.post('/account/password', { currentPassword, newPassword });

// Must not rename anybody or change a password: whoever is nobody, a token, half-way in, on another site, or has an open
// browser of the person without the password.
describe('the own account', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  async function signIn({ email, password }: Account): Promise<Browser> {
    const browser = new Browser(api);
    const { status } = await browser.post('/sign-in', { email, password });
    if (status !== 200) throw new Error(`signing in was answered with ${status}`);
    return browser;
  }

  it('is changed by its owner alone, fully signed in, on the console', async () => {
    const person = await signedIn(api, { role: 'viewer' });
    const callers = [
      [new Browser(api), 401],
      [new Browser(api, { Authorization: `Bearer ${api.token}` }), 403],
      [(await signedIn(api, { role: 'admin', stage: 'factor' })).browser, 403],
      [(await signedIn(api, { role: 'admin', stage: 'enrol' })).browser, 403],
    ] as const;
    for (const [browser, status] of callers) {
      expect((await browser.send('PATCH', '/account', { name: 'Mallory' })).status).toBe(status);
      expect((await change(browser, 'whatever')).status).toBe(status);
    }
    const foreign = { Origin: 'https://evil.example' };
    expect(await person.browser.send('PATCH', '/account', { name: 'Mallory' }, foreign)).toMatchObject({ status: 403 });
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect(await person.browser.send('PATCH', '/account', { name: 'Mallory' }, form)).toMatchObject({ status: 415 });
    expect(await api.sql(`SELECT FROM account WHERE name = 'Mallory'`)).toHaveLength(0);
  });

  it('has a new name, of which the log tells', async () => {
    const person = await signedIn(api, { role: 'viewer' });
    const renamed = await person.browser.send('PATCH', '/account', { name: 'Ada King' });
    expectContract('ownAccountRename', 200, renamed.body);
    expect(renamed).toMatchObject({
      status: 200,
      body: { id: String(person.accountId), email: person.email, name: 'Ada King' },
    });
    expect(await person.browser.get('/session')).toMatchObject({ body: { account: { name: 'Ada King' } } });
    expect(await eventsOf(api, person.email)).toMatchObject([
      { action: 'account.renamed', actor: { name: person.email }, after: { name: 'Ada King' } },
    ]);
    for (const name of ['', ' ', 'x'.repeat(101), 'a\u0000b', null, 7, ['x']]) {
      expect((await person.browser.send('PATCH', '/account', { name })).status).toBe(400);
    }
    const more = { name: 'Ada', email: 'boss@plimsoll.example', isDisabled: false };
    expect((await person.browser.send('PATCH', '/account', more)).status).toBe(400);
  });

  it('has a new password, which ends every other session and gives this one a new secret', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const [here, there, stolen] = [await signIn(account), await signIn(account), new Browser(api)];
    const before = here.cookies.get(SESSION) ?? '';
    stolen.cookies.set(SESSION, before);
    expect(await change(here, account.password)).toMatchObject({ status: 204 });
    expect(here.cookies.get(SESSION)).not.toBe(before);
    expect(await here.get('/session')).toMatchObject({ status: 200, body: { steppedUpUntil: null } });
    expect(await there.get('/session')).toMatchObject({ status: 401 });
    expect(await stolen.get('/session')).toMatchObject({ status: 401 });
    expect(await new Browser(api).post('/sign-in', { email: account.email, password: account.password })).toMatchObject(
      {
        status: 401,
      },
    );
    await signIn({ ...account, password: PASSWORD });
    const events = await eventsOf(api, account.email);
    expect(events.find(({ action }) => action === 'account.password-changed')).toMatchObject({
      after: { endedSessions: 1 },
    });
    expect(JSON.stringify(events)).not.toMatch(/argon2|nine tidy/);
  });

  it('is kept from whoever sits at an open browser and does not know the password', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const browser = await signIn(account);
    const other = await signIn(account);
    expect(await change(browser, 'a guess that is wrong')).toMatchObject({
      status: 403,
      body: { code: 'wrong_password' },
    });
    expect(await other.get('/session')).toMatchObject({ status: 200 });
    expect((await eventsOf(api, account.email))[0]).toMatchObject({ action: 'account.password-change-failed' });
    await signIn(account);
  });

  it('lets no more than five guesses of thirty through at once, and further ones after 1, 2, 4… seconds', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const browser = await signIn(account);
    const start = performance.now();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, guess) => change(browser, `guess ${guess}`)));
    const waited = Math.floor(Math.log2(1 + (performance.now() - start) / 1000));
    const wrong = answers.filter(({ status }) => status === 403);
    expect(wrong.length).toBeGreaterThanOrEqual(5);
    expect(wrong.length).toBeLessThanOrEqual(5 + waited);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30 - wrong.length);
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('changes once, where two changes come at once', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const [one, other] = [await signIn(account), await signIn(account)];
    const answers = await Promise.all([
      change(one, account.password, `${PASSWORD} one`),
      change(other, account.password, `${PASSWORD} other`),
    ]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const winner = answers[0]?.status === 204 ? 'one' : 'other';
    await signIn({ ...account, password: `${PASSWORD} ${winner}` });
  });

  it('refuses a new password that is guessed first, or that is the old one', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const browser = await signIn(account);
    for (const password of [
      'password',
      'short',
      'plimsollplimsoll',
      account.email,
      account.password,
      'x'.repeat(129),
    ]) {
      expect(await change(browser, account.password, password)).toMatchObject({
        status: 422,
        body: { code: 'password_refused', issues: [{ parameter: 'newPassword', message: expect.any(String) }] },
      });
    }
    await signIn(account);
  });

  it('takes any characters and all of them, up to 128', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const browser = await signIn(account);
    const longest = `${'лодка 🦑 '.repeat(18)}`.slice(0, 140);
    const password = [...longest].slice(0, 128).join('');
    expect(await change(browser, account.password, password)).toMatchObject({ status: 204 });
    const shorter = [...password].slice(0, -1).join('');
    expect(await new Browser(api).post('/sign-in', { email: account.email, password: shorter })).toMatchObject({
      status: 401,
    });
    await signIn({ ...account, password });
  });

  it('does not count as a confirmation with the second factor', async () => {
    const account = await addAccount(api, { role: 'admin' });
    const code = await addAuthenticator(api, account);
    const browser = await signIn(account);
    await browser.post('/sign-in/totp', { code: code() });
    await api.sql(`UPDATE session SET stepped_up_at = now() - interval '6 minutes' WHERE account_id = $1`, [
      account.id,
    ]);
    expect(await change(browser, account.password)).toMatchObject({ status: 204 });
    expect(await browser.post('/accounts', { email: 'x@plimsoll.example', name: 'X' })).toMatchObject({
      status: 403,
      body: { code: 'step_up_required' },
    });
  });

  it.each([
    {},
    { currentPassword: 'x' },
    { currentPassword: 'x', newPassword: ['y'] },
    { currentPassword: { gt: '' }, newPassword: PASSWORD },
    { currentPassword: 'x', newPassword: 'y'.repeat(1025) },
    { currentPassword: 'x', newPassword: PASSWORD, accountId: '1' },
  ])('refuses %j', async (body) => {
    const { browser } = await signedIn(api, { role: 'viewer' });
    expect((await browser.post('/account/password', body)).status).toBe(400);
  });
});
