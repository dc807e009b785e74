import { randomUUID } from 'node:crypto';
import type { Permission, Role } from '../../src/modules/access/permissions.js';
import type { SessionStage } from '../../src/modules/access/principal.js';
import { TotpSecrets } from '../../src/modules/identity/credentials/factors/totp-secrets.js';
import { fixture, type TestApi, type TestRequest } from './api.js';
import { insertPerson, insertToken, type TestPerson } from './principals.js';

/** Who asks, as far as it can make a difference. */
export type CallerKind =
  | { readonly kind: 'nobody' }
  /** A token that is unknown, expired, revoked, or of somebody who is disabled. */
  | { readonly kind: 'dead token' }
  | {
      readonly kind: 'person';
      readonly role: Role | null;
      readonly reach: Reach;
      readonly stage: SessionStage;
      readonly steppedUp: boolean;
    }
  | {
      readonly kind: 'token';
      readonly permissions: 'every' | 'every other';
      readonly reach: Reach;
      /** Of whoever it belongs to, everywhere; null for nobody's. */
      readonly ownerRole: Role | null;
    };

/** Where a role is held, or a token is good for: in every project, or in `ours` alone. */
export type Reach = 'everywhere' | 'ours';

/** Whose thing is asked for: that of a project (or person) of the caller's, or of another one. */
export type Place = 'ours' | 'theirs';

/** What comes of it: `in` for whatever the route itself answers, `not now` for a sign-in that is at another stage. */
export type Outcome = 'in' | 'unknown' | 'forbidden' | 'missing' | 'not now';

export interface World {
  readonly api: TestApi;
  readonly projectIds: Record<Place, number>;
  readonly imageIds: Record<Place, string>;
  readonly artifactIds: Record<Place, string>;
  readonly findingIds: Record<Place, string>;
  readonly scanIds: Record<Place, string>;
  readonly verdictIds: Record<Place, string>;
}

export interface Asked extends Pick<TestRequest, 'body'> {
  /** What stands for the parameters in the path, in their order. */
  path?: readonly (string | number)[];
  query?: string;
}

export interface Expectation {
  readonly expect: (caller: CallerKind, place: Place) => Outcome;
  /** What to ask for there; what it names is new each time, where asking may do away with it. */
  readonly ask?: (world: World, place: Place, caller: Partial<TestPerson>) => Asked | Promise<Asked>;
  /** The permission that a token needs. */
  readonly token?: Permission;
}

const EVERYBODY = ['viewer', 'developer', 'security', 'admin'] as const;
const BUILDERS = ['developer', 'security', 'admin'] as const;
const GUARDIANS = ['security', 'admin'] as const;
const ADMINISTRATORS = ['admin'] as const;

const REPORT = JSON.parse(fixture('reports/vexctl-sarif/nginx-trivy.sarif.json').toString()) as unknown;

const VEX = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  author: 'a spec',
  timestamp: '2026-01-01T00:00:00Z',
  statements: [],
};

/** For an artifact that there is none of. */
const WAIVER = {
  scope: {
    advisory: 'CVE-2024-3094',
    rule: 'matrix',
    component: 'pkg:npm/minimist',
    path: '/srv/**',
    image: 'acme/matrix',
    digest: `sha256:${'b'.repeat(64)}`,
    environments: ['prod'],
  },
  status: 'accepted',
  justification: 'a spec',
  validFrom: '2098-01-01T00:00:00.000Z',
  expiresAt: '2099-01-01T00:00:00.000Z',
  conditions: { untilFixed: '14d', notExploited: true, epssBelow: 0.5, severityAtMost: 'high' },
};

/**
 * What each route must let in, written down here by hand and not derived from what the code declares. A route that is not
 * here fails the spec.
 */
