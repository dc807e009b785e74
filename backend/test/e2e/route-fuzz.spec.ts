import { isFullRun } from '../../../testkit/tier.mjs';
import { RouteInventory } from '../../src/modules/access/route-inventory.js';
import { HOSTILE_CHARACTERS, HOSTILE_TEXTS, HOSTILE_VALUES, spoiled } from '../factories/hostile-values.js';
import { randomFrom, type ValuePath, withValue } from '../factories/mutations.js';
import { CONSOLE_ORIGIN, startApi, type TestApi } from './api.js';
import { Turns } from '../../../testkit/in-turn.mjs';
import { insertPerson, insertToken } from './principals.js';
import { type RawAnswer, rawRequest } from './raw-request.js';
import { REQUEST_MODELS, type RequestModel } from './request-models.js';
import { type Asked, EXPECTATIONS, type World } from './route-expectations.js';
import { createWorld } from './route-world.js';
import { faultsOf } from './side-by-side.js';

/**
 * Hostile values, a place of a request, picked by the seed out of some hundred. Of a header fewer, and in the run of every change only
 * on every third route, for all routes read the same.
 */
const VALUES_A_PLACE = isFullRun ? 30 : 2;
const VALUES_A_HEADER = isFullRun ? 5 : 1;

/** The same requests each time, unless another seed is asked for. */
const SEED = Number(process.env['PLIMSOLL_FUZZ_SEED'] ?? (isFullRun ? Date.now() % 2 ** 31 : 20_261_129));

/** Where one hostile value goes. */
type Target =
  | { readonly in: 'path' | 'query'; readonly name: string }
  | { readonly in: 'body'; readonly at: ValuePath }
  | { readonly in: 'header'; readonly name: string };

interface Attack {
  readonly model: RequestModel;
  readonly target: Target;
  readonly value: unknown;
  /** The value in the midst of a right one, instead of in its place. */
  readonly isWithin: boolean;
  readonly as: (typeof CALLERS)[number];
}

const CALLERS = ['administrator', 'administrator', 'viewer', 'token', 'nobody'] as const;

const HEADERS = [
  'Accept',
  'Authorization',
  'Content-Type',
  'Cookie',
  'Forwarded',
  'If-None-Match',
  'Origin',
  'Range',
  'User-Agent',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Request-Id',
];

