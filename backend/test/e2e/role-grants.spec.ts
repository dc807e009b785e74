import { PERMISSIONS, permissionsOf, ROLES } from '../../src/modules/access/permissions.js';
import type { RoleGrant, RoleGrantPage } from '../../src/modules/identity/people/dto/role-grant.dto.js';
import type { RoleDescription } from '../../src/modules/identity/people/dto/role.dto.js';
import type { ProjectPage } from '../../src/modules/projects/dto/project.dto.js';
import { type SignedIn, signedIn } from '../factories/sign-in.js';
import { startApi, type TestApi } from './api.js';
import { Browser } from './browser.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { addAccount } from './people.js';

// Must not grant or take a role: whoever is nobody, a token, or no administrator there; an administrator of a project
// outside of it, nor anything that reaches beyond it; nobody what they do not have.
describe('role grants', () => {
  let api: TestApi;
  let admin: SignedIn;
  let shopkeeper: SignedIn;

  beforeAll(async () => {
    api = await startApi();
    admin = await signedIn(api, { role: 'admin' });
    shopkeeper = await signedIn(api, { role: 'admin', project: 'shop', email: 'shopkeeper@plimsoll.example' });
    await signedIn(api, { role: 'viewer', project: 'bank', email: 'teller@plimsoll.example' });
  });

  afterAll(() => api.stop());

  const grant = (to: { accountId: number }, role: string, project: string | null, by = admin) =>
    by.browser.post<RoleGrant>('/role-grants', { accountId: String(to.accountId), role, project });

  it('are for administrators alone', async () => {
    const { accountId } = await signedIn(api);
    const body = { accountId: String(accountId), role: 'viewer', project: 'shop' };
    const callers = [
      [new Browser(api), 401],
      [new Browser(api, { Authorization: `Bearer ${api.token}` }), 403],
      [(await signedIn(api, { role: 'viewer' })).browser, 403],
      [(await signedIn(api, { role: 'developer' })).browser, 403],
      [(await signedIn(api, { role: 'security' })).browser, 403],
      [(await signedIn(api, { role: 'admin', stage: 'factor' })).browser, 403],
    ] as const;
    for (const [browser, status] of callers) {
      expect((await browser.get('/role-grants')).status).toBe(status);
      expect((await browser.post('/role-grants', body)).status).toBe(status);
      expect((await browser.delete('/role-grants/1')).status).toBe(status);
    }
    expect(await api.sql('SELECT FROM role_grant WHERE account_id = $1', [accountId])).toHaveLength(0);
  });

  it('need a confirmation of the last five minutes', async () => {
    const { browser } = await signedIn(api, { role: 'admin', steppedUp: false });
    const { accountId } = await signedIn(api);
    const body = { accountId: String(accountId), role: 'viewer', project: null };
    for (const answer of [await browser.post('/role-grants', body), await browser.delete('/role-grants/1')]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
    }
  });

  it('count from the next request on, and are audited', async () => {
    const person = await signedIn(api, { email: 'newcomer@plimsoll.example' });
    expect(await person.browser.get('/projects')).toMatchObject({ status: 403 });
    const { status, body } = await grant(person, 'developer', 'shop');
    expect(status).toBe(201);
    expect(body).toMatchObject({
      account: { id: String(person.accountId), email: 'newcomer@plimsoll.example' },
      role: 'developer',
      project: 'shop',
      source: 'local',
    });
    const { body: projects } = await person.browser.get<ProjectPage>('/projects');
    expect(projects.items.map(({ slug }) => slug)).toEqual(['shop']);
    expect((await eventsOf(api, 'newcomer@plimsoll.example'))[0]).toMatchObject({
      action: 'role.granted',
      actor: { kind: 'person', name: admin.email },
      after: { role: 'developer', project: 'shop' },
    });
    expect(await grant(person, 'developer', 'shop')).toMatchObject({
      status: 409,
      body: { code: 'role_grant_exists' },
    });
  });

  it('are answered as the OpenAPI document has it', async () => {
    const { status, body } = await grant(await signedIn(api), 'viewer', 'shop');
    expect(status).toBe(201);
    expectContract('roleGrantsGrant', status, body);
    expectContract('roleGrantsList', 200, (await admin.browser.get('/role-grants')).body);
    expectContract('rolesList', 200, (await admin.browser.get('/roles')).body);
    expectContract('projectsList', 200, (await admin.browser.get('/projects')).body);
    expectContract('roleGrantsRemove', 404, (await admin.browser.delete('/role-grants/2147483647')).body);
  });

  it('are taken with every session of the person, at once', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const browser = new Browser(api);
    await browser.post('/sign-in', { email: account.email, password: account.password });
    const { body } = await admin.browser.get<RoleGrantPage>(`/role-grants?accountId=${account.id}`);
    expect(body.items).toHaveLength(1);
    expect(await admin.browser.delete(`/role-grants/${body.items[0]?.id}`)).toMatchObject({ status: 204 });
    expect(await browser.get('/session')).toMatchObject({ status: 401 });
    expect((await eventsOf(api, account.email))[0]).toMatchObject({
      action: 'role.removed',
      before: { role: 'viewer', project: null },
      after: { endedSessions: 1 },
    });
    expect(await admin.browser.delete(`/role-grants/${body.items[0]?.id}`)).toMatchObject({ status: 404 });
  });

  it('sign out whoever needs a second factor from now on', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const credentials = { email: account.email, password: account.password };
    const browser = new Browser(api);
    await browser.post('/sign-in', credentials);
    await grant({ accountId: account.id }, 'developer', null);
    expect(await browser.get('/session')).toMatchObject({ status: 200 });
    await grant({ accountId: account.id }, 'security', 'shop');
    expect(await browser.get('/session')).toMatchObject({ status: 401 });
    expect(await browser.post('/sign-in', credentials)).toMatchObject({ status: 200, body: { stage: 'enrol' } });
  });

  it('cannot be given everywhere by the administrator of a project', async () => {
    const person = await signedIn(api);
    for (const role of ROLES) {
      expect(await grant(person, role, null, shopkeeper)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect(await grant(shopkeeper, 'admin', null, shopkeeper)).toMatchObject({ status: 403 });
  });

  it('answer a project of others as one that does not exist', async () => {
    const person = await signedIn(api);
    const foreign = await grant(person, 'viewer', 'bank', shopkeeper);
    const missing = await grant(person, 'viewer', 'nowhere', shopkeeper);
    expect(foreign).toMatchObject({ status: 404, body: { code: 'project_not_found' } });
    const blank = (answer: { body: unknown }, slug: string) =>
      JSON.stringify({ ...(answer.body as object), requestId: '' }).replaceAll(slug, 'SLUG');
    expect(blank(foreign, 'bank')).toBe(blank(missing, 'nowhere'));
  });

  it('tell the administrator of a project nothing of accounts outside of it, whose numbers are tried', async () => {
    const stranger = await signedIn(api);
    const known = await signedIn(api, { role: 'viewer', project: 'shop' });
    const missing = { accountId: 2_147_483_647 };
    for (const each of [stranger, missing]) {
      expect(await grant(each, 'viewer', 'shop', shopkeeper)).toMatchObject({
        status: 404,
        body: { code: 'account_not_found' },
      });
    }
    expect(await grant(known, 'developer', 'shop', shopkeeper)).toMatchObject({ status: 201 });
  });

  it('can be given in their project by an administrator who knows the address', async () => {
    const person = await signedIn(api, { email: 'clerk@plimsoll.example' });
    const body = { email: 'Clerk@plimsoll.example', role: 'developer', project: 'shop' };
    const granted = await shopkeeper.browser.post<RoleGrant>('/role-grants', body);
    expect(granted).toMatchObject({ status: 201, body: { account: { id: String(person.accountId) } } });
    expect(await shopkeeper.browser.delete(`/role-grants/${granted.body.id}`)).toMatchObject({ status: 204 });
    const unknown = { ...body, email: 'nobody@plimsoll.example' };
    expect(await shopkeeper.browser.post('/role-grants', unknown)).toMatchObject({ status: 404 });
  });

  it('are seen and taken by the administrator of a project in it alone', async () => {
    const { body: all } = await admin.browser.get<RoleGrantPage>('/role-grants?limit=200');
    const { body: own } = await shopkeeper.browser.get<RoleGrantPage>('/role-grants?limit=200');
    expect(own.items.length).toBeGreaterThan(0);
    expect(own.items).toEqual(all.items.filter(({ project }) => project === 'shop'));
    expect(own.total).toBe(own.items.length);
    const foreign = all.items.filter(({ project }) => project !== 'shop');
    expect(foreign.some(({ project }) => project === null)).toBe(true);
    for (const { id } of foreign) {
      expect(await shopkeeper.browser.delete(`/role-grants/${id}`)).toMatchObject({
        status: 404,
        body: { code: 'role_grant_not_found' },
      });
    }
    expect(await shopkeeper.browser.delete('/role-grants/2147483647')).toMatchObject({ status: 404 });
    expect((await shopkeeper.browser.get<RoleGrantPage>('/role-grants?project=bank')).body.items).toEqual([]);
    const { body: after } = await admin.browser.get<RoleGrantPage>('/role-grants?limit=200');
    expect(after).toEqual(all);
  });

  it('are listed page by page, by address', async () => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await admin.browser.get<RoleGrantPage>(`/role-grants?limit=3${query}`);
      ids.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    const { body } = await admin.browser.get<RoleGrantPage>('/role-grants?limit=200');
    expect(ids).toEqual(body.items.map(({ id }) => id));
    expect(ids).toHaveLength(Number(body.total));
  });

  it('that follow from groups of the provider are not taken here', async () => {
    const { accountId } = await signedIn(api);
    const [row] = await api.sql<{ id: number }>(
      `INSERT INTO role_grant (account_id, role, source) VALUES ($1, 'viewer', 'sso') RETURNING id`,
      [accountId],
    );
    expect(await admin.browser.delete(`/role-grants/${row?.id}`)).toMatchObject({
      status: 409,
      body: { code: 'managed_by_provider' },
    });
  });

  it.each([
    { accountId: '1', role: 'owner', project: null },
    { accountId: '1', role: ['admin'], project: null },
    { accountId: 1, role: 'viewer', project: null },
    { accountId: '01', role: 'viewer', project: null },
    { accountId: '9999999999', role: 'viewer', project: null },
    { accountId: { gt: 0 }, role: 'viewer', project: null },
    { accountId: '1', role: 'viewer' },
    { accountId: '1', role: 'viewer', project: 'No Slug' },
    { role: 'viewer', project: null },
    { accountId: '1', role: 'viewer', project: null, source: 'sso' },
  ])('are not given for %j', async (body) => {
    expect((await admin.browser.post('/role-grants', body)).status).toBe(400);
  });

  it('are what the table of permissions says', async () => {
    const { body } = await (await signedIn(api, { role: 'viewer' })).browser.get<RoleDescription[]>('/roles');
    expect(body.map(({ role }) => role)).toEqual([...ROLES]);
    for (const { role, permissions } of body) {
      expect(permissions.map(({ permission }) => permission)).toEqual(permissionsOf(role));
    }
    expect(body.at(-1)?.permissions).toHaveLength(PERMISSIONS.length);
    expect(body.map(({ isMfaRequired }) => isMfaRequired)).toEqual([false, false, true, true]);
    expect((await new Browser(api).get('/roles')).status).toBe(401);
  });
});