export const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  'GET /health/live': open(),
  'GET /health/ready': open(),
  'GET /metrics': globally(ADMINISTRATORS, { token: 'metrics:read' }),
  'GET /api/openapi.json': signedIn(),
  'GET /api/v1/jobs': globally(ADMINISTRATORS, { token: 'job:read' }),
  'POST /api/v1/jobs/:name/run': globally(ADMINISTRATORS, { ask: () => ({ path: ['cleanup'] }) }),
  'GET /api/v1/policy/progress': inProject(EVERYBODY, { token: 'artifact:read' }),
  'POST /api/v1/policy/simulate': inProject(EVERYBODY, { token: 'artifact:read' }),

  // Whoever is let in is told to ask for a stream.
  'GET /api/v1/events': inProject(EVERYBODY, { token: 'artifact:read' }),
  'GET /api/v1/images': inProject(EVERYBODY, { token: 'artifact:read' }),
  'GET /api/v1/images/:imageId': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ imageIds }, place) => ({ path: [imageIds[place]] }),
  }),
  'GET /api/v1/images/:imageId/builds': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ imageIds }, place) => ({ path: [imageIds[place]] }),
  }),
  // To where it is already, which changes nothing.
  'POST /api/v1/images/:imageId/move': inProject(GUARDIANS, {
    stepUp: true,
    ask: async ({ api, artifactIds }, place) => {
      const [image] = await api.sql<{ id: number }>('SELECT image_id AS id FROM artifact WHERE id = $1', [
        artifactIds[place],
      ]);
      return { path: [image?.id ?? 0], body: { project: place } };
    },
  }),
  'GET /api/v1/artifacts': inProject(EVERYBODY, { token: 'artifact:read' }),
  'GET /api/v1/images/bases': inProject(EVERYBODY, { token: 'artifact:read' }),
  'GET /api/v1/images/upgrades': inProject(EVERYBODY, { token: 'artifact:read' }),
  'GET /api/v1/images/export': inProject(EVERYBODY, { token: 'artifact:read' }),
  'GET /api/v1/artifacts/export': inProject(EVERYBODY, { token: 'artifact:read' }),
  'GET /api/v1/artifacts/:id': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]] }),
  }),
  'GET /api/v1/artifacts/:id/evidence': inProject(GUARDIANS, {
    token: 'evidence:export',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]] }),
  }),
  'GET /api/v1/projects/:slug/evidence': inProject(GUARDIANS, {
    token: 'evidence:export',
    ask: (_, place) => ({ path: [place], query: '?environment=prod&from=2026-01-01' }),
  }),
  'GET /api/v1/projects/:slug/evidence/contents': inProject(GUARDIANS, {
    token: 'evidence:export',
    ask: (_, place) => ({ path: [place], query: '?environment=prod&from=2026-01-01' }),
  }),
  'GET /api/v1/evidence/key': open(),
  'GET /api/v1/artifacts/:artifactId/findings': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]] }),
  }),
  'GET /api/v1/artifacts/:artifactId/findings/:findingId': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds, findingIds }, place) => ({ path: [artifactIds[place], findingIds[place]] }),
  }),
  'GET /api/v1/artifacts/:artifactId/components': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]] }),
  }),
  'GET /api/v1/recall': inProject(EVERYBODY, { token: 'artifact:read' }),
  'GET /api/v1/scans/:id/report': inProject(BUILDERS, {
    token: 'report:read',
    ask: ({ scanIds }, place) => ({ path: [scanIds[place]] }),
  }),
  'POST /api/v1/reports': inProject(BUILDERS, {
    token: 'report:write',
    ask: (_, place) => ({ query: `?project=${place}&image=acme/matrix`, body: REPORT }),
  }),
  'GET /api/v1/gate': inProject(EVERYBODY, {
    token: 'gate:read',
    ask: (_, place) => ({ query: `?project=${place}&image=acme/${place}&tag=1&environment=prod` }),
  }),
  'GET /api/v1/verdicts/:verdictId': inProject(EVERYBODY, {
    token: 'gate:read',
    ask: ({ verdictIds }, place) => ({ path: [verdictIds[place]] }),
  }),
  'GET /api/v1/verdicts/:verdictId/findings': inProject(EVERYBODY, {
    token: 'gate:read',
    ask: ({ verdictIds }, place) => ({ path: [verdictIds[place]], query: '?rule=evidence.require' }),
  }),
  'GET /api/v1/verdicts/:verdictId/replay': inProject(EVERYBODY, {
    token: 'gate:read',
    ask: ({ verdictIds }, place) => ({ path: [verdictIds[place]] }),
  }),
  'GET /api/v1/verdicts/:verdictId/flip': inProject(EVERYBODY, {
    token: 'gate:read',
    ask: ({ verdictIds }, place) => ({ path: [verdictIds[place]] }),
  }),
  'GET /api/v1/deployments': inProject(EVERYBODY, { token: 'deployment:read' }),
  'POST /api/v1/deployments': inProject(GUARDIANS, {
    token: 'deployment:write',
    ask: async ({ api, artifactIds }, place) => {
      const [artifact] = await api.sql<{ digest: string }>('SELECT digest FROM artifact WHERE id = $1', [
        artifactIds[place],
      ]);
      return {
        body: { project: place, image: `acme/${place}`, digest: artifact?.digest, environment: 'prod' },
      };
    },
  }),
  'POST /api/v1/deployments/:id/end': inProject(GUARDIANS, { token: 'deployment:write', ask: insertDeployment }),
  'GET /api/v1/evidence/recalls': inProject(GUARDIANS, { token: 'evidence:recall' }),
  'POST /api/v1/evidence/recalls/preview': inProject(GUARDIANS, {
    token: 'evidence:recall',
    ask: (_, project) => ({ body: { project, tool: 'matrix' } }),
  }),
  'POST /api/v1/evidence/recalls': inProject(GUARDIANS, {
    token: 'evidence:recall',
    ask: (_, project) => ({ body: { project, tool: 'matrix', reason: 'a spec' } }),
  }),
  'POST /api/v1/evidence/recalls/:id/undo': inProject(GUARDIANS, {
    token: 'evidence:recall',
    ask: async ({ api, projectIds }, place) => {
      const [recall] = await api.sql<{ id: number }>(
        `INSERT INTO evidence_recall (project_id, tool, reason, recalled_at, recalled_by_kind, recalled_by)
         VALUES ($1, 'matrix', 'a spec', now(), 'system', 'a spec') RETURNING id`,
        [projectIds[place]],
      );
      return { path: [recall?.id ?? 0] };
    },
  }),
  'GET /api/v1/vex': inProject(EVERYBODY, { token: 'vex:read' }),
  'POST /api/v1/vex': inProject(GUARDIANS, {
    token: 'vex:write',
    ask: (_, place) => ({ query: `?project=${place}&image=acme/matrix`, body: VEX }),
  }),
  'GET /api/v1/vex/:id/document': inProject(EVERYBODY, {
    token: 'vex:read',
    ask: async ({ api, projectIds }, place) => ({ path: [await insertVex(api, projectIds[place])] }),
  }),
  'POST /api/v1/vex/:id/withdraw': inProject(GUARDIANS, {
    token: 'vex:write',
    ask: async ({ api, projectIds }, place) => ({
      path: [await insertVex(api, projectIds[place])],
      body: { reason: 'a spec' },
    }),
  }),
  'GET /api/v1/artifacts/:id/compare': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]], query: `?to=${artifactIds[place]}` }),
  }),
  'GET /api/v1/artifacts/:id/path': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]] }),
  }),
  'GET /api/v1/artifacts/:artifactId/base': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]] }),
  }),
  'GET /api/v1/artifacts/:artifactId/built-on': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]] }),
  }),
  'GET /api/v1/artifacts/:artifactId/packages': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]] }),
  }),
  'GET /api/v1/artifacts/:id/vex': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]] }),
  }),
  'GET /api/v1/artifacts/:id/vex/export': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: ({ artifactIds }, place) => ({ path: [artifactIds[place]], query: '?format=openvex' }),
  }),
  'GET /api/v1/images/vex/export': inProject(EVERYBODY, {
    token: 'artifact:read',
    ask: (_, place) => ({ query: `?project=${place}&image=acme/${place}&format=openvex` }),
  }),
  'GET /api/v1/waivers': inProject(EVERYBODY, { token: 'waiver:read' }),
  'POST /api/v1/waivers': inProject(BUILDERS, {
    token: 'waiver:request',
    ask: (_, project) => ({ body: { project, ...WAIVER } }),
  }),
  'POST /api/v1/waivers/apply': inProject(GUARDIANS, {
    token: 'waiver:apply',
    stepUp: true,
    ask: (_, project) => ({ body: { project, origin: 'matrix', source: 'waivers: []', dryRun: true } }),
  }),
  'POST /api/v1/waivers/bulk': byPeople(
    inProject(GUARDIANS, {
      token: 'waiver:read',
      stepUp: true,
      ask: insertWaivers((items) => ({ action: 'approve', items })),
    }),
  ),
  'POST /api/v1/waivers/bulk/preview': inProject(BUILDERS, {
    token: 'waiver:read',
    ask: insertWaivers((items) => ({ action: 'renew', items, until: WAIVER.expiresAt })),
  }),
  'GET /api/v1/waivers/export': inProject(EVERYBODY, {
    token: 'waiver:read',
    ask: (_, project) => ({ query: `?project=${project}` }),
  }),
  'GET /api/v1/waivers/forecast': inProject(EVERYBODY, {
    token: 'waiver:read',
    ask: (_, project) => ({ query: `?by=2099-01-01&project=${project}` }),
  }),
  'GET /api/v1/waivers/limits': inProject(EVERYBODY, { token: 'waiver:read' }),
  'POST /api/v1/waivers/preview': inProject(BUILDERS, {
    token: 'waiver:request',
    ask: (_, project) => ({ body: { project, ...WAIVER } }),
  }),
  'POST /api/v1/waivers/:id/revoke/preview': inProject(GUARDIANS, { token: 'waiver:approve', ask: insertWaiver() }),
  'GET /api/v1/waivers/:id': inProject(EVERYBODY, { token: 'waiver:read', ask: insertWaiver() }),
  'GET /api/v1/waivers/:id/verdicts': inProject(EVERYBODY, { token: 'waiver:read', ask: insertWaiver() }),
  'PUT /api/v1/waivers/:id': inProject(BUILDERS, {
    token: 'waiver:request',
    ask: insertWaiver((basedOn) => ({ basedOn, ...WAIVER })),
  }),
  'POST /api/v1/waivers/:id/renew': inProject(BUILDERS, {
    token: 'waiver:request',
    ask: insertWaiver(() => ({ expiresAt: WAIVER.expiresAt, validFrom: WAIVER.validFrom, justification: 'a spec' })),
  }),
  'POST /api/v1/waivers/:id/approve': byPeople(
    inProject(GUARDIANS, { token: 'waiver:approve', stepUp: true, ask: insertWaiver((revision) => ({ revision })) }),
  ),
  'POST /api/v1/waivers/:id/reject': inProject(GUARDIANS, {
    token: 'waiver:approve',
    ask: insertWaiver(() => ({ reason: 'a spec' })),
  }),
  'POST /api/v1/waivers/:id/revoke': inProject(GUARDIANS, {
    token: 'waiver:approve',
    stepUp: true,
    ask: insertWaiver(() => ({ reason: 'a spec' })),
  }),
  'GET /api/v1/projects': inProject(EVERYBODY, { token: 'project:read' }),
  'GET /api/v1/projects/:slug': inProject(EVERYBODY, { token: 'project:read', ask: (_, place) => ({ path: [place] }) }),
  'POST /api/v1/projects': globally(BUILDERS, {
    token: 'project:create',
    ask: () => ({ body: { slug: `matrix-${randomUUID()}` } }),
  }),
  'PATCH /api/v1/projects/:slug': inProject(ADMINISTRATORS, {
    ask: (_, place) => ({ path: [place], body: { description: 'of a spec' } }),
  }),
  'POST /api/v1/projects/:slug/archive': inProject(ADMINISTRATORS, {
    stepUp: true,
    ask: (_, place) => ({ path: [place] }),
  }),
  // It comes after the other, so that those that follow find the projects as they were.
  'POST /api/v1/projects/:slug/unarchive': inProject(ADMINISTRATORS, {
    stepUp: true,
    ask: (_, place) => ({ path: [place] }),
  }),

  'GET /api/v1/policy': anywhere(EVERYBODY, { token: 'policy:read' }),
  'GET /api/v1/policy/versions': anywhere(EVERYBODY, { token: 'policy:read' }),
  'GET /api/v1/policy/versions/:version': anywhere(EVERYBODY, {
    token: 'policy:read',
    ask: async ({ api }) => {
      const [active] = await api.sql<{ version: string }>('SELECT version FROM policy_version LIMIT 1');
      return { path: [active?.version ?? ''] };
    },
  }),
  'GET /api/v1/environments': anywhere(EVERYBODY, { token: 'policy:read' }),
  'PUT /api/v1/policy': globally(GUARDIANS, { stepUp: true }),
  'POST /api/v1/policy/check': globally(GUARDIANS),

  'GET /api/v1/audit-events': globally(GUARDIANS, { token: 'audit:read' }),
  'GET /api/v1/audit-events/export': globally(GUARDIANS, {
    token: 'audit:read',
    ask: () => ({ query: '?format=jsonl' }),
  }),
  'GET /api/v1/audit-events/head': globally(GUARDIANS, { token: 'audit:read' }),

  'POST /api/v1/setup': open(),
  'POST /api/v1/links/check': open(),
  'POST /api/v1/links/password': open(),
  'GET /api/v1/sign-in/options': open(),
  'POST /api/v1/sign-in': open(),
  'POST /api/v1/sign-in/passkey/options': open(),
  'POST /api/v1/sign-in/passkey': open(),
  'POST /api/v1/sign-in/totp': people('factor'),
  'POST /api/v1/sign-in/recovery': people('factor'),
  // There is no provider here.
  'POST /api/v1/sign-in/sso': open('missing'),
  'POST /api/v1/sign-in/sso/callback': open(),
  'POST /api/v1/token-exchange': open(),
  'POST /api/v1/sign-out': open(),

  'GET /api/v1/session': people('factor', 'enrol', 'full'),
  'POST /api/v1/session/step-up': people('full'),
  'POST /api/v1/session/step-up/passkey/options': people('full'),
  'POST /api/v1/session/step-up/passkey': people('full'),

  'PATCH /api/v1/account': people('full'),
  'POST /api/v1/account/password': people('full'),
  'GET /api/v1/account/sessions': people('full'),
  'DELETE /api/v1/account/sessions': withStepUp(people('full')),
  'DELETE /api/v1/account/sessions/:id': ofOneself(withStepUp(people('full')), async ({ api }, person) => {
    const { sessionId } = person.sessionId === undefined ? await insertPerson(api.sql) : person;
    return sessionId ?? 0;
  }),
  'GET /api/v1/account/factors': people('enrol', 'full'),
  'POST /api/v1/account/factors/totp': withStepUp(people('enrol', 'full')),
  'POST /api/v1/account/factors/totp/:id/confirm': ofOneself(withStepUp(people('enrol', 'full')), insertTotp, {
    body: { code: '000000' },
  }),
  'DELETE /api/v1/account/factors/totp/:id': ofOneself(withStepUp(people('full')), insertConfirmedTotp),
  'POST /api/v1/account/factors/passkeys/options': withStepUp(people('enrol', 'full')),
  'POST /api/v1/account/factors/passkeys': withStepUp(people('enrol', 'full')),
  'DELETE /api/v1/account/factors/passkeys/:id': ofOneself(withStepUp(people('full')), insertPasskey),
  'POST /api/v1/account/recovery-codes': withStepUp(people('full')),

  'GET /api/v1/accounts': globally(ADMINISTRATORS),
  'POST /api/v1/accounts': globally(ADMINISTRATORS, { stepUp: true }),
  'GET /api/v1/accounts/:id': globally(ADMINISTRATORS, { ask: somebody }),
  'PATCH /api/v1/accounts/:id': globally(ADMINISTRATORS, { stepUp: true, ask: somebody }),
  'POST /api/v1/accounts/:id/reset-link': globally(ADMINISTRATORS, { stepUp: true, ask: somebody }),
  'DELETE /api/v1/accounts/:id/factors': globally(ADMINISTRATORS, { stepUp: true, ask: somebody }),
  'DELETE /api/v1/accounts/:id/sessions': globally(ADMINISTRATORS, { stepUp: true, ask: somebody }),

  'GET /api/v1/roles': signedIn(),
  'GET /api/v1/role-grants': inProject(ADMINISTRATORS),
  'POST /api/v1/role-grants': inProject(ADMINISTRATORS, {
    stepUp: true,
    ask: async ({ api }, project) => {
      const { email } = await insertPerson(api.sql);
      return { body: { email, role: 'viewer', project } };
    },
  }),
  'DELETE /api/v1/role-grants/:id': inProject(ADMINISTRATORS, {
    stepUp: true,
    ask: async ({ api, projectIds }, place) => {
      const { accountId } = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: projectIds[place] }] });
      const [grant] = await api.sql<{ id: number }>('SELECT id FROM role_grant WHERE account_id = $1', [accountId]);
      return { path: [grant?.id ?? 0] };
    },
  }),

  'GET /api/v1/tokens': people('full'),
  'POST /api/v1/tokens': inProject(BUILDERS, {
    stepUp: true,
    ask: (_, project) => ({
      body: {
        name: 'matrix',
        permissions: ['gate:read'],
        project,
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      },
    }),
  }),
  'DELETE /api/v1/tokens/:id': {
    // Somebody else's: for those who manage the tokens of its project, and not there for anybody else.
    expect: (caller, place) => {
      const admitted = people('full').expect(caller, place);
      if (admitted !== 'in') return admitted;
      return caller.kind === 'person' && caller.role === 'admin' && (caller.reach === 'everywhere' || place === 'ours')
        ? 'in'
        : 'missing';
    },
    ask: async ({ api, projectIds }, place) => {
      const { accountId } = await insertPerson(api.sql);
      await insertToken(api.sql, { accountId, projectId: projectIds[place] });
      const [token] = await api.sql<{ id: number }>('SELECT id FROM api_token WHERE account_id = $1', [accountId]);
      return { path: [token?.id ?? 0] };
    },
  },

  'GET /api/v1/trust-rules': globally(ADMINISTRATORS),
  'POST /api/v1/trust-rules': globally(ADMINISTRATORS, { stepUp: true }),
  'PATCH /api/v1/trust-rules/:id': globally(ADMINISTRATORS, { stepUp: true, ask: insertTrustRule }),
  'DELETE /api/v1/trust-rules/:id': globally(ADMINISTRATORS, { stepUp: true, ask: insertTrustRule }),

  'GET /api/v1/sso': globally(ADMINISTRATORS),
  'POST /api/v1/sso/group-mappings': globally(ADMINISTRATORS, { stepUp: true }),
  'DELETE /api/v1/sso/group-mappings/:id': globally(ADMINISTRATORS, {
    stepUp: true,
    ask: async ({ api }) => {
      const [mapping] = await api.sql<{ id: number }>(
        `INSERT INTO group_mapping (group_name, role) VALUES (gen_random_uuid()::text, 'viewer') RETURNING id`,
      );
      return { path: [mapping?.id ?? 0] };
    },
  }),
};