/** Whatever stands in a request, the server does not fail by it, and says in its own way what is wrong. */
describe(`hostile values in every route, seed ${SEED}`, () => {
  let api: TestApi;
  let world: World;
  let reports = 0;

  beforeAll(async () => {
    api = await startApi({ TRUSTED_PROXIES: '127.0.0.1' });
    world = await createWorld(api);
  });

  afterAll(() => api.stop());

  it('knows every route that has a document', () => {
    const routes = api.app
      .get(RouteInventory)
      .list()
      .map(({ method, path }) => `${method} ${path}`);
    expect(REQUEST_MODELS.map(({ name }) => name).sort()).toEqual(routes.sort());
  });

  it('are answered, and never by a failure of the server', async () => {
    const random = randomFrom(SEED);
    const turns = new Turns();
    const attacks = REQUEST_MODELS.flatMap((model) =>
      targetsOf(model, turns.next(HEADERS)).flatMap((target) => attacksOn(model, target, random)),
    );
    expect(attacks.length).toBeGreaterThan(1_000);
    expect(await faultsOf(attacks, faultOf)).toEqual([]);
  }, 900_000);

  /** Each of them was once answered with a failure of the server. */
  it.each<[string, Target, string]>([
    ['POST /api/v1/setup', { in: 'body', at: ['email'] }, '\uD800'],
    ['POST /api/v1/accounts', { in: 'body', at: ['email'] }, '\uDFFF'],
    ['POST /api/v1/role-grants', { in: 'body', at: ['email'] }, '\uDC00\uD800'],
  ])('%s %j takes no %j within', async (name, target, value) => {
    expect(await faultOf({ model: modelOf(name), target, value, isWithin: true, as: 'administrator' })).toBeUndefined();
  });

  it.each<[string, Target, string]>([
    ['POST /api/v1/reports', { in: 'query', name: 'databaseDate' }, '2026-W48'],
    ...['2026-W48', '2026-333', '20261129', '9999-12-31T23:59:59-14:00'].flatMap(
      (value): [string, Target, string][] => [
        ['GET /api/v1/audit-events', { in: 'query', name: 'from' }, value],
        ['GET /api/v1/audit-events/export', { in: 'query', name: 'to' }, value],
      ],
    ),
    ...['POST /api/v1/sign-in', 'POST /api/v1/links/check', 'POST /api/v1/token-exchange'].flatMap((route) =>
      ['unknown', "1'; --", '192.0.2.1:80'].map((value): [string, Target, string] => [
        route,
        { in: 'header', name: 'X-Forwarded-For' },
        value,
      ]),
    ),
  ])('%s %j takes no %j', async (name, target, value) => {
    expect(
      await faultOf({ model: modelOf(name), target, value, isWithin: false, as: 'administrator' }),
    ).toBeUndefined();
  });

  function attacksOn(model: RequestModel, target: Target, random: (limit: number) => number): Attack[] {
    const whole = target.in === 'body' ? HOSTILE_VALUES : [...HOSTILE_TEXTS, ...HOSTILE_CHARACTERS];
    const all = [
      ...whole.map((value) => ({ value, isWithin: false })),
      ...HOSTILE_CHARACTERS.map((value) => ({ value, isWithin: true })),
    ];
    const most = target.in === 'header' ? VALUES_A_HEADER : VALUES_A_PLACE;
    const picked = Array.from({ length: most }, () => all[random(all.length)]);
    return picked.flatMap((each) =>
      each === undefined ? [] : [{ model, target, ...each, as: CALLERS[random(CALLERS.length)] ?? 'nobody' }],
    );
  }

  async function faultOf(attack: Attack): Promise<string | undefined> {
    const { model, target, value, isWithin, as } = attack;
    const { status, headers, body } = await answerTo(attack);
    const fault = faultIn(status, String(headers['content-type']), body);
    if (fault === undefined) return undefined;
    const what = `${isWithin ? 'within ' : ''}${JSON.stringify(value)?.slice(0, 80)}`;
    return `${model.name} ${JSON.stringify(target)}, ${as}, ${what}: ${status}, ${fault} ${body.slice(0, 300)}`;
  }

  async function answerTo({ model, target, value, isWithin, as }: Attack): Promise<RawAnswer> {
    const asked = await askedOf(model);
    const values = [...(asked?.path ?? [])].map(String);
    const put = (text: string): string => encoded(isWithin ? spoiled(text, String(value)) : String(value));
    const path = model.path.replaceAll(/:(\w+)/g, (_, name: string) => {
      const right = values.shift() ?? '1';
      return target.in === 'path' && target.name === name ? put(right) : encoded(right);
    });
    const given = new URLSearchParams(asked?.query ?? '');
    const query = model.parameters
      .filter(
        ({ name, in: place }) => place === 'query' && (given.has(name) || ('name' in target && target.name === name)),
      )
      .map(({ name, value: example }) => {
        const right = given.get(name) ?? example;
        return `${name}=${target.in === 'query' && target.name === name ? put(right) : encoded(right)}`;
      });
    const headers: Record<string, string> = { ...(await credentials(as)) };
    if (target.in === 'header')
      headers[target.name] = headerText(isWithin ? spoiled(headers[target.name] ?? 'a', String(value)) : value);
    const body = bodyOf(model, target, value, isWithin, asked?.body);
    if (body !== undefined) headers['Content-Type'] ??= 'application/json';
    return rawRequest(api.url, {
      method: model.method,
      path: query.length === 0 ? path : `${path}?${query.join('&')}`,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** A report that was taken in already is not stored again. */
  async function askedOf({ name }: RequestModel): Promise<Partial<Asked> | undefined> {
    const asked = await EXPECTATIONS[name]?.ask?.(world, 'ours', {});
    if (name !== 'POST /api/v1/reports') return asked;
    reports += 1;
    return { ...asked, body: { ...(asked?.body as object | undefined), properties: { number: reports } } };
  }

  /** Somebody new each time, for what is asked may end a session or disable whoever asks. */
  async function credentials(as: Attack['as']): Promise<Record<string, string>> {
    if (as === 'nobody') return { Origin: CONSOLE_ORIGIN };
    if (as === 'token') return { Authorization: `Bearer ${await insertToken(api.sql)}` };
    const role = as === 'viewer' ? 'viewer' : 'admin';
    return { Cookie: (await insertPerson(api.sql, { grants: [{ role }] })).cookie, Origin: CONSOLE_ORIGIN };
  }
});

function modelOf(name: string): RequestModel {
  const model = REQUEST_MODELS.find((each) => each.name === name);
  if (model === undefined) throw new Error(`there is no route ${name}`);
  return model;
}

/** The last net is one, too: what it catches, a check at the door let through. */
function faultIn(status: number, type: string, body: string): string | undefined {
  if (status >= 500) return 'a failure of the server';
  if (status < 400 || body === '') return undefined;
  if (!type.startsWith('application/problem+json')) return `no problem but ${type}`;
  const problem = JSON.parse(body) as { status?: unknown; code?: unknown };
  if (problem.status !== status || typeof problem.code !== 'string') return 'an incomplete problem';
  if (problem.code === 'unstorable_input') return 'refused by the database alone';
  return /\bSQL|postgres|prisma|\bSELECT |node_modules/i.test(body) ? 'tells of the inside' : undefined;
}

function targetsOf({ parameters, members }: RequestModel, headers: readonly string[]): Target[] {
  return [
    ...parameters.map(({ in: place, name }): Target => ({ in: place, name })),
    ...members.map((at): Target => ({ in: 'body', at })),
    ...headers.map((name): Target => ({ in: 'header', name })),
  ];
}

function bodyOf(model: RequestModel, target: Target, value: unknown, isWithin: boolean, asked: unknown): unknown {
  const body = model.body === undefined ? asked : { ...model.body, ...(asked as object | undefined) };
  if (target.in !== 'body' || body === undefined) return body;
  if (!isWithin) return withValue(body, target.at, value);
  const right = target.at.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], body);
  return withValue(body, target.at, typeof right === 'string' ? spoiled(right, String(value)) : value);
}

/** As UTF-8 with percent signs; half a surrogate pair as the three bytes that would stand for it, which is not UTF-8. */
function encoded(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0xd800 || code > 0xdfff) return encodeURIComponent(character);
      return `%ED%${(0x80 | ((code >> 6) & 0x3f)).toString(16)}%${(0x80 | (code & 0x3f)).toString(16)}`;
    })
    .join('');
}

/** A header is bytes; of controls Node sends tabs only, and of what is long no more than fits. */
function headerText(value: unknown): string {
  return Buffer.from(String(value).slice(0, 4_000), 'utf8')
    .toString('latin1')
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '\t');
}