// Must not see a project: whoever has no role in it.
describe('projects', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
    for (const slug of ['alpha', 'beta', 'gamma']) await signedIn(api, { role: 'viewer', project: slug });
  });

  afterAll(() => api.stop());

  const slugsFor = async (browser: Browser, query = '') =>
    (await browser.get<ProjectPage>(`/projects${query}`)).body.items.map(({ slug }) => slug);

  it('are those in which one has a role', async () => {
    expect(await slugsFor((await signedIn(api, { role: 'viewer' })).browser)).toEqual(['alpha', 'beta', 'gamma']);
    expect(await slugsFor((await signedIn(api, { role: 'developer', project: 'beta' })).browser)).toEqual(['beta']);
    expect((await new Browser(api).get('/projects')).status).toBe(401);
    expect((await (await signedIn(api)).browser.get('/projects')).status).toBe(403);
  });

  it('are searched and paged within these alone', async () => {
    const { browser } = await signedIn(api, { role: 'viewer', project: 'beta' });
    expect(await slugsFor(browser, '?q=a')).toEqual(['beta']);
    expect(await slugsFor(browser, '?q=gamma')).toEqual([]);
    const everything = (await signedIn(api, { role: 'viewer' })).browser;
    const first = await everything.get<ProjectPage>('/projects?limit=2');
    expect(first.body).toMatchObject({ items: [{ slug: 'alpha' }, { slug: 'beta' }], total: 3 });
    expect(await slugsFor(everything, `?limit=2&cursor=${first.body.nextCursor}`)).toEqual(['gamma']);
    expect(await slugsFor(browser, `?limit=2&cursor=${first.body.nextCursor}`)).toEqual([]);
  });
});