interface Settings extends Pick<Expectation, 'ask' | 'token'> {
  stepUp?: boolean;
}

function open(outcome: Outcome = 'in'): Expectation {
  return { expect: ({ kind }) => (kind === 'dead token' ? 'unknown' : outcome) };
}

function signedIn(): Expectation {
  return { expect: (caller) => (isUnknown(caller) ? 'unknown' : isHalfWay(caller) ? 'forbidden' : 'in') };
}

/** For people at these stages, about themselves. */
function people(...stages: SessionStage[]): Expectation {
  return {
    expect: (caller) => {
      if (isUnknown(caller)) return 'unknown';
      if (caller.kind !== 'person') return 'forbidden';
      if (stages.includes(caller.stage)) return 'in';
      return caller.stage === 'full' ? 'not now' : 'forbidden';
    },
  };
}

/** Somebody at the stage `enrol` has nothing to step up with. */
function withStepUp({ expect }: Expectation): Expectation {
  return {
    expect: (caller, place) => {
      const isMissing = caller.kind === 'person' && caller.stage === 'full' && !caller.steppedUp;
      const outcome = expect(caller, place);
      return outcome === 'in' && isMissing ? 'forbidden' : outcome;
    },
  };
}

/** By people, or with a token of theirs: nobody answers for what a token of nobody does. */
function byPeople({ expect, ...rest }: Expectation): Expectation {
  return {
    ...rest,
    expect: (caller, place) =>
      caller.kind === 'token' && caller.ownerRole === null && caller.permissions === 'every'
        ? 'forbidden'
        : expect(caller, place),
  };
}

