import { TOKEN_PERMISSIONS } from '../../src/modules/access/permissions.js';
import { RouteInventory } from '../../src/modules/access/route-inventory.js';
import { newTokenText } from '../../src/modules/access/token-text.js';
import { type Caller, startApi, type TestApi } from './api.js';
import { insertPerson, insertToken, type TestPerson } from './principals.js';
import { registeredRoutes, withBareParameters } from './registered-routes.js';
import { type CallerKind, type Expectation, EXPECTATIONS, type Place, type World } from './route-expectations.js';
import { createWorld } from './route-world.js';

/**
 * Every route × everybody who may ask × what is theirs to ask for and what is not. Nobody must get in who is not meant to,
 * and whoever is meant to must.
 */
const ROLES = ['viewer', 'developer', 'security', 'admin'] as const;

const person = (changes: Partial<Extract<CallerKind, { kind: 'person' }>>): CallerKind => ({
  kind: 'person',
  role: null,
  reach: 'everywhere',
  stage: 'full',
  steppedUp: true,
  ...changes,
});

const token = (changes: Partial<Extract<CallerKind, { kind: 'token' }>>): CallerKind => ({
  kind: 'token',
  permissions: 'every',
  reach: 'everywhere',
  ownerRole: null,
  ...changes,
});

const PEOPLE: Record<string, CallerKind> = {
  ...Object.fromEntries(
    ROLES.flatMap((role) =>
      (['everywhere', 'ours'] as const).map((reach) => [`${role} ${reach}`, person({ role, reach })]),
    ),
  ),
  'somebody without a role': person({}),
  'an admin who has not stepped up': person({ role: 'admin', steppedUp: false }),
  'an admin whose second factor is missing': person({ role: 'admin', stage: 'factor' }),
  'an admin who must set up a second factor': person({ role: 'admin', stage: 'enrol', steppedUp: false }),
};

const TOKENS: Record<string, CallerKind> = {
  'a token for everything': token({}),
  'a token for everything in ours': token({ reach: 'ours' }),
  'a token for everything else': token({ permissions: 'every other' }),
  'a token for everything, of a viewer': token({ ownerRole: 'viewer' }),
};

const NOBODY: Record<string, (api: TestApi) => Promise<Caller>> = {
  anonymous: async () => 'anonymous',
  'a cookie that nobody gave out': async () => ({ cookie: `plimsoll_session=${'A'.repeat(43)}` }),
  'a session that is over': (api) => deadSession(api, `UPDATE session SET expires_at = now() WHERE account_id = $1`),
  'a session that was idle': (api) =>
    deadSession(api, `UPDATE session SET last_seen_at = now() - interval '31 minutes' WHERE account_id = $1`),
  'a session of somebody disabled': (api) => deadSession(api, `UPDATE account SET disabled_at = now() WHERE id = $1`),
};

const DEAD_TOKENS: Record<string, (api: TestApi) => Promise<Caller>> = {
  'a token that nobody gave out': async () => ({ token: newTokenText() }),
  'no token at all': async () => ({ token: 'hunter2' }),
  'a token that has expired': async ({ sql }) => ({ token: await insertToken(sql, { expiresIn: '-1 second' }) }),
  'a token that was revoked': (api) => deadToken(api, `UPDATE api_token SET revoked_at = now() WHERE account_id = $1`),
  'a token of somebody disabled': (api) => deadToken(api, `UPDATE account SET disabled_at = now() WHERE id = $1`),
};

