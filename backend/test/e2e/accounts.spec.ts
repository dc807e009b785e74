import type { ProblemDetails } from '../../src/common/errors/problem.dto.js';
import type {
  Account,
  AccountPage,
  Invitation,
  IssuedLink,
} from '../../src/modules/identity/people/dto/account.dto.js';
import type { LinkInfo } from '../../src/modules/identity/people/dto/link.dto.js';
import { type SignedIn, signedIn } from '../factories/sign-in.js';
import { startApi, type TestApi } from './api.js';
import { Browser } from './browser.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { addAccount, addAuthenticator, addRecoveryCodes } from './people.js';
import { insertToken } from './principals.js';

const PASSWORD = 'nine tidy gulls over Whitby';

const credentialsOf = ({ email, password }: { email: string; password: string }) => ({ email, password });

const tokenIn = (link: string): string => link.split('#token=')[1] ?? '';

// Must not list, invite, disable, reset or sign out anybody: whoever is nobody, a token, or not an administrator
// everywhere, and an administrator who has not just confirmed who they are.
describe('the administration of accounts', () => {
  let api: TestApi;
  let admin: SignedIn;

  beforeAll(async () => {
    api = await startApi();
    admin = await signedIn(api, { role: 'admin', email: 'boss@plimsoll.example' });
  });

  afterAll(() => api.stop());

  const invite = async (email: string, settings: Record<string, string> = {}): Promise<Invitation> => {
    const { status, body } = await admin.browser.post<Invitation>('/accounts', { email, name: 'Bob', ...settings });
    if (status !== 201) throw new Error(`inviting was answered with ${status}: ${JSON.stringify(body)}`);
    return body;
  };

  const CHANGES = [
    ['POST', '/accounts', { email: 'mallory@plimsoll.example', name: 'Mallory', role: 'admin' }],
    ['PATCH', '/accounts/ID', { isDisabled: true }],
    ['POST', '/accounts/ID/reset-link', {}],
    ['DELETE', '/accounts/ID/factors', undefined],
    ['DELETE', '/accounts/ID/sessions', undefined],
  ] as const;

  describe.each(CHANGES)('%s %s', (method, path, body) => {
    it('is for administrators everywhere alone', async () => {
      const victim = await signedIn(api, { role: 'viewer' });
      const target = path.replace('ID', String(victim.accountId));
      const callers = [
        [new Browser(api), 401],
        [new Browser(api, { Authorization: `Bearer ${api.token}` }), 403],
        [(await signedIn(api, { role: 'viewer' })).browser, 403],
        [(await signedIn(api, { role: 'developer' })).browser, 403],
        [(await signedIn(api, { role: 'security' })).browser, 403],
        [(await signedIn(api, { role: 'admin', project: 'shop' })).browser, 403],
        [(await signedIn(api, { role: 'admin', stage: 'enrol' })).browser, 403],
        [(await signedIn(api, { role: 'admin', stage: 'factor' })).browser, 403],
      ] as const;
      for (const [browser, status] of callers) {
        expect((await browser.send(method, target, body)).status).toBe(status);
      }
      expect(await victim.browser.get('/session')).toMatchObject({ status: 200 });
    });

    it('needs a confirmation of the last five minutes', async () => {
      const { browser } = await signedIn(api, { role: 'admin', steppedUp: false });
      const { accountId } = await signedIn(api, { role: 'viewer' });
      expect(await browser.send(method, path.replace('ID', String(accountId)), body)).toMatchObject({
        status: 403,
        body: { code: 'step_up_required' },
      });
    });

    it('must come from the console', async () => {
      const foreign = admin.browser.copy();
      const { accountId } = await signedIn(api, { role: 'viewer' });
      const headers = { Origin: 'https://evil.example' };
      expect(await foreign.send(method, path.replace('ID', String(accountId)), body, headers)).toMatchObject({
        status: 403,
        body: { code: 'cross_site_request' },
      });
    });
  });

  it('shows accounts to administrators everywhere alone', async () => {
    for (const path of ['/accounts', '/accounts/1']) {
      expect((await new Browser(api).get(path)).status).toBe(401);
      expect((await new Browser(api, { Authorization: `Bearer ${api.token}` }).get(path)).status).toBe(403);
      for (const role of ['viewer', 'developer', 'security'] as const) {
        expect((await (await signedIn(api, { role })).browser.get(path)).status).toBe(403);
      }
      expect((await (await signedIn(api, { role: 'admin', project: 'shop' })).browser.get(path)).status).toBe(403);
    }
  });

  it('answers an account that does not exist with 404', async () => {
    for (const [method, path, body] of CHANGES.slice(1)) {
      expect(await admin.browser.send(method, path.replace('ID', '2147483647'), body)).toMatchObject({
        status: 404,
        body: { code: 'account_not_found' },
      });
    }
    expect(await admin.browser.get('/accounts/2147483647')).toMatchObject({ status: 404 });
  });

  it('invites somebody, who chooses a password and signs in with it', async () => {
    const { account, link } = await invite('Bob@Plimsoll.example', { role: 'viewer' });
    expect(account).toMatchObject({ email: 'bob@plimsoll.example', state: 'invited', isMfaRequired: false });
    expect(link).toMatch(/^http:\/\/localhost:3000\/link#token=[\w-]{43}$/);
    const browser = new Browser(api);
    const token = tokenIn(link);
    expect(await browser.post<LinkInfo>('/links/check', { token })).toMatchObject({
      status: 200,
      body: { kind: 'invite', email: 'bob@plimsoll.example', passwordMinimum: 15 },
    });
    expect(await browser.post('/sign-in', { email: account.email, password: '' })).toMatchObject({ status: 401 });
    expect(await browser.post('/links/password', { token, password: PASSWORD })).toMatchObject({
      status: 200,
      body: { email: 'bob@plimsoll.example' },
    });
    // The link signs nobody in.
    expect(browser.cookies.size).toBe(0);
    expect(await browser.post('/sign-in', { email: 'BOB@plimsoll.example', password: PASSWORD })).toMatchObject({
      status: 200,
      body: { stage: 'full', grants: [{ role: 'viewer', project: null }] },
    });
    const events = await eventsOf(api, 'bob@plimsoll.example');
    expect(events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['account.invited', 'role.granted', 'account.invitation-accepted', 'session.signed-in']),
    );
    expect(events.find(({ action }) => action === 'account.invited')).toMatchObject({
      actor: { kind: 'person', name: 'boss@plimsoll.example' },
      after: { name: 'Bob' },
      ip: expect.any(String),
    });
    expect(events.find(({ action }) => action === 'account.invitation-accepted')).toMatchObject({
      actor: { kind: 'person', name: 'bob@plimsoll.example' },
    });
    expect(JSON.stringify(events)).not.toMatch(/argon2|nine tidy/);
  });

  it('answers as the OpenAPI document has it', async () => {
    const invitation = await invite('contract@plimsoll.example', { role: 'viewer' });
    expectContract('accountsInvite', 201, invitation);
    expectContract('accountsList', 200, (await admin.browser.get('/accounts')).body);
    const { id } = invitation.account;
    expectContract('accountsGet', 200, (await admin.browser.get(`/accounts/${id}`)).body);
    expectContract('accountsChange', 200, (await admin.browser.send('PATCH', `/accounts/${id}`, { name: 'C' })).body);
    const link = await admin.browser.post<IssuedLink>(`/accounts/${id}/reset-link`);
    expect(link.status).toBe(201);
    expectContract('accountsCreateResetLink', 201, link.body);
    const token = tokenIn(link.body.link);
    expectContract('linksCheck', 200, (await new Browser(api).post('/links/check', { token })).body);
    const password = { token, password: PASSWORD };
    expectContract('linksSetPassword', 200, (await new Browser(api).post('/links/password', password)).body);
    expectContract('linksSetPassword', 404, (await new Browser(api).post('/links/password', password)).body);
    expectContract('accountsGet', 404, (await admin.browser.get('/accounts/2147483647')).body);
  });

  it('invites nobody twice, in whichever case the address is written', async () => {
    await invite('carol@plimsoll.example');
    expect(await admin.browser.post('/accounts', { email: 'CAROL@plimsoll.example', name: 'Carol' })).toMatchObject({
      status: 409,
      body: { code: 'email_taken' },
    });
  });

  it('makes one account of twenty invitations at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        admin.browser.post('/accounts', { email: 'twenty@plimsoll.example', name: 'Twenty' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  it.each([
    { email: 'no address', name: 'X' },
    { email: 'x@plimsoll.example', name: '' },
    { email: 'x@plimsoll.example', name: '   ' },
    { email: 'x@plimsoll.example', name: 'two\nlines' },
    { email: 'x@plimsoll.example', name: 'x'.repeat(101) },
    { email: `${'x'.repeat(250)}@plimsoll.example`, name: 'X' },
    { email: 'x@plimsoll.example', name: 'X', role: 'owner' },
    { email: 'x@plimsoll.example', name: 'X', role: 'viewer', project: '../etc' },
    { email: 'x@plimsoll.example', name: 'X', passwordHash: '$argon2id$' },
    { email: { contains: '@' }, name: 'X' },
    { email: ['x@plimsoll.example'], name: 'X' },
    [],
    null,
  ])('refuses %j', async (body) => {
    expect((await admin.browser.post('/accounts', body)).status).toBe(400);
  });

  it('sets a password by a link once, of twenty who come with it at once', async () => {
    const { link } = await invite('dave@plimsoll.example', { role: 'viewer' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        new Browser(api).post('/links/password', { token: tokenIn(link), password: `${PASSWORD} ${place}` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(404)]);
    const right = answers.findIndex(({ status }) => status === 200);
    const credentials = { email: 'dave@plimsoll.example', password: `${PASSWORD} ${right}` };
    expect(await new Browser(api).post('/sign-in', credentials)).toMatchObject({ status: 200 });
  });

  it('asks for 8 characters where the role requires a second factor, else for 15', async () => {
    const { link } = await invite('erin@plimsoll.example', { role: 'security' });
    const check = await new Browser(api).post<LinkInfo>('/links/check', { token: tokenIn(link) });
    expect(check.body.passwordMinimum).toBe(8);
    const { link: other } = await invite('frank@plimsoll.example', { role: 'viewer' });
    const short = { token: tokenIn(other), password: 'fjord-quilt-pe' };
    expect(await new Browser(api).post('/links/password', short)).toMatchObject({
      status: 422,
      body: { code: 'password_refused' },
    });
  });

  it('resets a password by a link that ends every session, signs nobody in and does not skip the second factor', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const code = await addAuthenticator(api, account);
    const open = new Browser(api);
    await open.post('/sign-in', credentialsOf(account));
    await open.post('/sign-in/totp', { code: code() });
    expect(await open.get('/session')).toMatchObject({ status: 200, body: { stage: 'full' } });
    const first = await admin.browser.post<IssuedLink>(`/accounts/${account.id}/reset-link`);
    const { status, body } = await admin.browser.post<IssuedLink>(`/accounts/${account.id}/reset-link`);
    expect(status).toBe(201);
    const minutes = (Date.parse(body.expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThanOrEqual(60);
    // The older link is worth nothing any more.
    expect(await new Browser(api).post('/links/check', { token: tokenIn(first.body.link) })).toMatchObject({
      status: 404,
    });
    // As long as nobody used the new one, everything is as it was.
    expect(await open.get('/session')).toMatchObject({ status: 200 });
    const visitor = new Browser(api);
    await visitor.post('/links/password', { token: tokenIn(body.link), password: PASSWORD });
    expect(visitor.cookies.size).toBe(0);
    expect(await open.get('/session')).toMatchObject({ status: 401 });
    expect(await visitor.post('/sign-in', credentialsOf(account))).toMatchObject({ status: 401 });
    expect(await visitor.post('/sign-in', { email: account.email, password: PASSWORD })).toMatchObject({
      status: 200,
      body: { stage: 'factor' },
    });
    expect(await visitor.get('/images')).toMatchObject({ status: 403, body: { code: 'second_factor_required' } });
    expect(
      (await eventsOf(api, account.email)).find(({ action }) => action === 'account.password-reset'),
    ).toMatchObject({ after: { endedSessions: 1 } });
  });

  it('never answers with a link that was handed out before', async () => {
    const { account, link } = await invite('grace@plimsoll.example');
    const shown = JSON.stringify([
      (await admin.browser.get('/accounts')).body,
      (await admin.browser.get(`/accounts/${account.id}`)).body,
    ]);
    expect(shown).not.toContain(tokenIn(link));
  });

  it('disables an account at once, in every browser, for its tokens and links', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const browsers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const browser = new Browser(api);
        await browser.post('/sign-in', credentialsOf(account));
        return browser;
      }),
    );
    const apiToken = await insertToken(api.sql, { accountId: account.id, permissions: ['artifact:read'] });
    expect(await new Browser(api, { Authorization: `Bearer ${apiToken}` }).get('/images')).toMatchObject({
      status: 200,
    });
    const { body: link } = await admin.browser.post<IssuedLink>(`/accounts/${account.id}/reset-link`);
    const { status, body } = await admin.browser.send<Account>('PATCH', `/accounts/${account.id}`, {
      isDisabled: true,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'disabled', sessionCount: 0 });
    for (const browser of browsers) expect(await browser.get('/session')).toMatchObject({ status: 401 });
    expect(await new Browser(api).post('/sign-in', credentialsOf(account))).toMatchObject({ status: 401 });
    const token = tokenIn(link.link);
    expect(await new Browser(api).post('/links/check', { token })).toMatchObject({ status: 404 });
    expect(await new Browser(api).post('/links/password', { token, password: PASSWORD })).toMatchObject({
      status: 404,
    });
    expect(await admin.browser.post(`/accounts/${account.id}/reset-link`)).toMatchObject({
      status: 409,
      body: { code: 'account_disabled' },
    });
    expect(await new Browser(api, { Authorization: `Bearer ${apiToken}` }).get('/images')).toMatchObject({
      status: 401,
    });
    const events = await eventsOf(api, account.email);
    expect(events.find(({ action }) => action === 'account.disabled')).toMatchObject({
      before: { isDisabled: false },
      after: { isDisabled: true, endedSessions: 5 },
    });
    await admin.browser.send('PATCH', `/accounts/${account.id}`, { isDisabled: false });
    expect(await browsers[0]?.get('/session')).toMatchObject({ status: 401 });
    expect(await new Browser(api).post('/sign-in', credentialsOf(account))).toMatchObject({ status: 200 });
  });

  it('signs somebody out everywhere, at once', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const browser = new Browser(api);
    await browser.post('/sign-in', credentialsOf(account));
    expect(await admin.browser.delete(`/accounts/${account.id}/sessions`)).toMatchObject({ status: 204 });
    expect(await browser.get('/session')).toMatchObject({ status: 401 });
    expect((await eventsOf(api, account.email))[0]).toMatchObject({
      action: 'account.sessions-ended',
      after: { endedSessions: 1 },
    });
  });

  it('removes lost factors, so that the next sign-in sets one up anew where the role requires it', async () => {
    const account = await addAccount(api, { role: 'security' });
    const code = await addAuthenticator(api, account);
    await addRecoveryCodes(api, account);
    const browser = new Browser(api);
    await browser.post('/sign-in', credentialsOf(account));
    await browser.post('/sign-in/totp', { code: code() });
    expect(await admin.browser.delete(`/accounts/${account.id}/factors`)).toMatchObject({ status: 204 });
    expect(await browser.get('/session')).toMatchObject({ status: 401 });
    expect(await browser.post('/sign-in', credentialsOf(account))).toMatchObject({
      status: 200,
      body: { stage: 'enrol' },
    });
    expect(
      (await eventsOf(api, account.email)).find(({ action }) => action === 'account.factors-removed'),
    ).toMatchObject({ before: { totp: 1, passkeys: 0, recoveryCodes: 10 }, after: { endedSessions: 1 } });
  });

  it('renames, and tells the log both names', async () => {
    const account = await addAccount(api);
    expect(await admin.browser.send('PATCH', `/accounts/${account.id}`, { name: 'Ada King' })).toMatchObject({
      status: 200,
      body: { name: 'Ada King' },
    });
    expect(await eventsOf(api, account.email)).toMatchObject([
      { action: 'account.renamed', before: { name: 'Ada' }, after: { name: 'Ada King' } },
    ]);
    // What changes nothing is no event.
    await admin.browser.send('PATCH', `/accounts/${account.id}`, { name: 'Ada King', isDisabled: false });
    expect(await eventsOf(api, account.email)).toHaveLength(1);
  });

  it('lists by address, page by page, and finds by part of address or name and by state', async () => {
    const emails: string[] = [];
    let cursor: string | null = null;
    let total: number | string = 0;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await admin.browser.get<AccountPage>(`/accounts?limit=7${query}`);
      emails.push(...body.items.map(({ email }) => email));
      ({ nextCursor: cursor, total } = body);
    } while (cursor !== null);
    expect(emails).toEqual([...new Set(emails)]);
    expect(emails).toHaveLength(Number(total));
    const sorted = await api.sql<{ email: string }>('SELECT email FROM account ORDER BY email');
    expect(emails).toEqual(sorted.map(({ email }) => email));
    const found = await admin.browser.get<AccountPage>('/accounts?q=GRACE');
    expect(found.body).toMatchObject({ items: [{ email: 'grace@plimsoll.example', state: 'invited' }], total: 1 });
    const nobody = await admin.browser.get<AccountPage>('/accounts?q=grace&state=disabled');
    expect(nobody.body).toMatchObject({ items: [], total: 0 });
    expect(await admin.browser.get('/accounts?q=%25')).toMatchObject({ body: { total: 0 } });
  });
});