/** What belongs to the caller (`ours`) or to somebody else; `insert` makes it and gives its id. */
function ofOneself(
  { expect }: Expectation,
  insert: (world: World, person: Partial<TestPerson>) => Promise<number>,
  asked: Asked = {},
): Expectation {
  return {
    expect: (caller, place) => {
      const outcome = expect(caller, place);
      return outcome === 'in' && place === 'theirs' ? 'missing' : outcome;
    },
    ask: async (world, place, caller) => ({ ...asked, path: [await insert(world, place === 'ours' ? caller : {})] }),
  };
}

/** Held in the project that the thing belongs to, or everywhere. */
function inProject(roles: readonly Role[], settings: Settings = {}): Expectation {
  return held(roles, 'project', settings);
}

/** Held anywhere at all. */
function anywhere(roles: readonly Role[], settings: Settings = {}): Expectation {
  return held(roles, 'any', settings);
}

/** Held everywhere: a role in a project does not count. */
function globally(roles: readonly Role[], settings: Settings = {}): Expectation {
  return held(roles, 'global', settings);
}

function held(
  roles: readonly Role[],
  where: 'project' | 'any' | 'global',
  { token, stepUp = false, ...rest }: Settings,
): Expectation {
  const has = (role: Role | null): boolean => role !== null && roles.includes(role);
  return {
    ...rest,
    ...(token !== undefined && { token }),
    expect: (caller, place) => {
      if (isUnknown(caller)) return 'unknown';
      if (isHalfWay(caller)) return 'forbidden';
      if (caller.kind === 'person' && (!has(caller.role) || (stepUp && !caller.steppedUp))) return 'forbidden';
      if (caller.kind === 'token') {
        if (token === undefined || caller.permissions === 'every other') return 'forbidden';
        if (caller.ownerRole !== null && !has(caller.ownerRole)) return 'forbidden';
      }
      if (caller.reach === 'everywhere' || where === 'any') return 'in';
      if (where === 'global') return 'forbidden';
      return place === 'ours' ? 'in' : 'missing';
    },
  };
}

