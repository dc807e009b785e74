// Who must not be able to do it: nobody makes a token without being signed in and having shown lately who they are, with a
// token, for a project that is not theirs, or with permissions that they lack; nobody sees or ends somebody else's but those
// who manage the project's; nobody is shown the text twice.
import { isTokenText } from '../../src/modules/access/token-text.js';
import type { CreatedToken, TokenPage } from '../../src/modules/identity/machines/tokens/dto/token.dto.js';
import { problemOf, startApi, type TestApi } from './api.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const DAY = 24 * 60 * 60_000;
const TOKENS = '/api/v1/tokens';

const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

describe('tokens', () => {
  let api: TestApi;
  let shop: number;
  let bank: number;
  let developer: TestPerson;
  let colleague: TestPerson;
  let shopAdmin: TestPerson;
  let admin: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    shop = await insertProject(api.sql, 'shop');
    bank = await insertProject(api.sql, 'bank');
    developer = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId: shop }] });
    colleague = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId: shop }] });
    shopAdmin = await insertPerson(api.sql, { grants: [{ role: 'admin', projectId: shop }] });
    admin = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
  });

  afterAll(() => api.stop());

  function order(changes: object = {}) {
    return {
      name: 'ci',
      permissions: ['report:write', 'gate:read'],
      project: 'shop',
      expiresAt: inDays(30),
      ...changes,
    };
  }

  async function create(person: TestPerson, changes: object = {}): Promise<CreatedToken> {
    const response = await api.call('POST', TOKENS, { as: person, body: order(changes) });
    expect(response.status).toBe(201);
    return (await response.json()) as CreatedToken;
  }

  async function refusal(person: TestPerson, changes: object): Promise<string> {
    const response = await api.call('POST', TOKENS, { as: person, body: order(changes) });
    const { status, code } = await problemOf(response);
    return `${status} ${code}`;
  }

  async function listed(person: TestPerson): Promise<TokenPage> {
    const response = await api.call('GET', TOKENS, { as: person });
    expect(response.status).toBe(200);
    return (await response.json()) as TokenPage;
  }

  const statusWith = async (token: string, path = '/api/v1/images') =>
    (await api.call('GET', path, { as: { token } })).status;
  const revoke = (person: TestPerson, id: string) => api.call('DELETE', `${TOKENS}/${id}`, { as: person });

  it('shows the text once: neither the list, nor the database, nor the audit log, nor the log has it', async () => {
    const created = await create(developer);
    expect(isTokenText(created.token)).toBe(true);
    expect(created).toMatchObject({
      name: 'ci',
      ending: created.token.slice(-4),
      permissions: ['report:write', 'gate:read'],
      project: 'shop',
      owner: developer.email,
      lastUsedAt: null,
      state: 'active',
    });
    const page = await listed(developer);
    expect(page.items.find(({ id }) => id === created.id)).not.toHaveProperty('token');
    const stored = await api.sql(
      'SELECT to_json(api_token)::text AS row FROM api_token UNION ALL SELECT body FROM audit_event',
    );
    const everything = JSON.stringify([page, stored, api.log]);
    expect(everything).toContain('token.created');
    expect(everything).not.toContain(created.token);
    expect(everything).not.toContain(created.token.slice(4, 40));
  });

  it('may do what was asked for, in its project, and notes when it was used', async () => {
    const { id, token } = await create(developer, { permissions: ['artifact:read'] });
    expect(await statusWith(token)).toBe(200);
    expect(await statusWith(token, '/api/v1/policy')).toBe(403);
    const item = (await listed(developer)).items.find((each) => each.id === id);
    expect(Date.parse(item?.lastUsedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it('is for people who have shown lately who they are', async () => {
    const tired = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId: shop }], steppedUp: false });
    expect(await refusal(tired, {})).toBe('403 step_up_required');
    const halfway = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId: shop }], stage: 'factor' });
    expect(await refusal(halfway, {})).toBe('403 second_factor_required');
    const anonymous = await api.call('POST', TOKENS, { body: order() });
    expect(anonymous.status).toBe(401);
  });

  it('is not made, listed or ended with a token', async () => {
    const as = { token: await insertToken(api.sql, { accountId: admin.accountId }) };
    expect((await api.call('POST', TOKENS, { as, body: order() })).status).toBe(403);
    expect((await api.call('GET', TOKENS, { as })).status).toBe(403);
    expect((await api.call('DELETE', `${TOKENS}/1`, { as })).status).toBe(403);
  });

  it('is not made from another site', async () => {
    const response = await api.call('POST', TOKENS, {
      as: developer,
      body: order(),
      headers: { Origin: 'https://evil.example' },
    });
    expect((await problemOf(response)).code).toBe('cross_site_request');
  });

  it('is handed on by nobody beyond what they have', async () => {
    const viewer = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: shop }] });
    expect(await refusal(viewer, { permissions: ['artifact:read'] })).toBe('403 forbidden');
    expect(await refusal(developer, { project: null })).toBe('403 forbidden');
    expect(await refusal(developer, { permissions: ['audit:read'] })).toBe('403 forbidden');
    const mixed = await insertPerson(api.sql, {
      grants: [
        { role: 'developer', projectId: shop },
        { role: 'viewer', projectId: bank },
      ],
    });
    expect(await refusal(mixed, { project: 'bank', permissions: ['artifact:read'] })).toBe('403 forbidden');
    await create(mixed, { project: 'shop' });
  });

  it('says the same of a project that is not there and of one that is not theirs', async () => {
    expect(await refusal(developer, { project: 'bank' })).toBe('404 project_not_found');
    expect(await refusal(developer, { project: 'nowhere' })).toBe('404 project_not_found');
  });

  it.each([
    ['a permission for people', { permissions: ['token:write'] }],
    ['a permission that is none', { permissions: ['everything'] }],
    ['no permission', { permissions: [] }],
    ['one twice', { permissions: ['gate:read', 'gate:read'] }],
    ['permissions that are no list', { permissions: { 0: 'gate:read' } }],
    ['no expiry', { expiresAt: undefined }],
    ['null as expiry', { expiresAt: null }],
    ['an expiry in the past', { expiresAt: inDays(-1) }],
    ['an expiry in more than a year', { expiresAt: inDays(367) }],
    ['an expiry without a time zone', { expiresAt: '2026-12-31T00:00:00' }],
    ['an expiry that is no date', { expiresAt: '2026-13-45T99:99:99Z' }],
    ['no project', { project: undefined }],
    ['a project that is no slug', { project: 'Shop!' }],
    ['a name of two lines', { name: 'a\nb' }],
    ['a name that cannot be seen', { name: '\u200b' }],
    ['no name', { name: ' ' }],
    ['a member that is none', { accountId: 1 }],
  ])('refuses %s', async (_, changes) => {
    expect(await refusal(admin, changes)).toBe('400 invalid_input');
  });

  it('takes a year, and what reaches beyond projects only for all of them', async () => {
    await create(admin, { expiresAt: inDays(365.9) });
    await create(admin, { permissions: ['metrics:read'], project: null });
    expect(await refusal(admin, { permissions: ['metrics:read'] })).toBe('400 invalid_input');
  });

  it('is listed to its owner, and to those who manage the tokens of its project', async () => {
    const own = await create(developer, { name: 'listed' });
    const ofBank = await create(admin, { name: 'listed', project: 'bank' });
    const everywhere = await create(admin, { name: 'listed', project: null });
    const seen = async (person: TestPerson) =>
      (await listed(person)).items.filter(({ name }) => name === 'listed').map(({ id }) => id);
    expect(await seen(developer)).toEqual([own.id]);
    expect(await seen(colleague)).toEqual([]);
    expect(await seen(shopAdmin)).toEqual([own.id]);
    expect(await seen(admin)).toEqual([everywhere.id, ofBank.id, own.id]);
  });

  it('is listed to its owner alone where that is asked for, whatever else the owner manages', async () => {
    const own = await create(admin, { name: 'mine' });
    const ofOther = await create(developer, { name: 'mine' });
    const response = await api.call('GET', `${TOKENS}?owner=me&limit=200`, { as: admin });
    const page = (await response.json()) as TokenPage;
    const ids = page.items.map(({ id }) => id);
    expect(ids).toContain(own.id);
    expect(ids).not.toContain(ofOther.id);
    expect(page.total).toBe(ids.length);
    expect(new Set(page.items.map(({ owner }) => owner))).toEqual(new Set([own.owner]));
    expect((await api.call('GET', `${TOKENS}?owner=you`, { as: admin })).status).toBe(400);
  });

  it('is listed page by page', async () => {
    const person = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId: shop }] });
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await create(person)).id);
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const response = await api.call('GET', `${TOKENS}?limit=2${cursor && `&cursor=${cursor}`}`, { as: person });
      const page = (await response.json()) as TokenPage;
      expect(page.total).toBe(5);
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(ids);
  });

  it('is revoked at once by its owner', async () => {
    const { id, token } = await create(developer, { permissions: ['artifact:read'] });
    expect(await statusWith(token)).toBe(200);
    expect((await revoke(developer, id)).status).toBe(204);
    expect(await statusWith(token)).toBe(401);
    expect((await listed(developer)).items.find((each) => each.id === id)).toMatchObject({ state: 'revoked' });
    expect((await revoke(developer, id)).status).toBe(204);
    const events = await api.sql<{ body: string }>(`SELECT body FROM audit_event WHERE action = 'token.revoked'`);
    expect(events.map(({ body }) => JSON.parse(body))).toEqual([
      expect.objectContaining({
        actor: { kind: 'person', id: String(developer.accountId), name: developer.email },
        target: { kind: 'token', id, name: 'ci' },
      }),
    ]);
  });

  it('is revoked by who manages the tokens of its project, and by nobody else', async () => {
    const ofShop = await create(developer);
    const ofBank = await create(admin, { project: 'bank' });
    const everywhere = await create(admin, { project: null });
    for (const [person, { id }] of [
      [colleague, ofShop],
      [developer, ofBank],
      [shopAdmin, ofBank],
      [shopAdmin, everywhere],
    ] as const) {
      const response = await revoke(person, id);
      expect((await problemOf(response)).code).toBe('token_not_found');
    }
    expect((await problemOf(await revoke(colleague, '99999'))).code).toBe('token_not_found');
    expect(await statusWith(ofShop.token, '/api/v1/gate')).not.toBe(401);
    expect((await revoke(shopAdmin, ofShop.id)).status).toBe(204);
    expect(await statusWith(ofShop.token, '/api/v1/gate')).toBe(401);
    expect((await revoke(admin, everywhere.id)).status).toBe(204);
  });

  it('can do no more than its owner can now', async () => {
    const owner = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId: shop }] });
    const { token } = await create(owner, { permissions: ['artifact:read'] });
    expect(await statusWith(token)).toBe(200);
    await api.sql('DELETE FROM role_grant WHERE account_id = $1', [owner.accountId]);
    expect(await statusWith(token)).toBe(403);
    await api.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [owner.accountId]);
    expect(await statusWith(token)).toBe(401);
  });

  it('is over when it is over', async () => {
    const { id, token } = await create(developer, { permissions: ['artifact:read'] });
    await api.sql(`UPDATE api_token SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    expect(await statusWith(token)).toBe(401);
    expect((await listed(developer)).items.find((each) => each.id === id)).toMatchObject({ state: 'expired' });
  });

  it('is not made where the audit log cannot be written', async () => {
    const before = await api.sql('SELECT id FROM api_token');
    await api.sql('ALTER TABLE audit_head RENAME TO audit_head_gone');
    try {
      expect((await api.call('POST', TOKENS, { as: developer, body: order() })).status).toBe(500);
    } finally {
      await api.sql('ALTER TABLE audit_head_gone RENAME TO audit_head');
    }
    expect(await api.sql('SELECT id FROM api_token')).toEqual(before);
  });
});
