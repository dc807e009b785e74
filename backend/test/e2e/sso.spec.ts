// Who must not be able to do it: nobody signs in with an answer that belongs to another sign-in, another browser, another
// issuer or another nonce, or with one that was used; nobody gets an account by its e-mail address; nobody without a role;
// nobody but an administrator of everything, who has shown lately who they are, says which group has which role.
import { randomBytes } from 'node:crypto';
import { type CryptoKey, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import type { SessionState } from '../../src/modules/identity/sign-in/dto/session-state.dto.js';
import type { GroupMapping, SsoSettings } from '../../src/modules/identity/sign-in/sso/dto/sso.dto.js';
import { problemOf, startApi, type TestApi } from './api.js';
import { CLIENT_ID, CLIENT_SECRET, OpenIdProvider, type ProviderPerson } from '../../../testkit/open-id-provider.mjs';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const SIGN_IN = '/api/v1/sign-in/sso';
const MAPPINGS = '/api/v1/sso/group-mappings';

/** A browser's cookies for the console. */
class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly api: TestApi) {}

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async call(method: string, path: string, body?: object): Promise<Response> {
    const response = await this.api.call(method, path, { as: { cookie: this.cookie }, body });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Where the console sends it. */
  async begin(body: object = {}): Promise<string> {
    const response = await this.call('POST', SIGN_IN, body);
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return ((await response.json()) as { url: string }).url;
  }

  complete(parameters: string): Promise<Response> {
    return this.call('POST', `${SIGN_IN}/callback`, { parameters });
  }
}

