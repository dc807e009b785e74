import { RouteInventory } from '../../src/modules/access/route-inventory.js';
import { CONSOLE_ORIGIN, startApi, type TestApi } from './api.js';
import { insertPerson } from './principals.js';
import { faultsOf } from './side-by-side.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

const FOREIGN: [what: string, headers: Record<string, string>][] = [
  ['another site', { Origin: 'https://evil.example' }],
  ['another port of this machine', { Origin: 'http://localhost:3999' }],
  ['the console over another scheme', { Origin: CONSOLE_ORIGIN.replace('http:', 'https:') }],
  ['a site whose name begins like ours', { Origin: `${CONSOLE_ORIGIN}.evil.example` }],
  ['a sandboxed frame', { Origin: 'null' }],
  ['nowhere', {}],
  ['another site, by Sec-Fetch-Site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['another host of our domain', { 'Sec-Fetch-Site': 'same-site' }],
  ['the address bar', { 'Sec-Fetch-Site': 'none' }],
  ['another site that claims to be ours', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' }],
];

// Must not change anything: a page of another site that somebody who is signed in here has open.
describe('requests from other sites', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  const unsafeRoutes = () =>
    api.app
      .get(RouteInventory)
      .list()
      .filter(({ method }) => !SAFE.has(method))
      .map(({ method, path }) => ({ method, path: path.replaceAll(/:[^/]+/g, '1') }));

  it.each(FOREIGN)('are refused at every address that changes something: %s', async (what, headers) => {
    const { cookie } = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
    const routes = unsafeRoutes();
    expect(routes.length).toBeGreaterThan(10);
    const ask = async ({ method, path }: { method: string; path: string }): Promise<string | undefined> => {
      const response = await fetch(`${api.url}${path}`, {
        method,
        headers: { Cookie: cookie, 'Content-Type': 'application/json', ...headers },
        body: '{}',
      });
      const { code } = (await response.json()) as { code?: string };
      const isRefused = response.status === 403 && code === 'cross_site_request';
      return isRefused ? undefined : `${method} ${path}: ${response.status} ${code}`;
    };
    expect(await faultsOf(routes, ask)).toEqual([]);
    expect(await api.sql('SELECT id FROM session')).toHaveLength(FOREIGN.findIndex(([other]) => other === what) + 1);
  });

  it.each(FOREIGN)('cannot sign their visitor in as somebody else: %s', async (_, headers) => {
    const response = await fetch(`${api.url}/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ email: 'mallory@plimsoll.example', password: 'x' }),
    });
    expect(response.status).toBe(403);
  });

  it('cannot send the type that is asked for without the browser asking first', async () => {
    const { cookie } = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
    const statuses = [];
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const response = await fetch(`${api.url}/api/v1/session/step-up`, {
        method: 'POST',
        headers: { Cookie: cookie, Origin: CONSOLE_ORIGIN, 'Content-Type': type },
        body: '{"password":"x"}',
      });
      statuses.push(response.status);
    }
    expect(statuses).toEqual([415, 415, 415]);
  });

  it.each([
    ['the console', { Origin: CONSOLE_ORIGIN }],
    ["the console by this machine's address", { Origin: CONSOLE_ORIGIN.replace('localhost', '127.0.0.1') }],
    ['the console, by Sec-Fetch-Site', { 'Sec-Fetch-Site': 'same-origin' }],
  ])('are those of our own pages not: %s', async (_, headers) => {
    const { cookie } = await insertPerson(api.sql);
    const response = await fetch(`${api.url}/api/v1/sign-out`, {
      method: 'POST',
      headers: { Cookie: cookie, ...headers },
    });
    expect(response.status).toBe(204);
  });

  it('are not told by anything else than changes: reading is left to SameSite and the missing CORS headers', async () => {
    const { cookie } = await insertPerson(api.sql);
    const response = await fetch(`${api.url}/api/v1/session`, {
      headers: { Cookie: cookie, Origin: 'https://evil.example' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});
