import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { isFullRun } from '../../../testkit/tier.mjs';
import { RouteInventory } from '../../src/modules/access/route-inventory.js';
import { CONSOLE_ORIGIN, startApi, type TestApi } from './api.js';
import { Turns } from '../../../testkit/in-turn.mjs';
import { insertPerson, insertToken, type TestPerson } from './principals.js';
import { rawRequest } from './raw-request.js';
import { faultsOf } from './side-by-side.js';

/**
 * What nobody sends who means well. Nobody must get past the sign-in by writing an address differently, no other site must
 * change anything in a visitor's name, and nothing that is sent must make the server fail.
 */
interface Route {
  method: string;
  path: string;
  name: string;
}

interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
}

const DOCUMENT = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
  components: { schemas: Record<string, Schema> };
};

/** Of the body that a route takes; undefined for one that takes none. */
function bodySchema({ method, path }: Route): Schema | undefined {
  const operation = DOCUMENT.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  const schema = operation?.requestBody?.content['application/json']?.schema;
  return DOCUMENT.components.schemas[schema?.$ref?.split('/').at(-1) ?? ''];
}

/** Called by pipelines, which have no browser; what says that it comes from one is held to the rules for them. */
const IS_FOR_MACHINES = 'POST /api/v1/token-exchange';

/** Reports and VEX documents have specs of their own: any bytes may come, and each is told what is wrong with it. */
const TAKE_ANY_BYTES: ReadonlySet<string> = new Set(['POST /api/v1/reports', 'POST /api/v1/vex']);