function isUnknown(caller: CallerKind): caller is Extract<CallerKind, { kind: 'nobody' | 'dead token' }> {
  return caller.kind === 'nobody' || caller.kind === 'dead token';
}

function isHalfWay(caller: CallerKind): boolean {
  return caller.kind === 'person' && caller.stage !== 'full';
}

async function somebody({ api }: World): Promise<Asked> {
  const { accountId } = await insertPerson(api.sql);
  return { path: [accountId] };
}

/** An authenticator app that was not confirmed yet. */
async function insertTotp({ api }: World, { accountId }: Partial<TestPerson>): Promise<number> {
  const owner = accountId ?? (await insertPerson(api.sql)).accountId;
  const { sealed } = api.app.get(TotpSecrets, { strict: false }).create(owner, 'somebody@plimsoll.example');
  const [factor] = await api.sql<{ id: number }>(
    `INSERT INTO totp_factor (account_id, name, secret) VALUES ($1, 'matrix', $2) RETURNING id`,
    [owner, Buffer.from(sealed)],
  );
  return factor?.id ?? 0;
}

async function insertConfirmedTotp(world: World, person: Partial<TestPerson>): Promise<number> {
  const id = await insertTotp(world, person);
  await world.api.sql('UPDATE totp_factor SET confirmed_at = now() WHERE id = $1', [id]);
  return id;
}

