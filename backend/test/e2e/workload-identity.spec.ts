// Who must not be able to do it: nobody gets a token for one that an issuer without a rule made, or that is not the issuer's,
// not for us, too old, not yet good, used before, or of a pipeline that is not quite the one of the rule; nobody makes the
// server call whom they like; nobody but an administrator of everything, who has shown lately who they are, changes rules.
import { createHmac } from 'node:crypto';
import { generateKeyPair } from 'jose';
import type { ExchangedToken } from '../../src/modules/identity/machines/trust-rules/dto/token-exchange.dto.js';
import type { TrustRule, TrustRules } from '../../src/modules/identity/machines/trust-rules/dto/trust-rule.dto.js';
import { problemOf, startApi, type TestApi } from './api.js';
import { AUDIENCE, type CiProvider, complete, startCiProvider } from './ci-provider.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const RULES = '/api/v1/trust-rules';

const encode = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('workload identity', () => {
  let api: TestApi;
  let provider: CiProvider;
  let admin: TestPerson;
  let shop: number;
  let rule: TrustRule;

  beforeAll(async () => {
    api = await startApi();
    provider = await startCiProvider();
    shop = await insertProject(api.sql, 'shop');
    admin = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
    rule = await create();
  });

  afterAll(async () => {
    await api.stop();
    await provider.stop();
  });

  function order(changes: object = {}) {
    return {
      name: 'acme/api',
      issuer: provider.issuer,
      audience: AUDIENCE,
      conditions: [{ claim: 'sub', pattern: 'repo:acme/api:*' }],
      project: 'shop',
      permissions: ['artifact:read', 'gate:read'],
      ...changes,
    };
  }

  async function create(changes: object = {}): Promise<TrustRule> {
    const response = await api.call('POST', RULES, { as: admin, body: order(changes) });
    expect(response.status).toBe(201);
    return (await response.json()) as TrustRule;
  }

  const change = (id: string, body: object) => api.call('PATCH', `${RULES}/${id}`, { as: admin, body });

  async function withRule<T>(changes: object, work: (created: TrustRule) => Promise<T>): Promise<T> {
    const created = await create({ name: 'for a moment', ...changes });
    try {
      return await work(created);
    } finally {
      await api.call('DELETE', `${RULES}/${created.id}`, { as: admin });
    }
  }

  /** As a pipeline does: without cookie, with nothing but the token. */
  const send = (token: string) =>
    fetch(`${api.url}/api/v1/token-exchange`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token }),
    });

  async function exchange(token: string): Promise<ExchangedToken> {
    const response = await send(token);
    expect(response.status).toBe(200);
    return (await response.json()) as ExchangedToken;
  }

  async function events(action: string): Promise<{ actor: unknown; target: unknown; after: { reason?: string } }[]> {
    const rows = await api.sql<{ body: string }>('SELECT body FROM audit_event WHERE action = $1 ORDER BY sequence', [
      action,
    ]);
    return rows.map(({ body }) => JSON.parse(body) as { actor: unknown; target: unknown; after: { reason?: string } });
  }

  /** What the caller is told is always the same; answers what the audit log tells. */
  async function refusalOf(token: string): Promise<string> {
    const response = await send(token);
    const { requestId: _, ...problem } = await problemOf(response);
    expect(problem).toEqual({
      type: 'urn:plimsoll:problem:token_exchange_refused',
      title: 'Token exchange failed',
      status: 401,
      detail: 'No trust rule matches this token. Administrators can see the reason in the audit log.',
      code: 'token_exchange_refused',
    });
    return (await events('token.exchange-refused')).at(-1)?.after.reason ?? '';
  }

  describe('exchange', () => {
    it.each(['RS256', 'ES256'] as const)('gives a token for 15 minutes for one that is signed with %s', async (alg) => {
      const exchanged = await exchange(await provider.token({}, { alg }));
      expect(exchanged).toMatchObject({ permissions: ['artifact:read', 'gate:read'], project: 'shop' });
      const life = Date.parse(exchanged.expiresAt) - Date.now();
      expect(life).toBeGreaterThan(14 * 60_000);
      expect(life).toBeLessThanOrEqual(15 * 60_000);
      const as = { token: exchanged.token };
      expect((await api.call('GET', '/api/v1/images', { as })).status).toBe(200);
      expect((await api.call('GET', '/api/v1/policy', { as })).status).toBe(403);
    });

    it('is noted with whom it was for', async () => {
      const { token } = await exchange(await provider.token());
      const noted = (await events('token.exchanged')).at(-1);
      expect(noted).toMatchObject({
        actor: { kind: 'token', id: null, name: 'repo:acme/api:ref:refs/heads/main' },
        target: { kind: 'token', name: 'acme/api' },
        after: { trustRule: 'acme/api', subject: 'repo:acme/api:ref:refs/heads/main', project: 'shop' },
      });
      expect(JSON.stringify(noted)).not.toContain(token.slice(0, 40));
    });

    it('is good once, however many come at once', async () => {
      const token = await provider.token();
      const answers = await Promise.all(Array.from({ length: 10 }, () => send(token)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(await refusalOf(token)).toBe('it was exchanged before');
      const nameless = await provider.token({ jti: null });
      await exchange(nameless);
      expect(await refusalOf(nameless)).toBe('it was exchanged before');
    });

    const minutes = (count: number) => Math.floor(Date.now() / 1000) + count * 60;

    it.each<[string, () => Record<string, unknown>, RegExp]>([
      ['for somebody else', () => ({ aud: 'https://other.example' }), /"aud"/],
      ['for nobody', () => ({ aud: null }), /"aud"/],
      ['that has expired', () => ({ exp: minutes(-2) }), /"exp"/],
      ['without an end', () => ({ exp: null }), /"exp"/],
      ['that is not good yet', () => ({ nbf: minutes(5) }), /"nbf"/],
      ['of tomorrow', () => ({ iat: minutes(24 * 60) }), /"iat"/],
      ['that is older than 15 minutes', () => ({ iat: minutes(-17), exp: minutes(60) }), /"iat"/],
      ['without an age', () => ({ iat: null }), /"iat"/],
      ['of nobody', () => ({ sub: null }), /"sub"/],
      ['with an empty subject', () => ({ sub: '' }), /subject|conditions/],
      [
        'of a repository whose name begins alike',
        () => ({ sub: 'repo:acme/api-evil:ref:refs/heads/main' }),
        /conditions/,
      ],
      ['of another owner', () => ({ sub: 'repo:acme-evil/api:ref:refs/heads/main' }), /conditions/],
      [
        'of an owner who has the name in theirs',
        () => ({ sub: 'repo:evil/acme/api:ref:refs/heads/main' }),
        /conditions/,
      ],
      ['in other letters', () => ({ sub: 'repo:Acme/API:ref:refs/heads/main' }), /conditions/],
      ['with a subject that is a list', () => ({ sub: ['repo:acme/api:x'] }), /"sub"|conditions/],
    ])('refuses one %s', async (_, claims, reason) => {
      expect(await refusalOf(await provider.token(claims()))).toMatch(reason);
    });

    it('takes clocks that differ by a minute', async () => {
      const token = await provider.token({ exp: minutes(-0.5), iat: minutes(0.5), nbf: minutes(0.5) });
      expect((await exchange(token)).project).toBe('shop');
    });

    it('takes one that is for us among others', async () => {
      const token = await provider.token({ aud: ['https://other.example', AUDIENCE] });
      expect((await exchange(token)).project).toBe('shop');
    });

    it('refuses what nobody has signed', async () => {
      const payload = encode(complete(provider.issuer, {}));
      for (const alg of ['none', 'None', 'NONE']) {
        expect(await refusalOf(`${encode({ alg, typ: 'JWT' })}.${payload}.`)).toMatch(/alg|ERR_J/);
      }
      const [header = '', body = ''] = (await provider.token()).split('.');
      expect(await refusalOf(`${header}.${body}.`)).toMatch(/ERR_J/);
    });

    it('refuses one that is signed with the public key as a shared secret', async () => {
      const payload = encode(complete(provider.issuer, {}));
      for (const secret of [await provider.publicKey(), (await provider.publicKey()).trim()]) {
        const signed = `${encode({ alg: 'HS256', kid: 'RS256', typ: 'JWT' })}.${payload}`;
        const signature = createHmac('sha256', secret).update(signed).digest('base64url');
        expect(await refusalOf(`${signed}.${signature}`)).toContain('alg');
      }
    });

    it('refuses one that is signed with a key that is not the issuer’s', async () => {
      const { privateKey } = await generateKeyPair('RS256');
      expect(await refusalOf(await provider.token({}, { key: privateKey }))).toContain('signature');
      expect(await refusalOf(await provider.token({}, { key: privateKey, kid: 'unknown' }))).toContain('key');
    });

    it('refuses one whose content was changed', async () => {
      const [header, , signature] = (await provider.token()).split('.');
      const payload = encode(complete(provider.issuer, { sub: 'repo:acme/api:ref:refs/heads/release' }));
      expect(await refusalOf(`${header}.${payload}.${signature}`)).toContain('signature');
    });

    it('never takes keys from the token', async () => {
      const { privateKey, publicKey } = await generateKeyPair('RS256');
      const { SignJWT, exportJWK } = await import('jose');
      const token = await new SignJWT(complete(provider.issuer, {}))
        .setProtectedHeader({
          alg: 'RS256',
          jwk: await exportJWK(publicKey),
          jku: `${provider.issuer}/evil`,
          kid: 'RS256',
        })
        .sign(privateKey);
      expect(await refusalOf(token)).toContain('signature');
      expect(provider.requests).not.toContain('/evil');
    });

    it.each(['', 'x', 'a.b.c', '{}', 'eyJhbGciOiJub25lIn0.bnVsbA.', 'a.b.c.d.e', `${'a'.repeat(16_000)}.b.c`])(
      'refuses what is no token (%#)',
      async (text) => {
        expect(await refusalOf(text)).toBe('no enabled rule names its issuer');
      },
    );

    it.each([[{}], [{ token: 1 }], [{ token: { $gt: '' } }], [{ token: ['a'] }], [{ token: 'x'.repeat(17_000) }]])(
      'takes no body like %#',
      async (body) => {
        expect((await api.call('POST', '/api/v1/token-exchange', { body })).status).toBe(400);
      },
    );

    it.each<Record<string, string>>([
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'none' },
      { Cookie: 'a=b' },
    ])('is for machines, not for pages of other sites: %j', async (headers) => {
      const response = await fetch(`${api.url}/api/v1/token-exchange`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({ token: await provider.token() }),
      });
      expect((await problemOf(response)).code).toBe('cross_site_request');
    });

    it('calls no issuer that no rule names', async () => {
      const other = await startCiProvider();
      expect(await refusalOf(await other.token())).toBe('no enabled rule names its issuer');
      expect(await refusalOf(await other.token({ iss: `${provider.issuer}/` }))).toBe(
        'no enabled rule names its issuer',
      );
      expect(await refusalOf(await other.token({ iss: provider.issuer }))).toMatch(/signature/);
      expect(other.requests).toEqual([]);
      await other.stop();
    });

    it('fetches keys once for many tokens', async () => {
      provider.requests.length = 0;
      for (let count = 0; count < 3; count += 1) await exchange(await provider.token());
      expect(provider.requests).toEqual([]);
    });

    it('refuses under a rule that is turned off, and the tokens given out under it end', async () => {
      const { token } = await exchange(await provider.token());
      expect((await change(rule.id, { isEnabled: false })).status).toBe(200);
      expect(await refusalOf(await provider.token())).toBe('no enabled rule names its issuer');
      expect((await api.call('GET', '/api/v1/images', { as: { token } })).status).toBe(401);
      expect((await change(rule.id, { isEnabled: true })).status).toBe(200);
      expect((await api.call('GET', '/api/v1/images', { as: { token } })).status).toBe(401);
      await exchange(await provider.token());
    });

    it('goes by the strictest rule, and by none where two are alike', async () => {
      const main = [{ claim: 'sub', pattern: 'repo:acme/api:ref:refs/heads/main' }];
      await withRule({ conditions: main, permissions: ['report:write'] }, async () => {
        expect((await exchange(await provider.token())).permissions).toEqual(['report:write']);
        const branch = await provider.token({ sub: 'repo:acme/api:ref:refs/heads/feature' });
        expect((await exchange(branch)).permissions).toEqual(['artifact:read', 'gate:read']);
      });
      await withRule({ conditions: [{ claim: 'sub', pattern: 'repo:acme/api:*' }] }, async () => {
        expect(await refusalOf(await provider.token())).toMatch(/both match/);
      });
    });

    it('asks for all conditions of a rule', async () => {
      const conditions = [
        { claim: 'repository', pattern: 'acme/web' },
        { claim: 'environment', pattern: 'prod' },
      ];
      await withRule({ conditions, project: null, permissions: ['metrics:read'] }, async () => {
        const web = { sub: 'repo:acme/web:environment:prod', repository: 'acme/web' };
        expect(await refusalOf(await provider.token(web))).toMatch(/conditions/);
        expect(await refusalOf(await provider.token({ ...web, environment: 'dev' }))).toMatch(/conditions/);
        const exchanged = await exchange(await provider.token({ ...web, environment: 'prod' }));
        expect(exchanged).toMatchObject({ permissions: ['metrics:read'], project: null });
      });
    });

    it('holds each rule to its own audience', async () => {
      const conditions = [{ claim: 'sub', pattern: 'repo:acme/web:*' }];
      await withRule({ audience: 'https://other.example', conditions }, async () => {
        expect(await refusalOf(await provider.token({ sub: 'repo:acme/web:x' }))).toMatch(/conditions/);
        await exchange(await provider.token({ sub: 'repo:acme/web:x', aud: 'https://other.example' }));
      });
    });
  });

  describe('an issuer that is of no help', () => {
    let broken: CiProvider;

    beforeEach(async () => {
      broken = await startCiProvider();
    });

    afterEach(() => broken.stop());

    const refusal = () => withRule({ issuer: broken.issuer }, async () => refusalOf(await broken.token()));

    it('speaks for another issuer', async () => {
      broken.answer = (_, response) => {
        response.end(JSON.stringify({ issuer: provider.issuer, jwks_uri: `${provider.issuer}/keys` }));
        return true;
      };
      expect(await refusal()).toContain('of another issuer');
    });

    it.each(['http://169.254.169.254/keys', 'file:///etc/passwd', 'ftp://example.com/keys', 7, undefined])(
      'has its keys at %s',
      async (address) => {
        broken.answer = (_, response) => {
          response.end(JSON.stringify({ issuer: broken.issuer, jwks_uri: address }));
          return true;
        };
        expect(await refusal()).toContain('names no address');
      },
    );

    const KEYS_INSIDE = ['https://10.1.2.3/keys', 'https://169.254.169.254/keys', 'https://[::ffff:10.1.2.3]/keys'];

    it.each([...KEYS_INSIDE, 'https://[fd00:ec2::254]/keys', 'https://2130706433/keys', 'https://100.64.0.1/keys'])(
      'has its keys where nobody is asked: %s',
      async (address) => {
        broken.answer = (_, response) => {
          response.end(JSON.stringify({ issuer: broken.issuer, jwks_uri: address }));
          return true;
        };
        const began = Date.now();
        expect(await refusal()).toMatch(/ISSUER_NETWORKS|cannot be reached/);
        // Whoever is asked there does not answer, and would be waited for.
        expect(Date.now() - began).toBeLessThan(4500);
      },
    );

    it.each([
      'https://10.1.2.3',
      'https://169.254.169.254',
      'https://[::ffff:7f00:1]',
      'https://192.168.0.1:8443/realm',
    ])('is itself where nobody is asked: %s', async (issuer) => {
      const reason = await withRule({ issuer }, async () => refusalOf(await broken.token({ iss: issuer })));
      expect(reason).toMatch(/^the issuer is of no help: \S+ is at an address that is not asked/);
      expect(broken.requests).toEqual([]);
    });

    it('sends elsewhere', async () => {
      broken.answer = (_, response) => {
        response.writeHead(302, { Location: `${provider.issuer}/.well-known/openid-configuration` }).end();
        return true;
      };
      provider.requests.length = 0;
      expect(await refusal()).toContain('302');
      expect(provider.requests).toEqual([]);
    });

    it('sends elsewhere for its keys', async () => {
      broken.answer = (request, response) => {
        if (request.url !== '/keys') return false;
        response.writeHead(302, { Location: `${provider.issuer}/keys` }).end();
        return true;
      };
      provider.requests.length = 0;
      expect(await refusal()).toMatch(/ERR_J/);
      expect(provider.requests).toEqual([]);
    });

    it('says far too much', async () => {
      broken.answer = (request, response) => {
        if (request.url !== '/keys') return false;
        response.end(JSON.stringify({ keys: [], padding: 'x'.repeat(1024 * 1024) }));
        return true;
      };
      expect(await refusal()).toMatch(/more than/);
    });

    it.each(['', 'null', '[]', '"x"', '<html>', '{'])('says %j', async (text) => {
      broken.answer = (_, response) => {
        response.end(text);
        return true;
      };
      expect(await refusal()).toMatch(/discovery document/);
    });

    it('is not asked again and again', async () => {
      broken.answer = (_, response) => {
        response.writeHead(500).end();
        return true;
      };
      await withRule({ issuer: broken.issuer }, async () => {
        for (let count = 0; count < 5; count += 1) expect(await refusalOf(await broken.token())).toContain('500');
      });
      expect(broken.requests).toHaveLength(1);
    });

    it('does not answer, which takes seconds and no more', async () => {
      broken.answer = () => true;
      const began = Date.now();
      expect(await refusal()).toContain('timeout');
      expect(Date.now() - began).toBeLessThan(15_000);
    });
  });

  describe('rules', () => {
    it('are for administrators of everything, who have shown lately who they are', async () => {
      const others = await Promise.all([
        insertPerson(api.sql, { grants: [{ role: 'admin', projectId: shop }] }),
        insertPerson(api.sql, { grants: [{ role: 'security' }] }),
        insertPerson(api.sql, { grants: [{ role: 'developer' }] }),
        insertPerson(api.sql, {}),
      ]);
      const tired = await insertPerson(api.sql, { grants: [{ role: 'admin' }], steppedUp: false });
      const token = { token: await insertToken(api.sql, { accountId: admin.accountId }) };
      for (const [method, path, body] of [
        ['POST', RULES, order({ name: 'theirs' })],
        ['PATCH', `${RULES}/${rule.id}`, { isEnabled: false }],
        ['DELETE', `${RULES}/${rule.id}`, undefined],
      ] as const) {
        for (const as of [...others, token]) expect((await api.call(method, path, { as, body })).status).toBe(403);
        expect((await api.call(method, path, { body })).status).toBe(401);
        expect((await problemOf(await api.call(method, path, { as: tired, body }))).code).toBe('step_up_required');
      }
      for (const as of others) expect((await api.call('GET', RULES, { as })).status).toBe(403);
      const { items } = (await (await api.call('GET', RULES, { as: tired })).json()) as TrustRules;
      expect(items).toEqual([expect.objectContaining({ id: rule.id, isEnabled: true, project: 'shop' })]);
    });

    it.each([
      ['an issuer over plain http', { issuer: 'http://gitlab.example.com' }],
      ['an issuer that is no URL', { issuer: 'gitlab' }],
      ['an issuer with a query', { issuer: 'https://gitlab.example.com/?x' }],
      ['an issuer with a password', { issuer: 'https://a:b@gitlab.example.com' }],
      ['no condition', { conditions: [] }],
      ['conditions on nobody', { conditions: [{ claim: 'ref', pattern: 'refs/heads/main' }] }],
      ['conditions on everybody', { conditions: [{ claim: 'sub', pattern: '*' }] }],
      ['an owner whose name is open', { conditions: [{ claim: 'sub', pattern: 'repo:acme*' }] }],
      ['a repository whose name is open', { conditions: [{ claim: 'repository', pattern: 'acme/api*' }] }],
      ['one claim twice', { conditions: [1, 2].map(() => ({ claim: 'sub', pattern: 'repo:acme/api:x' })) }],
      ['conditions that are no list', { conditions: { sub: 'repo:acme/api:*' } }],
      ['a condition with more to it', { conditions: [{ claim: 'sub', pattern: 'repo:a/b:*', or: 1 }] }],
      ['a condition that is null', { conditions: [null] }],
      ['permissions for people', { permissions: ['account:write'] }],
      ['a global permission for a project', { permissions: ['metrics:read'] }],
      ['no permission', { permissions: [] }],
      ['an empty audience', { audience: '' }],
    ])('refuse %s', async (_, changes) => {
      const created = await api.call('POST', RULES, { as: admin, body: order({ name: 'bad', ...changes }) });
      expect(created.status).toBe(400);
      expect((await change(rule.id, changes)).status).toBe(400);
    });

    it.each(['name', 'issuer', 'audience', 'conditions', 'permissions', 'isEnabled'])(
      'are not changed to null in %s',
      async (member) => {
        expect((await change(rule.id, { [member]: null })).status).toBe(400);
      },
    );

    it('have names of their own', async () => {
      const twice = await api.call('POST', RULES, { as: admin, body: order() });
      expect((await problemOf(twice)).code).toBe('trust_rule_exists');
      await withRule({}, async ({ id }) => {
        expect((await problemOf(await change(id, { name: rule.name }))).code).toBe('trust_rule_exists');
        expect((await change(id, { name: 'for a moment' })).status).toBe(200);
      });
    });

    it('are not there once they are removed, and their tokens end', async () => {
      const conditions = [{ claim: 'sub', pattern: 'repo:acme/web:*' }];
      const { id, token } = await withRule({ conditions }, async (created) => ({
        ...(await exchange(await provider.token({ sub: 'repo:acme/web:x' }))),
        id: created.id,
      }));
      expect((await api.call('GET', '/api/v1/images', { as: { token } })).status).toBe(401);
      expect((await problemOf(await change(id, { isEnabled: true }))).code).toBe('trust_rule_not_found');
      expect((await api.call('DELETE', `${RULES}/${id}`, { as: admin })).status).toBe(404);
    });

    it('are of a project that is there', async () => {
      const response = await api.call('POST', RULES, { as: admin, body: order({ name: 'x', project: 'nowhere' }) });
      expect((await problemOf(response)).code).toBe('project_not_found');
      expect(((await (await change(rule.id, { project: null })).json()) as TrustRule).project).toBeNull();
      expect(((await (await change(rule.id, { project: 'shop' })).json()) as TrustRule).project).toBe('shop');
    });

    it('are changed by one at a time', async () => {
      const answers = await Promise.all(
        ['artifact:read', 'gate:read', 'report:write'].map((permission) =>
          change(rule.id, { permissions: [permission] }),
        ),
      );
      const problems = await Promise.all(answers.filter(({ ok }) => !ok).map(problemOf));
      for (const { code } of problems) expect(code).toBe('trust_rule_changed');
      expect(answers.some(({ ok }) => ok)).toBe(true);
      expect((await change(rule.id, { permissions: rule.permissions })).status).toBe(200);
    });

    it('are audited with before and after', async () => {
      await withRule({}, ({ id }) => change(id, { permissions: ['gate:read'] }));
      const noted = (await events('trust-rule.changed')).at(-1);
      expect(noted).toMatchObject({
        actor: { kind: 'person', name: admin.email },
        target: { kind: 'trust-rule', name: 'for a moment' },
        before: { permissions: ['artifact:read', 'gate:read'], project: 'shop' },
        after: { permissions: ['gate:read'], project: 'shop', issuer: provider.issuer },
      });
      expect((await events('trust-rule.created')).at(-1)).toMatchObject({ after: { audience: AUDIENCE } });
      expect((await events('trust-rule.removed')).at(-1)).toMatchObject({ before: { permissions: ['gate:read'] } });
    });
  });

  it('slows down whoever tries tokens, but counts none that is good', async () => {
    await api.sql('DELETE FROM attempt_bucket');
    for (let count = 0; count < 3; count += 1) await exchange(await provider.token());
    const statuses: number[] = [];
    const begin = performance.now();
    for (let round = 0; round < 6; round += 1) {
      statuses.push(...(await Promise.all(Array.from({ length: 20 }, async () => (await send('a.b.c')).status))));
    }
    // After the hundredth one is let through each time that a delay is over: of 1 s, then 2, then 4.
    const delaysThatWereOver = Math.floor(Math.log2(1 + (performance.now() - begin) / 1000));
    const lookedAt = statuses.filter((status) => status === 401).length;
    expect(lookedAt).toBeGreaterThanOrEqual(100);
    expect(lookedAt).toBeLessThanOrEqual(100 + delaysThatWereOver);
    expect(statuses.filter((status) => status === 429)).toHaveLength(120 - lookedAt);
    expect(lookedAt).toBeLessThan(120);
  });
});