describe('the last administrator', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await startApi({ MFA_REQUIRED_FOR: 'none' });
  });

  afterEach(() => api.stop());

  async function administrator(): Promise<{ id: number; browser: Browser }> {
    const account = await addAccount(api, { role: 'admin' });
    const browser = new Browser(api);
    await browser.post('/sign-in', credentialsOf(account));
    await browser.post('/session/step-up', { password: account.password });
    return { id: account.id, browser };
  }

  it('cannot be disabled, not even by themselves', async () => {
    const { id, browser } = await administrator();
    const refused = await browser.send<ProblemDetails>('PATCH', `/accounts/${id}`, { isDisabled: true, name: 'Gone' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'last_administrator' } });
    // All of the change is undone.
    expect(await browser.get(`/accounts/${id}`)).toMatchObject({ body: { name: 'Ada', state: 'active' } });
  });

  it('does not count those who cannot sign in', async () => {
    const { id, browser } = await administrator();
    await browser.post('/accounts', { email: 'invited@plimsoll.example', name: 'Invited', role: 'admin' });
    await addAccount(api, { role: 'admin', isDisabled: true });
    await signedIn(api, { role: 'admin', project: 'shop' });
    expect(await browser.send('PATCH', `/accounts/${id}`, { isDisabled: true })).toMatchObject({ status: 409 });
  });

  it('stays where two disable each other at once', async () => {
    const [one, other] = [await administrator(), await administrator()];
    await Promise.all([
      one.browser.send('PATCH', `/accounts/${other.id}`, { isDisabled: true }),
      other.browser.send('PATCH', `/accounts/${one.id}`, { isDisabled: true }),
    ]);
    const left = await api.sql('SELECT FROM account WHERE disabled_at IS NULL');
    expect(left).toHaveLength(1);
  });

  it('keeps the role, in whatever order two take it from each other', async () => {
    const [one, other] = [await administrator(), await administrator()];
    const grants = await api.sql<{ id: number; account_id: number }>('SELECT id, account_id FROM role_grant');
    const grantOf = (id: number) => grants.find(({ account_id: accountId }) => accountId === id)?.id;
    await Promise.all([
      one.browser.delete(`/role-grants/${grantOf(other.id)}`),
      other.browser.delete(`/role-grants/${grantOf(one.id)}`),
    ]);
    expect(await api.sql('SELECT FROM role_grant')).toHaveLength(1);
  });
});