async function insertPasskey({ api }: World, { accountId }: Partial<TestPerson>): Promise<number> {
  const owner = accountId ?? (await insertPerson(api.sql)).accountId;
  const [passkey] = await api.sql<{ id: number }>(
    `INSERT INTO passkey (account_id, name, credential_id, public_key, counter, is_backed_up)
     VALUES ($1, 'matrix', uuid_send(gen_random_uuid()), '\\x00', 0, false) RETURNING id`,
    [owner],
  );
  return passkey?.id ?? 0;
}

/** In an environment of its own, so that it stands in the way of no other. */
async function insertDeployment({ api, artifactIds }: World, place: Place): Promise<Asked> {
  const [deployment] = await api.sql<{ id: number }>(
    `INSERT INTO deployment (image_id, artifact_id, environment, source, recorded_at, recorded_by_kind, recorded_by_id,
       recorded_by, verdict_id, outcome)
     SELECT image_id, id, gen_random_uuid()::text, 'matrix', now(), 'token', '1', 'of a spec', 'v_0', 'pass'
     FROM artifact WHERE id = $1 RETURNING id`,
    [artifactIds[place]],
  );
  return { path: [deployment?.id ?? 0] };
}

/** A request that nobody has decided, with a body that is made of its revision. */
function insertWaiver(bodyOf?: (revision: string) => object): NonNullable<Expectation['ask']> {
  return async (world, place) => {
    const { id, hash } = await insertRequest(world, place);
    return { path: [id], ...(bodyOf !== undefined && { body: bodyOf(hash) }) };
  };
}