describe('single sign-on', () => {
  let api: TestApi;
  let provider: OpenIdProvider;
  let admin: TestPerson;

  beforeAll(async () => {
    provider = await OpenIdProvider.start();
    await provider.serve('http://localhost:3000/sign-in/callback');
    api = await startApi({
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
      OIDC_NAME: 'Acme',
      OIDC_SCOPES: 'openid email profile groups',
    });
    await insertProject(api.sql, 'shop');
    admin = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
    await map('developers', 'developer', 'shop');
    await map('viewers', 'viewer', null);
    await map('administrators', 'admin', null);
  });

  afterAll(async () => {
    await api.stop();
    await provider.stop();
  });

  async function map(group: string, role: string, project: string | null): Promise<GroupMapping> {
    const response = await api.call('POST', MAPPINGS, { as: admin, body: { group, role, project } });
    expect(response.status).toBe(201);
    return (await response.json()) as GroupMapping;
  }

  /** Somebody new at the provider; answers their subject. */
  function person(facts: ProviderPerson = {}): string {
    const subject = randomBytes(6).toString('hex');
    const email = `${subject}@acme.example`;
    provider.people.set(subject, { email, email_verified: true, name: 'Ada', groups: ['developers'], ...facts });
    return subject;
  }

  async function comeBack(browser: Browser, subject: string, body: object = {}): Promise<Response> {
    return browser.complete(await provider.signIn(await browser.begin(body), subject));
  }

  async function signIn(subject: string, browser = new Browser(api)): Promise<SessionState> {
    const response = await comeBack(browser, subject);
    expect(response.status).toBe(200);
    return (await response.json()) as SessionState;
  }

  async function refusal(response: Response): Promise<string> {
    expect(response.headers.getSetCookie().filter((cookie) => /^plimsoll_session=[^;]/.test(cookie))).toEqual([]);
    const { status, code } = await problemOf(response);
    return `${status} ${code}`;
  }

  const refusalOf = async (subject: string) => refusal(await comeBack(new Browser(api), subject));

  async function events(action: string): Promise<{ target: unknown; after: { reason?: string } | null }[]> {
    const rows = await api.sql<{ body: string }>('SELECT body FROM audit_event WHERE action = $1 ORDER BY sequence', [
      action,
    ]);
    return rows.map(({ body }) => JSON.parse(body) as { target: unknown; after: { reason?: string } | null });
  }

  const lastReason = async () => (await events('sign-in.failed')).at(-1)?.after?.reason;

  describe('there and back', () => {
    it('signs somebody in with the roles of their groups', async () => {
      const browser = new Browser(api);
      const subject = person({ groups: ['developers', 'viewers', 'cooks'], name: 'Ada Lovelace' });
      const state = await signIn(subject, browser);
      expect(state).toMatchObject({
        stage: 'full',
        account: { email: `${subject}@acme.example`, name: 'Ada Lovelace' },
        steppedUpUntil: null,
      });
      expect(state.grants).toHaveLength(2);
      expect(state.grants).toEqual(
        expect.arrayContaining([
          { role: 'developer', project: 'shop' },
          { role: 'viewer', project: null },
        ]),
      );
      expect((await browser.call('GET', '/api/v1/images')).status).toBe(200);
      const sessions = (await (await browser.call('GET', '/api/v1/account/sessions')).json()) as object;
      expect(sessions).toMatchObject({ items: [{ isCurrent: true, methods: ['sso'] }] });
    });

    it('asks the provider with state, nonce and PKCE, and keeps the browser by a cookie that scripts cannot read', async () => {
      const response = await api.call('POST', SIGN_IN, { body: {} });
      const { searchParams, origin, pathname } = new URL(((await response.json()) as { url: string }).url);
      expect(`${origin}${pathname}`).toBe(`${provider.issuer}/auth`);
      expect(Object.fromEntries(searchParams)).toEqual({
        client_id: CLIENT_ID,
        response_type: 'code',
        redirect_uri: 'http://localhost:3000/sign-in/callback',
        scope: 'openid email profile groups',
        state: expect.stringMatching(/^[\w-]{43}$/) as string,
        nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
        code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
        code_challenge_method: 'S256',
      });
      expect(response.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^plimsoll_sso=[\w-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/),
      ]);
      const stored = JSON.stringify(await api.sql(`SELECT encode(key_hash, 'hex'), payload::text FROM challenge`));
      expect(stored).not.toContain(searchParams.get('state'));
    });

    it('takes an answer once, however many times it comes at once', async () => {
      const browser = new Browser(api);
      const parameters = await provider.signIn(await browser.begin(), person());
      const { cookie } = browser;
      const post = () => api.call('POST', `${SIGN_IN}/callback`, { as: { cookie }, body: { parameters } });
      const answers = await Promise.all(Array.from({ length: 8 }, post));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(401)]);
      expect(await refusal(await post())).toBe('401 sso_failed');
      expect(await lastReason()).toContain('state');
    });

    it('takes an answer in the browser that began alone, and another one does not spoil it', async () => {
      const browser = new Browser(api);
      const parameters = await provider.signIn(await browser.begin(), person());
      const other = new Browser(api);
      expect(await refusal(await other.complete(parameters))).toBe('401 sso_failed');
      await other.begin();
      expect(await refusal(await other.complete(parameters))).toBe('401 sso_failed');
      expect((await browser.complete(parameters)).status).toBe(200);
    });

    it('takes no state that is over', async () => {
      const browser = new Browser(api);
      const parameters = await provider.signIn(await browser.begin(), person());
      await api.sql(`UPDATE challenge SET expires_at = now() - interval '1 second' WHERE kind = 'sso'`);
      expect(await refusal(await browser.complete(parameters))).toBe('401 sso_failed');
    });

    it('takes no code of another sign-in: PKCE binds it to its own', async () => {
      const browser = new Browser(api);
      const own = new URLSearchParams(await provider.signIn(await browser.begin(), person()));
      const stolen = new URLSearchParams(await provider.signIn(await new Browser(api).begin(), person()));
      own.set('code', stolen.get('code') ?? '');
      expect(await refusal(await browser.complete(own.toString()))).toBe('401 sso_failed');
      expect(await lastReason()).toContain('invalid_grant');
    });

    it('sends no sign-in without PKCE, which the provider would refuse', async () => {
      const url = new URL(await new Browser(api).begin());
      url.searchParams.delete('code_challenge');
      url.searchParams.delete('code_challenge_method');
      expect(await provider.signIn(url.href, person())).toContain('error=invalid_request');
    });

    it('takes no ID token with another nonce', async () => {
      const browser = new Browser(api);
      const url = new URL(await browser.begin());
      url.searchParams.set('nonce', 'of-another-sign-in');
      expect(await refusal(await browser.complete(await provider.signIn(url.href, person())))).toBe('401 sso_failed');
      expect(await lastReason()).toContain('nonce');
    });

    it.each([
      ['of another issuer', 'https://evil.example'],
      ['that names no issuer', null],
    ])('takes no answer %s', async (_, issuer) => {
      const browser = new Browser(api);
      const answer = new URLSearchParams(await provider.signIn(await browser.begin(), person()));
      if (issuer === null) answer.delete('iss');
      else answer.set('iss', issuer);
      expect(await refusal(await browser.complete(answer.toString()))).toBe('401 sso_failed');
      expect(await lastReason()).toContain('iss');
    });

    it.each<[string, (parameters: URLSearchParams) => void]>([
      ['another state', (answer) => answer.set('state', 'x')],
      ['no state', (answer) => answer.delete('state')],
      ['two states', (answer) => answer.append('state', 'x')],
      ['no code', (answer) => answer.delete('code')],
      ['two codes', (answer) => answer.append('code', 'x')],
    ])('takes no answer with %s', async (_, change) => {
      const browser = new Browser(api);
      const answer = new URLSearchParams(await provider.signIn(await browser.begin(), person()));
      change(answer);
      expect(await refusal(await browser.complete(answer.toString()))).toBe('401 sso_failed');
    });

    it.each([
      [{}],
      [{ parameters: 1 }],
      [{ parameters: ['state=x'] }],
      [{ parameters: 'x'.repeat(9000) }],
      [{ parameters: '', x: 1 }],
    ])('takes no body like %j', async (body) => {
      expect((await api.call('POST', `${SIGN_IN}/callback`, { body })).status).toBe(400);
    });

    it('is not begun or completed from another site', async () => {
      const headers = { Origin: 'https://evil.example' };
      for (const path of [SIGN_IN, `${SIGN_IN}/callback`]) {
        const response = await api.call('POST', path, { body: { parameters: 'state=x' }, headers });
        expect(await refusal(response)).toBe('403 cross_site_request');
      }
    });

    it('ends the session that the browser had', async () => {
      const browser = new Browser(api);
      await signIn(person(), browser);
      const before = browser.cookie;
      await signIn(person(), browser);
      expect((await api.call('GET', '/api/v1/session', { as: { cookie: before } })).status).toBe(401);
      expect((await browser.call('GET', '/api/v1/session')).status).toBe(200);
    });
  });

  describe('an ID token', () => {
    /** The token endpoint answers with this in place of the provider's. */
    async function answerWith(make: (claims: JWTPayload) => Promise<string> | string): Promise<Response> {
      const browser = new Browser(api);
      const url = await browser.begin();
      const subject = person();
      const parameters = await provider.signIn(url, subject);
      const now = Math.floor(Date.now() / 1000);
      const idToken = await make({
        iss: provider.issuer,
        aud: CLIENT_ID,
        sub: subject,
        nonce: new URL(url).searchParams.get('nonce'),
        iat: now,
        exp: now + 60,
        auth_time: now,
        email: `${subject}@acme.example`,
        email_verified: true,
        name: 'Ada',
        groups: ['developers'],
      });
      provider.answer = (request, response) => {
        if (request.url !== '/token') return false;
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ access_token: 'x', token_type: 'Bearer', expires_in: 60, id_token: idToken }));
        return true;
      };
      try {
        return await browser.complete(parameters);
      } finally {
        provider.answer = undefined;
      }
    }

    async function reasonAgainst(make: (claims: JWTPayload) => Promise<string> | string): Promise<string> {
      expect(await refusal(await answerWith(make))).toBe('401 sso_failed');
      return (await lastReason()) ?? '';
    }

    const signWith = (claims: JWTPayload, key: CryptoKey | Uint8Array, alg: string) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid: 'key' }).sign(key);

    it('is taken when the provider has signed what fits', async () => {
      expect((await answerWith((claims) => provider.sign(claims))).status).toBe(200);
    });

    it('is not taken when somebody else has signed it', async () => {
      const { privateKey } = await generateKeyPair('RS256');
      expect(await reasonAgainst((claims) => signWith(claims, privateKey, 'RS256'))).toContain('signature');
    });

    it('is not taken when nobody has signed it', async () => {
      expect(await reasonAgainst((claims) => new UnsecuredJWT(claims).encode())).toContain('alg');
    });

    it('is not taken when it is signed with the client secret', async () => {
      const secret = new TextEncoder().encode(CLIENT_SECRET);
      expect(await reasonAgainst((claims) => signWith(claims, secret, 'HS256'))).toMatch(/"alg"|HS256/);
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['of another issuer', { iss: 'https://evil.example' }, '"iss"'],
      ['for another client', { aud: 'other' }, '"aud"'],
      ['for others, too, and given to another client', { aud: [CLIENT_ID, 'other'], azp: 'other' }, '"azp"'],
      ['that has expired', { exp: 1_700_000_000 }, '"exp"'],
      ['of nobody', { sub: undefined }, '"sub"'],
      ['with another nonce', { nonce: 'x' }, '"nonce"'],
      ['without a nonce', { nonce: undefined }, '"nonce"'],
    ])('is not taken %s', async (_, changes, claim) => {
      expect(await reasonAgainst((claims) => provider.sign({ ...claims, ...changes } as JWTPayload))).toContain(claim);
    });
  });

  describe('an account', () => {
    async function accountOf(email: string) {
      const [account] = await api.sql<{ id: number; sso_subject: string | null }>(
        'SELECT * FROM account WHERE email = $1',
        [email],
      );
      return account;
    }

    async function invite(email: string, expiresIn = '1 day'): Promise<number> {
      const { accountId } = await insertPerson(api.sql, { email });
      await api.sql('DELETE FROM session WHERE account_id = $1', [accountId]);
      await api.sql(
        `INSERT INTO one_time_link (kind, account_id, token_hash, expires_at) VALUES ('invite', $1, $2, now() + $3::interval)`,
        [accountId, randomBytes(32), expiresIn],
      );
      return accountId;
    }

    it('belongs to issuer and subject, whatever becomes of the e-mail address', async () => {
      const subject = person();
      const first = await signIn(subject);
      provider.people.set(subject, { ...provider.people.get(subject), email: 'new-name@acme.example' });
      const second = await signIn(subject);
      expect(second.account).toEqual(first.account);
      const successor = person({ email: first.account.email });
      expect(await refusalOf(successor)).toBe('403 sso_account_exists');
    });

    it('is made once, however many first sign-ins come at once', async () => {
      const subject = person();
      const states = await Promise.all(Array.from({ length: 4 }, () => signIn(subject)));
      expect(new Set(states.map(({ account }) => account.id)).size).toBe(1);
    });

    it('is not made without a verified e-mail address', async () => {
      for (const facts of [
        { email_verified: false },
        { email_verified: undefined },
        { email: undefined },
        { email: 'x' },
      ]) {
        expect(await refusalOf(person(facts))).toBe('403 sso_email_unverified');
      }
    });

    it('is not made for somebody without a role', async () => {
      for (const groups of [[], ['cooks'], ['Developers'], undefined]) {
        const subject = person({ groups });
        expect(await refusalOf(subject)).toBe('403 sso_no_role');
        expect(await accountOf(`${subject}@acme.example`)).toBeUndefined();
      }
      expect(await lastReason()).toBe('sso_no_role');
    });

    it.each([
      ['a password', `UPDATE account SET password_hash = 'x' WHERE id = $1`],
      [
        'a second factor',
        `INSERT INTO totp_factor (account_id, name, secret, confirmed_at) VALUES ($1, 'x', 'x', now())`,
      ],
      [
        'a passkey',
        `INSERT INTO passkey (account_id, name, credential_id, public_key, counter, is_backed_up)
         VALUES ($1, 'x', decode(md5(random()::text), 'hex'), 'x', 0, false)`,
      ],
      ['another provider', `UPDATE account SET sso_issuer = 'https://old.example', sso_subject = '1' WHERE id = $1`],
      ['been disabled', 'UPDATE account SET disabled_at = now() WHERE id = $1'],
      [
        'let its invitation lapse',
        `UPDATE one_time_link SET expires_at = now() - interval '1 s' WHERE account_id = $1`,
      ],
      ['used its invitation', 'UPDATE one_time_link SET used_at = now() WHERE account_id = $1'],
      ['only been sent a reset link', `UPDATE one_time_link SET kind = 'reset' WHERE account_id = $1`],
    ])('is not taken over by its e-mail address once it has %s', async (_, change) => {
      const subject = person();
      const email = `${subject}@acme.example`;
      const id = await invite(email);
      await api.sql(change, [id]);
      const before = await accountOf(email);
      expect(await refusalOf(subject)).toBe('403 sso_account_exists');
      expect(await accountOf(email)).toEqual(before);
    });

    it('that was invited and is nobody’s yet is theirs, and the invitation is worth nothing any more', async () => {
      const subject = person({ email: 'Invited@Acme.example' });
      const id = await invite('invited@acme.example');
      const state = await signIn(subject);
      expect(state.account).toMatchObject({ id: String(id), email: 'invited@acme.example' });
      expect(await api.sql('SELECT id FROM one_time_link WHERE account_id = $1 AND used_at IS NULL', [id])).toEqual([]);
      expect((await events('account.linked')).at(-1)).toMatchObject({ after: { issuer: provider.issuer, subject } });
    });

    it('with a role of its own needs no group', async () => {
      const subject = person({ groups: [] });
      const id = await invite(`${subject}@acme.example`);
      await api.sql(`INSERT INTO role_grant (account_id, role) VALUES ($1, 'viewer')`, [id]);
      expect((await signIn(subject)).grants).toEqual([{ role: 'viewer', project: null }]);
    });

    it('that is disabled stays outside', async () => {
      const subject = person();
      const { account } = await signIn(subject);
      await api.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [account.id]);
      expect(await refusalOf(subject)).toBe('403 sso_account_disabled');
    });

    it('loses the roles that its groups no longer give, and its other sessions with them', async () => {
      const subject = person({ groups: ['developers', 'viewers'] });
      const [one, other] = [new Browser(api), new Browser(api)];
      const { account } = await signIn(subject, one);
      await signIn(subject, other);
      expect((await one.call('GET', '/api/v1/session')).status).toBe(200);
      provider.people.set(subject, { ...provider.people.get(subject), groups: ['viewers'] });
      expect((await signIn(subject)).grants).toEqual([{ role: 'viewer', project: null }]);
      for (const browser of [one, other]) expect((await browser.call('GET', '/api/v1/session')).status).toBe(401);
      expect((await events('role.taken-from-groups')).at(-1)).toMatchObject({
        target: { kind: 'account', id: account.id },
        before: { roles: ['developer in shop', 'viewer in every project'] },
        after: { roles: ['viewer in every project'], endedSessions: 2 },
      });
    });

    it('that lost its last role has lost it, though nobody is signed in', async () => {
      const subject = person();
      const browser = new Browser(api);
      const { account } = await signIn(subject, browser);
      provider.people.set(subject, { ...provider.people.get(subject), groups: [] });
      expect(await refusalOf(subject)).toBe('403 sso_no_role');
      expect(await api.sql('SELECT id FROM role_grant WHERE account_id = $1', [account.id])).toEqual([]);
      expect((await browser.call('GET', '/api/v1/session')).status).toBe(401);
    });

    it('keeps the roles that were given to it here', async () => {
      const subject = person({ groups: ['viewers'] });
      const { account } = await signIn(subject);
      await api.sql(`INSERT INTO role_grant (account_id, role) VALUES ($1, 'developer')`, [account.id]);
      provider.people.set(subject, { ...provider.people.get(subject), groups: [] });
      expect((await signIn(subject)).grants).toEqual([{ role: 'developer', project: null }]);
    });
  });

  describe('a second factor', () => {
    it.each(['mfa', 'otp', 'hwk', 'swk'])('is what the provider calls %s, and counts as step-up', async (amr) => {
      const state = await signIn(person({ groups: ['administrators'], amr: ['pwd', amr] }));
      expect(state).toMatchObject({ stage: 'full', isMfaRequired: true });
      expect(Date.parse(state.steppedUpUntil ?? '')).toBeGreaterThan(Date.now() + 4 * 60_000);
    });

    it('is asked for here where the role needs one and the provider asked for none', async () => {
      const browser = new Browser(api);
      const state = await signIn(person({ groups: ['administrators'], amr: ['pwd'] }), browser);
      expect(state).toMatchObject({ stage: 'enrol', grants: [], permissions: [] });
      expect((await browser.call('GET', '/api/v1/images')).status).toBe(403);
    });

    it('is asked for here where the account has one', async () => {
      const subject = person();
      const { account } = await signIn(subject);
      await api.sql(`INSERT INTO totp_factor (account_id, name, secret, confirmed_at) VALUES ($1, 'x', 'x', now())`, [
        account.id,
      ]);
      expect((await signIn(subject)).stage).toBe('factor');
    });

    it('of an hour ago is no step-up; whoever signs in anew is asked by the provider', async () => {
      const subject = person({ groups: ['administrators'], amr: ['mfa'], secondsAgo: 3600 });
      const browser = new Browser(api);
      expect(await signIn(subject, browser)).toMatchObject({ stage: 'full', steppedUpUntil: null });
      const url = new URL(await browser.begin({ isAnew: true }));
      expect(Object.fromEntries(url.searchParams)).toMatchObject({ max_age: '0', prompt: 'login' });
      provider.people.set(subject, { ...provider.people.get(subject), secondsAgo: 0 });
      const response = await browser.complete(await provider.signIn(url.href, subject));
      const { steppedUpUntil } = (await response.json()) as SessionState;
      expect(Date.parse(steppedUpUntil ?? '')).toBeGreaterThan(Date.now());
    });

    it('is not needed for step-up where there is none: signing in anew is enough, signing in is not', async () => {
      const subject = person({ amr: ['pwd'] });
      const browser = new Browser(api);
      expect(await signIn(subject, browser)).toMatchObject({ stage: 'full', steppedUpUntil: null });
      const state = (await (await comeBack(browser, subject, { isAnew: true })).json()) as SessionState;
      expect(Date.parse(state.steppedUpUntil ?? '')).toBeGreaterThan(Date.now() + 3 * 60_000);
      expect((await comeBack(browser, subject)).status).toBe(200);
      expect(await (await browser.call('GET', '/api/v1/session')).json()).toMatchObject({ steppedUpUntil: null });
    });

    it('comes before step-up where there is one, however fresh the sign-in at the provider is', async () => {
      const subject = person({ amr: ['pwd'] });
      const browser = new Browser(api);
      const { account } = await signIn(subject, browser);
      await api.sql(`INSERT INTO totp_factor (account_id, name, secret, confirmed_at) VALUES ($1, 'x', 'x', now())`, [
        account.id,
      ]);
      const state = (await (await comeBack(browser, subject, { isAnew: true })).json()) as SessionState;
      expect(state).toMatchObject({ stage: 'factor', steppedUpUntil: null });
    });

    it('is asked for anew even where somebody keeps the provider from being asked to', async () => {
      const subject = person({ groups: ['administrators'], amr: ['mfa'], secondsAgo: 3600 });
      const browser = new Browser(api);
      const url = new URL(await browser.begin({ isAnew: true }));
      url.searchParams.delete('max_age');
      url.searchParams.delete('prompt');
      expect(await refusal(await browser.complete(await provider.signIn(url.href, subject)))).toBe('401 sso_failed');
      expect(await lastReason()).toContain('since the last End-User authentication');
    });
  });

  describe('a provider', () => {
    it('that did not sign somebody in says so', async () => {
      expect(await refusalOf(person({ refuses: true }))).toBe('403 sso_denied');
    });

    it('that fails is not the fault of whoever signs in', async () => {
      const browser = new Browser(api);
      const parameters = await provider.signIn(await browser.begin(), person());
      provider.answer = (request) => {
        request.socket.destroy();
        return true;
      };
      expect(await refusal(await browser.complete(parameters))).toBe('503 sso_unavailable');
      provider.answer = undefined;
    });

    it('that is down keeps nobody from starting, and is asked again once it is back', async () => {
      const other = await startApi({ OIDC_ISSUER: 'http://127.0.0.1:1', OIDC_CLIENT_ID: CLIENT_ID });
      expect(await refusal(await other.call('POST', SIGN_IN, { body: {} }))).toBe('503 sso_unavailable');
      await other.stop();
    });

    it('that is where nobody is asked is not asked; whoever runs the server is told why', async () => {
      const other = await startApi({ OIDC_ISSUER: 'https://10.1.2.3', OIDC_CLIENT_ID: CLIENT_ID });
      const response = await other.call('POST', SIGN_IN, { body: {} });
      const { detail, code } = await problemOf(response);
      expect(code).toBe('sso_unavailable');
      expect(detail).not.toMatch(/10\.1|ISSUER/);
      expect(other.log.join('')).toMatch(
        /"reason":"[^"]*10\.1\.2\.3 is at an address that is not asked \(ISSUER_NETWORKS/,
      );
      await other.stop();
    });

    it('whose metadata leads inside has nothing asked there', async () => {
      for (const endpoint of ['token_endpoint', 'jwks_uri']) {
        provider.answer = (request, response) => {
          if (request.url !== '/.well-known/openid-configuration') return false;
          const { issuer } = provider;
          const metadata = {
            issuer,
            authorization_endpoint: `${issuer}/auth`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/jwks`,
            response_types_supported: ['code'],
            [endpoint]: 'https://169.254.169.254/latest/meta-data',
          };
          response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(metadata));
          return true;
        };
        const other = await startApi({
          OIDC_ISSUER: provider.issuer,
          OIDC_CLIENT_ID: CLIENT_ID,
          OIDC_CLIENT_SECRET: CLIENT_SECRET,
        });
        const browser = new Browser(other);
        const parameters = await provider.signIn(await browser.begin(), person());
        expect(await refusal(await browser.complete(parameters))).toBe('503 sso_unavailable');
        expect(other.log.join('')).toMatch(/"reason":"[^"]*169\.254\.169\.254 is at an address that is not asked/);
        provider.answer = undefined;
        await other.stop();
      }
    });

    it('that is none has no sign-in', async () => {
      const other = await startApi();
      expect(await refusal(await other.call('POST', SIGN_IN, { body: {} }))).toBe('404 sso_not_configured');
      const completed = await other.call('POST', `${SIGN_IN}/callback`, { body: { parameters: 'state=x&code=y' } });
      expect(await refusal(completed)).toBe('401 sso_failed');
      const as = await insertPerson(other.sql, { grants: [{ role: 'admin' }] });
      expect(await (await other.call('GET', '/api/v1/sso', { as })).json()).toEqual({ provider: null, mappings: [] });
      await other.stop();
    });
  });

  describe('settings', () => {
    it('show the provider without its secret, and which group has which role', async () => {
      const text = await (await api.call('GET', '/api/v1/sso', { as: admin })).text();
      expect(text).not.toContain(CLIENT_SECRET);
      const settings = JSON.parse(text) as SsoSettings;
      expect(settings.provider).toEqual({
        name: 'Acme',
        issuer: provider.issuer,
        clientId: CLIENT_ID,
        hasClientSecret: true,
        scopes: ['openid', 'email', 'profile', 'groups'],
        groupsClaim: 'groups',
        redirectUri: 'http://localhost:3000/sign-in/callback',
      });
      expect(settings.mappings.map(({ group, role, project }) => [group, role, project])).toEqual([
        ['administrators', 'admin', null],
        ['developers', 'developer', 'shop'],
        ['viewers', 'viewer', null],
      ]);
    });

    it('are for administrators of everything, who have shown lately who they are', async () => {
      const [mapping] = ((await (await api.call('GET', '/api/v1/sso', { as: admin })).json()) as SsoSettings).mappings;
      const shop = await insertProject(api.sql, 'bank');
      const others = await Promise.all([
        insertPerson(api.sql, { grants: [{ role: 'admin', projectId: shop }] }),
        insertPerson(api.sql, { grants: [{ role: 'security' }] }),
        insertPerson(api.sql, {}),
      ]);
      const tired = await insertPerson(api.sql, { grants: [{ role: 'admin' }], steppedUp: false });
      const token = { token: await insertToken(api.sql, { accountId: admin.accountId }) };
      const body = { group: 'everybody', role: 'admin', project: null };
      for (const [method, path, sent] of [
        ['POST', MAPPINGS, body],
        ['DELETE', `${MAPPINGS}/${mapping?.id}`, undefined],
      ] as const) {
        for (const as of [...others, token])
          expect((await api.call(method, path, { as, body: sent })).status).toBe(403);
        expect((await api.call(method, path, { body: sent })).status).toBe(401);
        expect(await refusal(await api.call(method, path, { as: tired, body: sent }))).toBe('403 step_up_required');
      }
      for (const as of others) expect((await api.call('GET', '/api/v1/sso', { as })).status).toBe(403);
      expect((await api.call('GET', '/api/v1/sso', {})).status).toBe(401);
    });

    it.each([
      ['a role that is none', { role: 'owner' }, 400],
      ['no role', { role: null }, 400],
      ['an empty group', { group: ' ' }, 400],
      ['a group of two lines', { group: 'a\nb' }, 400],
      ['no project', { project: undefined }, 400],
      ['a project that is not there', { project: 'nowhere' }, 404],
      ['what is there already', { group: 'viewers', role: 'viewer' }, 409],
    ])('refuse %s', async (_, changes, status) => {
      const body = { group: 'cooks', role: 'viewer', project: null, ...changes };
      expect((await api.call('POST', MAPPINGS, { as: admin, body })).status).toBe(status);
    });

    it('take a role from everybody at once who held it by the group', async () => {
      const mapping = await map('cooks', 'security', null);
      const subject = person({ groups: ['cooks', 'developers'], amr: ['mfa'] });
      const browser = new Browser(api);
      const { account } = await signIn(subject, browser);
      const bystander = new Browser(api);
      await signIn(person(), bystander);
      expect((await api.call('DELETE', `${MAPPINGS}/${mapping.id}`, { as: admin })).status).toBe(204);
      expect((await browser.call('GET', '/api/v1/session')).status).toBe(401);
      expect((await bystander.call('GET', '/api/v1/session')).status).toBe(200);
      expect((await signIn(subject)).grants).toEqual([{ role: 'developer', project: 'shop' }]);
      expect((await events('group-mapping.removed')).at(-1)).toMatchObject({
        target: { name: 'cooks' },
        before: { role: 'security', project: null },
        after: { takenFrom: [account.id], endedSessions: 1 },
      });
      expect((await api.call('DELETE', `${MAPPINGS}/${mapping.id}`, { as: admin })).status).toBe(404);
    });
  });

  it('tells nothing secret to the log or the audit log', async () => {
    const browser = new Browser(api);
    const url = await browser.begin();
    const parameters = await provider.signIn(url, person());
    await browser.complete(parameters);
    const audited = JSON.stringify(await api.sql('SELECT body FROM audit_event'));
    const everything = audited + api.log.join('\n');
    const { code = '', state = '' } = Object.fromEntries(new URLSearchParams(parameters));
    for (const secret of [
      CLIENT_SECRET,
      code,
      state,
      ...browser.cookie.split(/=|; /).filter((part) => part.length === 43),
    ]) {
      expect(secret).not.toBe('');
      expect(everything).not.toContain(secret);
    }
  });
});