describe('hostile input', () => {
  let api: TestApi;
  let routes: Route[];
  const turns = new Turns();

  beforeAll(async () => {
    api = await startApi();
    routes = api.app
      .get(RouteInventory)
      .list()
      .map(({ method, path }) => ({ method, path, name: `${method} ${path}` }));
  });

  afterAll(() => api.stop());

  const isUnsafe = ({ method }: Route): boolean => method !== 'GET';
  const addressOf = ({ path }: Route): string => path.replaceAll(/:\w+/g, '1');
  const administrator = (): Promise<TestPerson> => insertPerson(api.sql, { grants: [{ role: 'admin' }] });

  const isSecondStep = ({ path }: Route): boolean =>
    ['/api/v1/sign-in/totp', '/api/v1/sign-in/recovery'].includes(path);
  const takingJson = (): Route[] => routes.filter((route) => isUnsafe(route) && !TAKE_ANY_BYTES.has(route.name));

  /** Somebody whom the route lets in. */
  async function insider(route: Route): Promise<Record<string, string>> {
    const { cookie } = isSecondStep(route) ? await insertPerson(api.sql, { stage: 'factor' }) : await administrator();
    return { Cookie: cookie, Origin: CONSOLE_ORIGIN };
  }

  /** The same for requests that are all refused, so that nobody's session ends by them. */
  async function bothInsiders(): Promise<(route: Route) => Record<string, string>> {
    const [inside, atSecondStep] = [await administrator(), await insertPerson(api.sql, { stage: 'factor' })];
    return (route) => ({ Cookie: (isSecondStep(route) ? atSecondStep : inside).cookie, Origin: CONSOLE_ORIGIN });
  }

  /** Of every body that a route takes. */
  function members(): { route: Route; member: string; type: string | undefined }[] {
    return routes
      .filter((route) => !TAKE_ANY_BYTES.has(route.name))
      .flatMap((route) =>
        Object.entries(bodySchema(route)?.properties ?? {}).map(([member, { type }]) => ({ route, member, type })),
      );
  }

  describe('an address that is written differently', () => {
    const OUTSIDE = new Set([400, 401, 404, 405, 414]);
    /** Each route is asked by its own in any case. */
    const OTHER_METHODS = isFullRun ? ['GET', 'HEAD', 'OPTIONS'] : [];

    it.each<[string, (path: string) => string]>([
      ['with a parent folder', (path) => `/health/live/../..${path}`],
      ['with an encoded parent folder', (path) => `/health/live/%2e%2e/%2e%2e${path}`],
      ['with an encoded slash', (path) => `/health/live%2F..%2F..${path}`],
      ['with a current folder', (path) => `/.${path}`],
      ['with doubled slashes', (path) => path.replaceAll('/', '//')],
      ['with a leading doubled slash', (path) => `/${path}`],
      ['with a backslash', (path) => path.replaceAll('/', String.raw`\ `.trim())],
      ['with a trailing slash', (path) => `${path}/`],
      ['with encoded slashes', (path) => `/${path.slice(1).replaceAll('/', '%2F')}`],
      [
        'with encoded letters',
        (path) => path.replaceAll(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
      ],
      ['with doubly encoded letters', (path) => path.replace('/api', '/%2561pi').replace('/metrics', '/%256detrics')],
      ['in upper case', (path) => path.toUpperCase()],
      ['with a parameter behind a semicolon', (path) => `${path};/health/live`],
      ['with an encoded NUL', (path) => `${path}%00`],
      ['with an encoded line break', (path) => `${path}%0d%0a`],
      ['with an encoded question mark', (path) => `${path}%3f`],
      ['with a fragment', (path) => `${path}#/health/live`],
      ['with a query that looks like a path', (path) => `${path}?/health/live`],
      ['with a file’s ending', (path) => `${path}.json`],
      ['as a whole URL', (path) => `http://localhost:3000${path}`],
      ['as a whole URL of somebody else', (path) => `http://evil.example/health/live/../..${path}`],
    ])('lets nobody in %s', async (_how, write) => {
      const asked = new Map<string, { method: string; path: string }>();
      for (const route of turns.next(routes.filter(({ path }) => !isOpen(path)))) {
        for (const method of [route.method, ...OTHER_METHODS]) {
          const path = write(addressOf(route));
          asked.set(`${method} ${path}`, { method, path });
        }
      }
      const inside = await faultsOf([...asked.values()], async ({ method, path }) => {
        const { status } = await rawRequest(api.url, { method, path, headers: { 'Sec-Fetch-Site': 'same-origin' } });
        return OUTSIDE.has(status) ? undefined : `${method} ${path}: ${status}`;
      });
      expect(inside).toEqual([]);
    });

    it.each([
      { 'X-Original-URL': '/health/live' },
      { 'X-Rewrite-URL': '/health/live' },
      { 'X-Forwarded-Prefix': '/health' },
      { 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1', Forwarded: 'for=127.0.0.1' },
      { 'X-Forwarded-Host': 'localhost', 'X-Forwarded-Proto': 'https' },
      { 'X-HTTP-Method-Override': 'GET', 'X-HTTP-Method': 'GET', 'X-Method-Override': 'GET' },
      { 'X-User': 'admin', 'Remote-User': 'admin', 'X-Forwarded-User': 'admin' },
      { Authorization: 'Basic YWRtaW46YWRtaW4=' },
      { Authorization: 'Bearer null' },
      { Cookie: 'plimsoll_session=; plimsoll_session=null; plimsoll_device=x' },
      { Cookie: '__Host-plimsoll_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    ])('lets nobody in with the headers %j', async (headers) => {
      const shut = turns.next(routes.filter(({ path }) => !isOpen(path)));
      const inside = await faultsOf(shut, async (route) => {
        const { status } = await rawRequest(api.url, {
          method: route.method,
          path: addressOf(route),
          headers: { 'Sec-Fetch-Site': 'same-origin', ...headers } as Record<string, string>,
        });
        return status === 401 ? undefined : `${route.name}: ${status}`;
      });
      expect(inside).toEqual([]);
    });

    it.each(['TRACE', 'CONNECT', 'PROPFIND', 'LINK', 'QUERY', 'BREW'])('%s gets nobody anywhere', async (method) => {
      const answers = await Promise.all(
        ['/api/v1/images', '/api/v1/accounts', '/metrics'].map((path) => speak(api.url, `${method} ${path} HTTP/1.1`)),
      );
      expect(
        answers.filter((answer) => !/^(HTTP\/1\.1 (400|404|405) .*)?$/m.test(answer.split('\r\n', 1)[0] ?? '')),
      ).toEqual([]);
    });

    it('is one request, however long it says that it is', async () => {
      const smuggled = 'GET /api/v1/images HTTP/1.1\r\nHost: localhost\r\n\r\n';
      for (const headers of [
        `Content-Length: 3\r\nTransfer-Encoding: chunked`,
        `Content-Length: 3\r\nContent-Length: ${smuggled.length}`,
        'Transfer-Encoding: chunked, identity',
        'Content-Length: +3',
      ]) {
        const answer = await speak(api.url, `POST /api/v1/sign-in HTTP/1.1\r\n${headers}`, `0\r\n\r\n${smuggled}`);
        expect(answer).toMatch(/^HTTP\/1\.1 400 /);
        expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
      }
    });
  });

  describe('a page of another site', () => {
    const FOREIGN: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: 'http://localhost:3001' },
      { Origin: 'https://localhost:3000' },
      { Origin: 'http://localhost.evil.example:3000' },
      { Origin: 'http://localhost:3000.evil.example' },
      { Origin: 'http://evil.example#http://localhost:3000' },
      { Origin: 'http://LOCALHOST:3000/' },
      { Origin: '' },
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none' },
      { Referer: 'http://localhost:3000/' },
      {},
    ];

    it.each(FOREIGN)('changes nothing and signs nobody in with %j', async (headers) => {
      const { cookie } = await administrator();
      const asked = turns
        .next(routes.filter(isUnsafe))
        .flatMap((route) => [{ Cookie: cookie }, {}].map((credentials) => ({ route, credentials })));
      const done = await faultsOf(asked, async ({ route, credentials }) => {
        const isFromBrowser = ['Cookie', 'Origin', 'Sec-Fetch-Site'].some(
          (name) => name in { ...credentials, ...headers },
        );
        if (route.name === IS_FOR_MACHINES && !isFromBrowser) return undefined;
        const { status, body } = await rawRequest(api.url, {
          method: route.method,
          path: addressOf(route),
          headers: { ...credentials, ...headers, 'Content-Type': 'application/json' },
          body: '{}',
        });
        const isRefused = body.includes('cross_site_request') || (status === 401 && !('Cookie' in credentials));
        return isRefused ? undefined : `${route.name}: ${status} ${body}`;
      });
      expect(done).toEqual([]);
      expect((await api.call('GET', '/api/v1/session', { as: { cookie } })).status).toBe(200);
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
      'application/xml',
      '',
    ])('cannot have a form of type "%s" taken for JSON', async (type) => {
      const insiders = await bothInsiders();
      const taken = await faultsOf(turns.next(takingJson()), async (route) => {
        const { status } = await rawRequest(api.url, {
          method: route.method,
          path: addressOf(route),
          headers: { ...insiders(route), ...(type !== '' && { 'Content-Type': type }) },
          body: '{"a":"b"}',
        });
        return status === 415 ? undefined : `${route.name}: ${status}`;
      });
      expect(taken).toEqual([]);
    });

    it('is not told whose answers it may read', async () => {
      const { cookie } = await administrator();
      for (const method of ['GET', 'OPTIONS', 'HEAD']) {
        const { headers } = await rawRequest(api.url, {
          method,
          path: '/api/v1/images',
          headers: { Cookie: cookie, Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
        });
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    });
  });

  it('is the console’s own where it comes from one of this machine’s names, or says same-origin', async () => {
    for (const headers of [
      { Origin: 'http://localhost:3000' },
      { Origin: 'http://127.0.0.1:3000' },
      { Origin: 'http://[::1]:3000' },
      { 'Sec-Fetch-Site': 'same-origin' },
    ]) {
      const { cookie } = await administrator();
      const { status } = await rawRequest(api.url, {
        method: 'POST',
        path: '/api/v1/sign-out',
        headers: { Cookie: cookie, ...headers },
      });
      expect(status).toBe(204);
    }
  });

  it('takes a token from anywhere, and then no cookie', async () => {
    const { cookie } = await administrator();
    const get = (headers: Record<string, string>) => rawRequest(api.url, { path: '/api/v1/accounts', headers });
    expect((await get({ Cookie: cookie })).status).toBe(200);
    expect((await get({ Cookie: cookie, Authorization: 'Bearer plm_nothing' })).status).toBe(401);
    expect((await get({ Cookie: cookie, Authorization: `Bearer ${await insertToken(api.sql)}` })).status).toBe(403);
  });

  it('does not say by a GET what only a POST may do, and a GET changes nothing', async () => {
    const { cookie, accountId } = await administrator();
    const before = await contents(api);
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      for (const method of ['GET', 'HEAD']) {
        await rawRequest(api.url, {
          method,
          path: `${addressOf(route)}?_method=DELETE`,
          headers: { Cookie: cookie, 'X-HTTP-Method-Override': 'DELETE', 'X-Method-Override': 'POST' },
        });
        await rawRequest(api.url, { method, path: addressOf(route), headers: { Cookie: cookie } });
      }
    }
    expect(await contents(api)).toEqual(before);
    expect(await api.sql('SELECT count(*)::int AS count FROM session WHERE account_id = $1', [accountId])).toEqual([
      { count: 1 },
    ]);
  });

  describe('a body', () => {
    const REFUSED: [string, string | Uint8Array, number][] = [
      ['that sets a prototype', '{"__proto__":{"isAdmin":true}}', 400],
      ['that sets a prototype deep inside', '{"a":[{"b":{"__proto__":{"isAdmin":true}}}]}', 400],
      ['that sets a prototype in other letters', String.raw`{"\u005f_proto__":{"isAdmin":true}}`, 400],
      ['that sets a prototype by the constructor', '{"constructor":{"prototype":{"isAdmin":true}}}', 400],
      ['that is nested 10,000 objects deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 400],
      ['that is nested 10,000 lists deep', '['.repeat(10_000) + ']'.repeat(10_000), 400],
      ['that is not closed', `${'['.repeat(100_000)}`, 400],
      ['of 10 MB', JSON.stringify({ a: 'x'.repeat(10 * 1024 * 1024) }), 413],
      ['that says something twice', '{"email":"a@plimsoll.example","email":"b@plimsoll.example"}', 400],
      ['with NUL in a value', String.raw`{"email":"a\u0000b"}`, 400],
      ['with NUL in a name', String.raw`{"email\u0000":"a"}`, 400],
      ['with half a surrogate pair in a value', String.raw`{"email":"a\ud800b"}`, 400],
      ['with half a surrogate pair in a name', String.raw`{"e\udfff":"a"}`, 400],
      ['with half a surrogate pair deep inside', String.raw`{"a":[{"b":["\udc00\ud800"]}]}`, 400],
      ['with a control in a value', String.raw`{"email":"a\u001b[2Jb"}`, 400],
      ['with a bare NUL', '{"email":"a\0b"}', 400],
      ['that is not UTF-8', Uint8Array.from([...Buffer.from('{"email":"'), 0xc3, 0x28, ...Buffer.from('"}')]), 400],
      ['in UTF-16', Buffer.from('{"email":"a"}', 'utf16le'), 400],
      ['that is no JSON', "{email:'a'}", 400],
      ['with a comment', '{"email":"a"/* b */}', 400],
      ['with NaN', '{"email":NaN}', 400],
    ];

    it.each(REFUSED)('%s is refused by every route', async (_what, body, expected) => {
      const insiders = await bothInsiders();
      const answers = await faultsOf(turns.next(takingJson()), async (route) => {
        const { status } = await rawRequest(api.url, {
          method: route.method,
          path: addressOf(route),
          headers: { ...insiders(route), 'Content-Type': 'application/json' },
          body,
        });
        return status === expected ? undefined : `${route.name}: ${status}`;
      });
      expect(answers).toEqual([]);
    });

    it.each(['null', '[]', '[{}]', '"text"', '7', 'true', '{"isAdmin":true}', '{"prototype":1}', '{"toString":1}'])(
      '%s is refused by every route that takes one',
      async (body) => {
        const insiders = await bothInsiders();
        const taking = turns.next(takingJson().filter((route) => bodySchema(route) !== undefined));
        const answers = await faultsOf(taking, async (route) => {
          const { status } = await rawRequest(api.url, {
            method: route.method,
            path: addressOf(route),
            headers: { ...insiders(route), 'Content-Type': 'application/json' },
            body,
          });
          return status === 400 ? undefined : `${route.name}: ${status}`;
        });
        expect(answers).toEqual([]);
      },
    );

    it.each<[string, unknown]>([
      ['an operator', { $ne: 1 }],
      ['an operator for a pattern', { $regex: '.*' }],
      ['a list of texts', ['a', 'b']],
      ['a list of lists', [[['a']]]],
      ['a number', 7],
      ['a very long text', 'x'.repeat(300_000)],
    ])('with %s where a text is expected is told which member is wrong', async (_what, value) => {
      const insiders = await bothInsiders();
      const texts = turns.next(members().filter(({ type }) => type === 'string'));
      const answers = await faultsOf(texts, async ({ route, member }) => {
        const { status, body } = await rawRequest(api.url, {
          method: route.method,
          path: addressOf(route),
          headers: { ...insiders(route), 'Content-Type': 'application/json' },
          body: JSON.stringify({ [member]: value }),
        });
        const isTold = status === 400 && body.includes(`"parameter":"${member}"`);
        return isTold ? undefined : `${route.name} ${member}: ${status} ${body.slice(0, 300)}`;
      });
      expect(answers).toEqual([]);
    });

    it('with null is never a failure of the server', async () => {
      const failures = await faultsOf(members(), async ({ route, member }) => {
        const { status } = await rawRequest(api.url, {
          method: route.method,
          path: addressOf(route),
          headers: { ...(await insider(route)), 'Content-Type': 'application/json' },
          body: JSON.stringify({ [member]: null }),
        });
        return status >= 400 && status < 500 ? undefined : `${route.name} ${member}: ${status}`;
      });
      expect(failures).toEqual([]);
    });

    it.each<[string, unknown]>([
      ['an operator', { $ne: 1 }],
      ['operators within', { a: { $gt: '' }, id: { $ne: null }, response: { $ne: null } }],
      ['a list', [{ $ne: 1 }, null, [[]]]],
      ['a text', 'x'.repeat(300_000)],
    ])('with %s where something else is expected is never a failure of the server', async (_what, value) => {
      const others = turns.next(members().filter(({ type }) => type !== 'string'));
      const answers = await faultsOf(others, async ({ route, member }) => {
        const { status } = await rawRequest(api.url, {
          method: route.method,
          path: addressOf(route),
          headers: { ...(await insider(route)), 'Content-Type': 'application/json' },
          body: JSON.stringify({ [member]: value }),
        });
        return status >= 400 && status < 500 ? undefined : `${route.name} ${member}: ${status}`;
      });
      expect(answers).toEqual([]);
    });
  });

  it('says where in a body the character stands that it does not take', async () => {
    const answer = await rawRequest(api.url, {
      method: 'POST',
      path: '/api/v1/setup',
      headers: { Origin: CONSOLE_ORIGIN, 'Content-Type': 'application/json' },
      body: String.raw`{"email":"a@b.example","name":"A","password":"p","token":"\ud83d"}`,
    });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      400,
      { code: 'invalid_input', issues: [{ pointer: '/token', message: 'holds half a surrogate pair (U+D83D)' }] },
    ]);
  });

  it.each([
    'a=1&a=2',
    'a[]=1&a[]=2',
    '__proto__=1',
    'constructor=1',
    'prototype=1',
    'a=%00',
    'a%00=1',
    '__proto__[isAdmin]=1',
  ])('in a query, ?%s is refused or means nothing', async (query) => {
    const insiders = await bothInsiders();
    const reading = routes.filter(({ method }) => method === 'GET');
    const answers = await faultsOf(reading, async (route) => {
      const path = `${addressOf(route)}?${query}`;
      const { status } = await rawRequest(api.url, { path, headers: insiders(route) });
      return status < 500 ? undefined : `${path}: ${status}`;
    });
    expect(answers).toEqual([]);
  });

  it.each(['a=1&a=2', '__proto__=1', 'constructor=1', 'prototype=1', 'a=%00'])(
    'in a query, ?%s is refused by every route',
    async (query) => {
      const insiders = await bothInsiders();
      const answers = await faultsOf(routes, async (route) => {
        const path = `${addressOf(route)}?${query}`;
        const { status } = await rawRequest(api.url, { method: route.method, path, headers: insiders(route) });
        return status === 400 ? undefined : `${route.method} ${path}: ${status}`;
      });
      expect(answers).toEqual([]);
    },
  );

  it.each([
    '0',
    '-1',
    '01',
    '1e3',
    '0x10',
    '1.5',
    ' 1',
    '99999999999',
    '9'.repeat(200),
    '1%00',
    '__proto__',
    'constructor',
    '%7B%22$ne%22:1%7D',
    "1'--",
    '1%20or%201=1',
    '*',
    '%F0%9F%9A%A2',
  ])('in a path, %s names nothing', async (value) => {
    const insiders = await bothInsiders();
    const naming = routes.filter(({ path }) => path.includes(':'));
    const answers = await faultsOf(naming, async (route) => {
      const path = route.path.replaceAll(/:\w+/g, encodeURI(decodeURI(value)));
      const headers = { ...insiders(route), ...(isUnsafe(route) && { 'Content-Type': 'application/json' }) };
      const { status } = await rawRequest(api.url, {
        method: route.method,
        path,
        headers,
        ...(isUnsafe(route) && { body: '{}' }),
      });
      return [400, 404].includes(status) ? undefined : `${route.method} ${path}: ${status}`;
    });
    expect(answers).toEqual([]);
  });

  function isOpen(path: string): boolean {
    return api.app
      .get(RouteInventory)
      .list()
      .some((route) => route.path === path && route.access.for === 'everybody');
  }
});

/** Every row of every table, but for what is written down of each request. */
async function contents({ sql }: TestApi): Promise<Record<string, unknown>> {
  const tables = await sql<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const rows: Record<string, unknown> = {};
  for (const { name } of tables) {
    // That the log was exported is an event of it.
    if (['audit_event', 'audit_head'].includes(name)) continue;
    rows[name] = await sql(
      `SELECT count(*)::int AS count, md5(coalesce(string_agg(line, ',' ORDER BY line), '')) AS content
       FROM (SELECT (to_jsonb(t) - 'last_seen_at' - 'last_used_at')::text AS line FROM ${name} AS t) AS lines`,
    );
  }
  return rows;
}

/** Bytes in, bytes out. */
function speak(url: string, head: string, body = ''): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${head}\r\nHost: localhost\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\r\n${body}`);
    });
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}