/** The same for the routes of several waivers. */
function insertWaivers(bodyOf: (items: readonly object[]) => object): NonNullable<Expectation['ask']> {
  return async (world, place) => {
    const { id, hash } = await insertRequest(world, place);
    return { body: bodyOf([{ id: String(id), revision: hash }]) };
  };
}

async function insertRequest({ api, projectIds }: World, place: Place): Promise<{ id: number; hash: string }> {
  const [waiver] = await api.sql<{ id: number; hash: string }>(
    `WITH made AS (
       INSERT INTO waiver (id, project_id, name, source, state, hash, digest, expires_at, requested_at)
       SELECT id, $1, 'W-' || id, 'server', 'requested', encode(sha256(gen_random_uuid()::text::bytea), 'hex'), $2, $3, now()
       FROM (SELECT nextval('waiver_id_seq')::int AS id) AS next RETURNING id, hash
     ), said AS (
       INSERT INTO waiver_revision (waiver_id, number, hash, content, requested_by_kind, requested_by, requested_at)
       SELECT id, 1, hash, $4, 'system', 'a spec', now() FROM made
     ) SELECT id, hash FROM made`,
    [projectIds[place], WAIVER.scope.digest, WAIVER.expiresAt, JSON.stringify(WAIVER)],
  );
  return waiver ?? { id: 0, hash: '' };
}

async function insertTrustRule({ api }: World): Promise<Asked> {
  const [rule] = await api.sql<{ id: number }>(
    `INSERT INTO trust_rule (name, issuer, audience, conditions, permissions)
     VALUES (gen_random_uuid()::text, 'https://ci.example', 'plimsoll',
       '[{"claim":"sub","pattern":"repo:acme/api:*"}]', '{gate:read}') RETURNING id`,
  );
  return { path: [rule?.id ?? 0] };
}

/** A document that is in force. */
async function insertVex(api: TestApi, projectId: number | undefined): Promise<number> {
  const [row] = await api.sql<{ id: number }>(
    `INSERT INTO vex_document (project_id, sha256, size_bytes, body, content, content_size, format, statement_count, sender, sender_key, received_at)
     VALUES ($1, encode(sha256(gen_random_uuid()::text::bytea), 'hex'), 0, '\\x06', '{"statements":[],"remarks":[],"bom":null}', 0, 'openvex', 0,
       '{"kind":"token","id":null,"name":"a spec","via":"token","owner":null,"trustRule":null,"claims":null}', 'a spec', now()) RETURNING id`,
    [projectId],
  );
  return row?.id ?? 0;
}