describe('every route', () => {
  let api: TestApi;
  let world: World;
  /** Who asks what changes nothing is afterwards as they were, and asks the next route, too. */
  const askers = new Map<string, Promise<unknown>>();

  beforeAll(async () => {
    api = await startApi();
    world = await createWorld(api);
  });

  afterAll(() => api.stop());

  it('that Fastify answers says who may call it, and the other way about', () => {
    const declared = api.app
      .get(RouteInventory)
      .list()
      .flatMap(({ method, path }) =>
        (method === 'GET' ? ['GET', 'HEAD'] : [method]).map((name) => `${name} ${withBareParameters(path)}`),
      );
    expect(registeredRoutes(api.app).sort()).toEqual(declared.sort());
    expect(declared.length).toBeGreaterThan(60);
  });

  it('is expected below, and there is no expectation without a route', () => {
    const declared = api.app
      .get(RouteInventory)
      .list()
      .map(({ method, path }) => `${method} ${path}`);
    expect(declared.sort()).toEqual(Object.keys(EXPECTATIONS).sort());
  });

  describe.each(Object.entries(EXPECTATIONS))('%s', (route, expectation) => {
    const places: Place[] = expectation.ask === undefined ? ['ours'] : ['ours', 'theirs'];

    async function outcomeFor(as: Caller, place: Place, asker: Partial<TestPerson> = {}): Promise<string> {
      const [method = '', template = ''] = route.split(' ');
      const { path = [], query = '', body } = (await expectation.ask?.(world, place, asker)) ?? {};
      const values = path.map(String);
      const url = template.replaceAll(/:\w+/g, () => values.shift() ?? '') + query;
      const answer = await api.call(method, url, {
        as,
        ...(method !== 'GET' && method !== 'DELETE' && { body: body ?? {} }),
      });
      if (method === 'GET') {
        const { status } = await api.call('HEAD', url, { as });
        if (status !== answer.status) return `GET ${answer.status}, HEAD ${status}`;
      }
      return outcomeOf(answer.status, await answer.text());
    }

    /** Somebody new for what may sign them out, or do away with them or their factors. */
    function asking<Who>(name: string, make: () => Promise<Who>): Promise<Who> {
      if (!route.startsWith('GET ')) return make();
      // Anew each minute: a confirmed sign-in lasts for five.
      const key = `${name}, ${Math.trunc(Date.now() / 60_000)}`;
      const known = askers.get(key) as Promise<Who> | undefined;
      const asker = known ?? make();
      askers.set(key, asker);
      return asker;
    }

    it('stays shut for whoever is not known', async () => {
      const told: Record<string, unknown> = {};
      const expected: Record<string, unknown> = {};
      for (const [callers, kind] of [
        [NOBODY, 'nobody'],
        [DEAD_TOKENS, 'dead token'],
      ] as const) {
        for (const [name, make] of Object.entries(callers)) {
          told[name] = await outcomeFor(await asking(name, () => make(api)), 'ours');
          expected[name] = expectation.expect({ kind }, 'ours');
        }
      }
      expect(told).toEqual(expected);
    });

    it('lets in whom it is meant for, as far as it is theirs', async () => {
      const told: Record<string, unknown> = {};
      const expected: Record<string, unknown> = {};
      for (const [name, kind] of Object.entries({ ...PEOPLE, ...TOKENS })) {
        for (const place of places) {
          const { caller, asker } = await asking(`${name} ${expectation.token}`, () =>
            create(kind, expectation, world),
          );
          told[`${name}: ${place}`] = await outcomeFor(caller, place, asker);
          expected[`${name}: ${place}`] = expectation.expect(kind, place);
        }
      }
      expect(told).toEqual(expected);
    });
  });
});

/** Whatever the route itself has to say, also that the body is not right, is one outcome; a failure of ours is none. */
function outcomeOf(status: number, body: string): string {
  if (status === 401) return 'unknown';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  if (status === 409 && body.includes('wrong_sign_in_stage')) return 'not now';
  return status < 500 ? 'in' : `failed with ${status}`;
}

interface Asker {
  readonly caller: Caller;
  readonly asker: Partial<TestPerson>;
}

async function create(kind: CallerKind, expectation: Expectation, { api, projectIds }: World): Promise<Asker> {
  if (kind.kind === 'person') {
    const { role, reach, stage, steppedUp } = kind;
    const projectId = reach === 'ours' ? projectIds.ours : null;
    const asker = await insertPerson(api.sql, { grants: role === null ? [] : [{ role, projectId }], stage, steppedUp });
    return { caller: asker, asker };
  }
  if (kind.kind !== 'token') throw new Error(`${kind.kind} is not made here`);
  const permissions = TOKEN_PERMISSIONS.filter(
    (permission) => kind.permissions === 'every' || permission !== expectation.token,
  );
  const projectId = kind.reach === 'ours' ? projectIds.ours : null;
  const owner = kind.ownerRole === null ? null : await insertPerson(api.sql, { grants: [{ role: kind.ownerRole }] });
  const text = await insertToken(api.sql, { permissions, projectId, accountId: owner?.accountId ?? null });
  return { caller: { token: text }, asker: {} };
}

async function deadSession({ sql }: TestApi, statement: string): Promise<Caller> {
  const session = await insertPerson(sql, { grants: [{ role: 'admin' }] });
  await sql(statement, [session.accountId]);
  return session;
}

async function deadToken({ sql }: TestApi, statement: string): Promise<Caller> {
  const { accountId } = await insertPerson(sql, { grants: [{ role: 'admin' }] });
  const text = await insertToken(sql, { accountId });
  await sql(statement, [accountId]);
  return { token: text };
}
