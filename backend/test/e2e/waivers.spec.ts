import { Client } from 'pg';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { ArtifactPage, VerdictSummary } from '../../src/modules/artifacts/dto/artifact-summary.dto.js';
import type { FindingDetail } from '../../src/modules/findings/dto/finding-detail.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import type { ImagePage } from '../../src/modules/images/dto/image.dto.js';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { WaiverBulkResult } from '../../src/modules/waivers/dto/waiver-bulk.dto.js';
import type { WaiverLimits } from '../../src/modules/waivers/dto/waiver-limits.dto.js';
import type { WaiverPreview } from '../../src/modules/waivers/dto/waiver-preview.dto.js';
import type {
  WaiverDetails,
  WaiverPage,
  WaiverResult,
  WaiverVerdictPage,
} from '../../src/modules/waivers/dto/waiver.dto.js';
import { Database } from '../../src/database/database.js';
import { ArtifactWaivers } from '../../src/modules/approved-waivers/artifact-waivers.js';
import { type Caller, problemOf, startApi, type TestApi } from './api.js';
import { WaiverUpkeepService } from '../../src/modules/waivers/waiver-upkeep.service.js';
import { expectContract } from './contract.js';
import { eventually } from './eventually.js';
import { eventsOf } from './events.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const WAIVERS = '/api/v1/waivers';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const CVE = 'CVE-2021-44906';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

interface Found {
  readonly tool?: string;
  /** Each the names of a critical vulnerability. */
  readonly names?: readonly (readonly [string, ...string[]])[];
}

/** Critical vulnerabilities of one component. */
function bom({ tool = 'acme-scan', names = [[CVE]] }: Found = {}): string {
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    metadata: {
      timestamp: new Date(Date.now() - 5 * 60_000).toISOString(),
      tools: [{ vendor: 'acme', name: tool, version: '1.0.0' }],
    },
    components: [
      { 'bom-ref': 'c', type: 'library', name: 'minimist', version: '0.0.8', purl: 'pkg:npm/minimist@0.0.8' },
    ],
    vulnerabilities: names.map(([id, ...others]) => ({
      id,
      references: others.map((other) => ({ id: other, source: { name: 'acme' } })),
      ratings: [{ severity: 'critical' }],
      affects: [{ ref: 'c' }],
      recommendation: 'Upgrade minimist to version 1.2.6',
    })),
  });
}

const countsOf = (verdicts: readonly VerdictSummary[]): number[] => verdicts.map(({ waiverCount }) => waiverCount);

/**
 * A waiver makes a fail a pass, so every way to have one is somebody's who may, who is not alone, and for a time. What ends it ends the
 * verdicts that rest on it.
 */
describe('Waivers', () => {
  let api: TestApi;
  /** Another process of the API, as far as memory goes, on the same database. */
  let replica: TestApi;
  let developer: TestPerson;
  let guardian: TestPerson;
  let other: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    const { databaseUrl: url, ownerUrl } = api;
    replica = await startApi({}, { url, ownerUrl, superuserUrl: ownerUrl, drop: async () => undefined });
    developer = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    other = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
  });

  afterAll(async () => {
    await replica.stop();
    await api.stop();
  });

  const scan = (image: string, found?: Found, project = 'default') =>
    api.take(
      bom(found),
      `?project=${project}&image=${image}&digest=${DIGEST}&covers=match,secret,misconfiguration,licence`,
    );

  const gate = (image: string, environment = 'prod', project = 'default'): Promise<Verdict> =>
    api.read(`/api/v1/gate?project=${project}&image=${image}&digest=${DIGEST}&environment=${environment}`);

  const call = (method: string, path: string, as: Caller, body?: object, at = api): Promise<Response> =>
    at.call(method, `${WAIVERS}${path}`, { as, ...(body !== undefined && { body }) });

  async function succeed<Answer>(
    method: string,
    path: string,
    as: Caller,
    body?: object,
    status = 200,
  ): Promise<Answer> {
    const response = await call(method, path, as, body);
    if (response.status !== status)
      throw new Error(
        `${response.status}: ${await response.text()}\n${api.log.filter((line) => line.includes('"err":')).join('\n')}`,
      );
    return (await response.json()) as Answer;
  }

  /** What the artifact's pages say of waivers for prod: its verdict, and its one finding, in the list as by itself. */
  async function shownOf(artifactId: string) {
    const path = `/api/v1/artifacts/${artifactId}`;
    const { verdicts, image } = await api.read<Artifact>(path);
    const artifacts = await api.read<ArtifactPage>(`/api/v1/artifacts?image=${image}`);
    const images = await api.read<ImagePage>(`/api/v1/images?q=${image}`);
    const listed = [...artifacts.items, ...images.items.flatMap(({ latest }) => latest ?? [])];
    expect(listed.map((artifact) => countsOf(artifact.verdicts))).toEqual(Array(2).fill(countsOf(verdicts)));
    expect(countsOf(verdicts)).toEqual(verdicts.map(({ waivers }) => waivers.length));
    const { items } = await api.read<FindingPage>(`${path}/findings`);
    const detail = await api.read<FindingDetail>(`${path}/findings/${items[0]?.id}`);
    expect(detail.waivers).toEqual(items[0]?.waivers);
    return {
      verdict: verdicts.find(({ environment }) => environment === 'prod')?.waivers,
      finding: detail.waivers.find(({ environment }) => environment === 'prod'),
    };
  }

  const contentFor = (image: string, more: object = {}) => ({
    scope: { advisory: CVE, image },
    status: 'accepted',
    justification: 'Not reachable from the outside.',
    expiresAt: inDays(3),
    ...more,
  });

  const request = (content: object, as: Caller = developer, status = 201): Promise<WaiverResult> =>
    succeed('POST', '', as, content, status);

  const approveAs = ({ waiver }: WaiverResult, as: Caller): Promise<WaiverResult> =>
    succeed('POST', `/${waiver.id}/approve`, as, { revision: waiver.revision });

  /** By two, as many as the policy asks for in prod. */
  async function approve(requested: WaiverResult): Promise<WaiverResult> {
    await approveAs(requested, guardian);
    return approveAs(requested, other);
  }

  const refused = async (response: Promise<Response>): Promise<[number, string]> => {
    const { status, code } = await problemOf(await response);
    return [status, code];
  };

  it('are requested by one and approved by another, decide at once, and end at once', async () => {
    const image = 'acme/waived';
    const receipt = await scan(image);
    expect((await gate(image)).outcome).toBe('fail');

    const requested = await request(contentFor(image));
    expectContract('waiversRequest', 201, requested);
    expect(requested).toMatchObject({
      isJoined: false,
      changed: [],
      pendingCount: 0,
      waiver: {
        state: 'requested',
        canApprove: false,
        approvals: [],
        approvalsNeeded: 2,
        verdictRevision: null,
        validFrom: null,
      },
    });
    expect((await gate(image)).outcome).toBe('fail');
    const mine = await succeed<WaiverPage>('GET', '?to=approve', guardian);
    expectContract('waiversList', 200, mine);
    expect(mine.items.map(({ name, canApprove }) => [name, canApprove])).toEqual([[requested.waiver.name, true]]);

    const first = await approveAs(requested, guardian);
    expect([first.waiver.state, first.waiver.canApprove, first.changed]).toEqual(['requested', false, []]);
    expect((await gate(image)).outcome).toBe('fail');
    expect((await succeed<WaiverPage>('GET', '?to=approve', guardian)).items).toEqual([]);
    const approved = await approveAs(requested, other);
    expectContract('waiversApprove', 200, approved);
    expect(approved.waiver).toMatchObject({
      state: 'in-force',
      canApprove: false,
      approvals: [guardian, other].map(({ email }) => ({ approvedBy: { kind: 'person', name: email } })),
      verdictCount: expect.any(Number) as number,
    });
    expect(approved.changed).toMatchObject([{ artifactId: receipt.artifactId, image, digest: DIGEST }]);
    expect(approved.changed[0]?.outcomes).toContainEqual({ environment: 'prod', before: 'fail', after: 'pass' });
    const passed = await gate(image);
    expect(passed).toMatchObject({ outcome: 'pass', holdsUntil: requested.waiver.expiresAt });
    expect(passed.inputs.waivers).toEqual([requested.waiver.name]);
    expect(passed.inputs.waiverRevisions).toEqual([
      { waiver: requested.waiver.name, revision: approved.waiver.verdictRevision },
    ]);
    expect(await shownOf(receipt.artifactId)).toEqual({
      verdict: [requested.waiver.name],
      finding: {
        environment: 'prod',
        id: requested.waiver.id,
        name: requested.waiver.name,
        until: requested.waiver.expiresAt,
      },
    });
    const verdicts = await succeed<WaiverVerdictPage>('GET', `/${requested.waiver.id}/verdicts`, developer);
    expectContract('waiversListVerdicts', 200, verdicts);
    expect(verdicts.items).toContainEqual({
      verdictId: passed.verdictId,
      artifactId: receipt.artifactId,
      project: 'default',
      image,
      digest: DIGEST,
      environment: 'prod',
      outcome: 'pass',
      evaluatedAt: passed.evaluatedAt,
      revision: approved.waiver.verdictRevision,
      isStanding: true,
    });

    const revoked = await succeed<WaiverResult>('POST', `/${requested.waiver.id}/revoke`, guardian, {
      reason: 'exploited',
    });
    expectContract('waiversRevoke', 200, revoked);
    expect(revoked.changed[0]?.outcomes).toContainEqual({ environment: 'prod', before: 'pass', after: 'fail' });
    expect(await shownOf(receipt.artifactId)).toEqual({ verdict: [], finding: undefined });
    expect((await gate(image)).outcome).toBe('fail');
    const details = await succeed<WaiverDetails>('GET', `/${requested.waiver.id}`, developer);
    expectContract('waiversGet', 200, details);
    expect(details).toMatchObject({
      state: 'revoked',
      endReason: 'exploited',
      endedBy: { kind: 'person', name: guardian.email },
      verdictCount: 0,
      lastUsedAt: expect.any(String) as string,
      revisions: [{ number: 1, requestedBy: { name: developer.email } }],
    });
    const events = await eventsOf(api, requested.waiver.name);
    expect(events.map(({ action, actor }) => [action, actor.name])).toEqual([
      ['waiver.revoked', guardian.email],
      ['waiver.approved', other.email],
      ['waiver.approved', guardian.email],
      ['waiver.requested', developer.email],
    ]);
  });

  /** A waiver in force for an image that would fail without it. */
  async function inForce(image: string, more: object = {}): Promise<WaiverResult> {
    await scan(image);
    const approved = await approve(await request(contentFor(image, more)));
    expect((await gate(image)).outcome).toBe('pass');
    return approved;
  }

  const revisions = (id: string): Promise<WaiverDetails> => succeed('GET', `/${id}`, developer);

  const actionsOn = async (name: string): Promise<string[]> =>
    (await eventsOf(api, name)).map(({ action }) => action).reverse();

  /** Verdicts that stand and name a waiver that does not count. */
  const falselyGreen = () =>
    api.sql(
      `SELECT artifact_id FROM waiver_use JOIN artifact_verdict USING (verdict_id) JOIN waiver ON waiver.id = waiver_id
       WHERE (holds_until IS NULL OR holds_until > now()) AND (state <> 'approved' OR expires_at <= now() OR waiver_use.number <> waiver.number)`,
    );

  describe('have an end, a scope and a reason, whichever way they are made', () => {
    it.each([
      ['no end', { expiresAt: undefined }, 'expiresAt'],
      ['an end that is over', { expiresAt: '2020-01-01' }, '/expiresAt'],
      ['an end that is no day', { expiresAt: '2027-02-30' }, '/expiresAt'],
      ['an end before its beginning', { validFrom: inDays(5) }, '/expiresAt'],
      ['no scope', { scope: undefined }, 'scope'],
      ['a scope of everything', { scope: {} }, '/scope'],
      ['a scope of a whole image', { scope: { image: 'acme/coarse' } }, '/scope'],
      ['a scope of something else', { scope: { advisory: CVE, team: 'x' } }, '/scope'],
      ['no reason', { justification: ' ' }, '/justification'],
      ['a status that there is not', { status: 'approved' }, '/status'],
      ['a condition that there is not', { conditions: { never: true } }, '/conditions'],
    ])('%s is refused when it is requested, and when it is edited', async (_, spoiled, place) => {
      const { waiver } = await request(contentFor(`acme/end`, { justification: place }));
      for (const [method, path, more] of [
        ['POST', '', {}],
        ['PUT', `/${waiver.id}`, { basedOn: waiver.revision }],
      ] as const) {
        const answer = await call(method, path, developer, { ...contentFor('acme/end'), ...spoiled, ...more });
        const problem = await problemOf(answer);
        expect([answer.status, problem.code]).toEqual([400, 'invalid_input']);
        expect(JSON.stringify(problem.issues)).toContain(place);
      }
      expect((await revisions(waiver.id)).number).toBe(1);
    });

    it('no renewal is without an end, or ends before now', async () => {
      const { waiver } = await inForce('acme/renewed-without');
      for (const body of [{}, { expiresAt: '2020-01-01' }]) {
        expect((await call('POST', `/${waiver.id}/renew`, developer, body)).status).toBe(400);
      }
    });

    it('none is for longer than the policy could let it count, whichever way it is made', async () => {
      const limits = await succeed<WaiverLimits>('GET', '/limits', developer);
      expectContract('waiversGetLimits', 200, limits);
      expect(
        limits.environments.map(({ environment, longest, approvers }) => [
          environment,
          longest.critical,
          approvers.critical,
        ]),
      ).toEqual([
        ['dev', '90d', 0],
        ['stage', '30d', 1],
        ['prod', '14d', 2],
      ]);
      const { waiver } = await request(contentFor('acme/too-long'));
      const day = inDays(90).slice(0, 10);
      const [whole, over] = [{ expiresAt: day }, { expiresAt: inDays(92) }];
      const prod = { scope: { advisory: CVE, image: 'acme/too-long', environments: ['prod'] } };
      const worst = { ...prod, conditions: { severityAtMost: 'low' } };
      for (const [method, path, body, until] of [
        ['POST', '', contentFor('acme/too-long', over), day],
        ['POST', '', contentFor('acme/too-long', { ...over, validFrom: inDays(1) }), inDays(91).slice(0, 10)],
        ['POST', '', contentFor('acme/too-long', { ...over, ...worst }), day],
        ['PUT', `/${waiver.id}`, { ...contentFor('acme/too-long', over), basedOn: waiver.revision }, day],
      ] as const) {
        const problem = await problemOf(await call(method, path, developer, body));
        expect([problem.status, problem.code, problem.issues]).toEqual([
          422,
          'waiver_too_long',
          [{ pointer: '/expiresAt', message: `must be ${until} or earlier` }],
        ]);
      }
      const { waiver: long } = await request(contentFor('acme/too-long', whole));
      await approve({ waiver: long } as WaiverResult);
      expect(await refused(call('POST', `/${long.id}/renew`, developer, over))).toEqual([422, 'waiver_too_long']);
      const file = [{ id: 'too-long', author: 'a', ...contentFor('acme/too-long', { ...over, validFrom: inDays(0) }) }];
      const applied = { origin: 'too-long.yml', source: JSON.stringify({ waivers: file }), dryRun: true };
      const problem = await problemOf(await call('POST', '/apply', guardian, applied));
      expect([problem.status, problem.code]).toEqual([422, 'waiver_too_long']);
      expect(problem.detail).toContain('too-long can be valid for at most 90 days');
    });

    it('no part of one is changed alone: there is no PATCH, and an edit says all of it', async () => {
      const { waiver } = await inForce('acme/patched');
      expect((await call('PATCH', `/${waiver.id}`, guardian, { expiresAt: inDays(5) })).status).toBe(405);
      const partial = { basedOn: waiver.revision, expiresAt: inDays(5) };
      expect((await call('PUT', `/${waiver.id}`, guardian, partial)).status).toBe(400);
      expect((await gate('acme/patched')).outcome).toBe('pass');
    });
  });

  it('cover the image, the environment and the project that they name, and no other', async () => {
    const [first, second] = ['acme/narrow', 'acme/beside'];
    await insertProject(api.sql, 'beside');
    await Promise.all([scan(first), scan(second), scan(first, {}, 'beside')]);
    const content = contentFor(first);
    await approve(await request({ ...content, scope: { ...content.scope, environments: ['prod'] } }));
    const outcomes = await Promise.all([
      gate(first),
      gate(first, 'stage'),
      gate(second),
      gate(first, 'prod', 'beside'),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'fail', 'fail']);
  });

  it('are approved by somebody else, who may, and answers for it by name', async () => {
    const image = 'acme/approvers';
    await scan(image);
    const projectId = (await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'default'`))[0]?.id ?? 0;
    const elsewhere = await insertProject(api.sql, 'elsewhere');
    const stranger = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: elsewhere }] });
    const local = await insertPerson(api.sql, { grants: [{ role: 'security', projectId }] });
    const tired = await insertPerson(api.sql, { grants: [{ role: 'security' }], steppedUp: false });
    const [own, nobodys] = [await insertToken(api.sql, { accountId: guardian.accountId }), await insertToken(api.sql)];
    const requested = await request(contentFor(image), tired);
    const path = `/${requested.waiver.id}/approve`;
    const body = { revision: requested.waiver.revision };
    expect(await refused(call('POST', path, developer, body))).toEqual([403, 'forbidden']);
    expect(await refused(call('POST', path, stranger, body))).toEqual([404, 'waiver_not_found']);
    expect(await refused(call('POST', path, tired, body))).toEqual([403, 'step_up_required']);
    expect(await refused(call('POST', path, { token: nobodys }, body))).toEqual([403, 'approver_unknown']);
    expect(await refused(call('POST', path, guardian, { revision: '0'.repeat(64) }))).toEqual([409, 'waiver_changed']);
    expect((await gate(image)).outcome).toBe('fail');
    const approved = await approveAs(requested, { token: own });
    expect(approved.waiver.approvals).toMatchObject([{ approvedBy: { kind: 'token' } }]);
    // The token is theirs: in person they are nobody else.
    expect(await approveAs(requested, guardian)).toMatchObject({ isJoined: true, waiver: { state: 'requested' } });
    await approveAs(requested, other);
    expect((await gate(image)).outcome).toBe('pass');
    const asToken = {
      ...contentFor('acme/by-token'),
      scope: { advisory: CVE, image: 'acme/by-token', environments: ['prod'] },
    };
    const byToken = await request(asToken, { token: own });
    const ownPath = `/${byToken.waiver.id}/approve`;
    expect(await refused(call('POST', ownPath, guardian, { revision: byToken.waiver.revision }))).toEqual([
      403,
      'own_waiver',
    ]);

    const everywhere = await request({ ...contentFor('acme/everywhere'), project: null });
    expect(await refused(call('POST', '', local, { ...contentFor('acme/everywhere'), project: null }))).toEqual([
      403,
      'forbidden',
    ]);
    const wide = { revision: everywhere.waiver.revision };
    expect(await refused(call('POST', `/${everywhere.waiver.id}/approve`, local, wide))).toEqual([403, 'forbidden']);
    expect((await succeed<WaiverDetails>('GET', `/${everywhere.waiver.id}`, stranger)).project).toBeNull();
    expect((await call('GET', path.replace('/approve', ''), stranger)).status).toBe(404);
    const seen = await succeed<WaiverPage>('GET', '?limit=200', stranger);
    expect(seen.items.every(({ project }) => project === null)).toBe(true);
  });

  it('void their approvals when they are edited, and are rejected, renewed and listed', async () => {
    const image = 'acme/edited';
    const approved = await inForce(image);
    const { id, name, revision } = approved.waiver;
    const colleague = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    const change = { ...contentFor(image, { justification: 'Another reason.' }), basedOn: revision };
    expect(await refused(call('PUT', `/${id}`, colleague, change))).toEqual([403, 'forbidden']);
    const edited = await succeed<WaiverResult>('PUT', `/${id}`, developer, change);
    expectContract('waiversEdit', 200, edited);
    expect(edited.waiver).toMatchObject({ state: 'requested', number: 2, approvals: [], verdictRevision: null });
    expect(edited.changed[0]?.outcomes).toContainEqual({ environment: 'prod', before: 'pass', after: 'fail' });
    expect(await refused(call('PUT', `/${id}`, developer, change))).toEqual([409, 'waiver_changed']);
    expect((await gate(image)).outcome).toBe('fail');
    const { revisions: said } = await revisions(id);
    expect(said.map(({ number, justification, approvals }) => [number, justification, approvals.length])).toEqual([
      [2, 'Another reason.', 0],
      [1, 'Not reachable from the outside.', 2],
    ]);
    const again = await approve(edited);
    expect((await gate(image)).outcome).toBe('pass');

    const renewed = await succeed<WaiverResult>('POST', `/${id}/renew`, developer, { expiresAt: inDays(6) }, 201);
    expectContract('waiversRenew', 201, renewed);
    expect(renewed.waiver).toMatchObject({
      renews: id,
      state: 'requested',
      scope: again.waiver.scope,
      justification: 'Another reason.',
    });
    expect((await revisions(id)).renewedBy).toEqual([renewed.waiver.id]);
    const found = await succeed<WaiverPage>('GET', `?q=${image}&sort=ends&state=requested`, developer);
    expect(found.items.map(({ id: each }) => each)).toEqual([renewed.waiver.id]);
    const rejected = await succeed<WaiverResult>('POST', `/${renewed.waiver.id}/reject`, guardian, { reason: 'no' });
    expectContract('waiversReject', 200, rejected);
    expect(
      await refused(call('POST', `/${renewed.waiver.id}/approve`, other, { revision: renewed.waiver.revision })),
    ).toEqual([409, 'waiver_closed']);
    expect((await gate(image)).outcome).toBe('pass');
    expect(await actionsOn(name)).toEqual(
      ['requested', 'approved', 'approved', 'edited', 'approved', 'approved'].map((what) => `waiver.${what}`),
    );
    expect(await actionsOn(renewed.waiver.name)).toEqual(['waiver.renewed', 'waiver.rejected']);

    for (const times of [1, 2]) {
      const revoked = await succeed<WaiverResult>('POST', `/${id}/revoke`, guardian, { reason: 'enough' });
      expect([times, revoked.isJoined, revoked.changed.length]).toEqual([times, times === 2, times === 1 ? 1 : 0]);
    }
  });

  describe('several at once, all or none', () => {
    const namesOf = (requested: readonly WaiverResult[]) =>
      requested.map(({ waiver: { id, revision } }) => ({ id, revision }));

    const requestFor = (images: readonly string[], as: Caller = developer): Promise<WaiverResult[]> =>
      Promise.all(images.map((image) => request(contentFor(image), as)));

    const bulk = (action: string, requested: readonly WaiverResult[], as: Caller, more: object = {}, at = api) =>
      call('POST', '/bulk', as, { action, items: namesOf(requested), ...more }, at);

    const statesOf = (requested: readonly WaiverResult[]): Promise<string[]> =>
      Promise.all(requested.map(async ({ waiver }) => (await revisions(waiver.id)).state));

    it('are previewed, approved, renewed, rejected and revoked', async () => {
      const images = ['acme/bulk-1', 'acme/bulk-2'];
      await Promise.all(images.map((image) => scan(image)));
      expect((await Promise.all(images.map((image) => gate(image)))).map(({ outcome }) => outcome)).toEqual([
        'fail',
        'fail',
      ]);
      const requested = await requestFor(images);
      const body = { action: 'approve', items: namesOf(requested) };
      const preview = await succeed<WaiverPreview>('POST', '/bulk/preview', guardian, body);
      expectContract('waiverBulkPreview', 200, preview);
      expect(preview.items.map(({ image }) => image).sort()).toEqual(images);
      expect(await statesOf(requested)).toEqual(['requested', 'requested']);

      await succeed('POST', '/bulk', guardian, body);
      const approved = await succeed<WaiverBulkResult>('POST', '/bulk', other, body);
      expectContract('waiverBulkChange', 200, approved);
      expect(approved.items).toEqual(namesOf(requested).map((item) => ({ ...item, state: 'in-force' })));
      expect(approved.changed.map(({ image }) => image).sort()).toEqual(images);
      expect((await Promise.all(images.map((image) => gate(image)))).map(({ outcome }) => outcome)).toEqual([
        'pass',
        'pass',
      ]);
      for (const { waiver } of requested)
        expect(await actionsOn(waiver.name)).toEqual(['waiver.requested', 'waiver.approved', 'waiver.approved']);

      const renewal = { action: 'renew', items: body.items, until: inDays(6) };
      const renewed = await succeed<WaiverBulkResult>('POST', '/bulk', developer, renewal);
      expect(renewed.items.map(({ state }) => state)).toEqual(['requested', 'requested']);
      for (const [place, { id }] of renewed.items.entries())
        expect(await revisions(id)).toMatchObject({
          renews: body.items[place]?.id,
          justification: 'Not reachable from the outside.',
        });
      const items = renewed.items.map(({ id, revision }) => ({ id, revision }));
      await succeed('POST', '/bulk', guardian, { action: 'reject', items, reason: 'no longer' });
      const gone = await succeed<WaiverPreview>('POST', '/bulk/preview', guardian, {
        action: 'revoke',
        items: body.items,
        reason: 'exploited',
      });
      expect(gone.items.map(({ image }) => image).sort()).toEqual(images);
      const revoked = await succeed<WaiverBulkResult>('POST', '/bulk', guardian, {
        action: 'revoke',
        items: body.items,
        reason: 'exploited',
      });
      expect(revoked.items.map(({ state }) => state)).toEqual(['revoked', 'revoked']);
      expect((await gate('acme/bulk-2')).outcome).toBe('fail');
      expect(await falselyGreen()).toEqual([]);
    });

    it('are each held against what it takes alone: one that is refused, and none is changed', async () => {
      const elsewhere = await insertProject(api.sql, 'bulk-elsewhere');
      const projectId = (await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'default'`))[0]?.id ?? 0;
      const local = await insertPerson(api.sql, { grants: [{ role: 'security', projectId }] });
      const tired = await insertPerson(api.sql, { grants: [{ role: 'security' }], steppedUp: false });
      const [free] = await requestFor(['acme/bulk-free']);
      const [own] = await requestFor(['acme/bulk-own'], local);
      const wide = await request({ ...contentFor('acme/bulk-wide'), project: null });
      const hidden = await request({ ...contentFor('acme/bulk-hidden'), project: 'bulk-elsewhere' });
      expect(elsewhere).toBeGreaterThan(0);
      const edited = { waiver: { ...free?.waiver, revision: '0'.repeat(64) } } as WaiverResult;
      const mixed = [free, own, wide, hidden] as WaiverResult[];
      for (const path of ['/bulk', '/bulk/preview']) {
        const answer = await call('POST', path, local, { action: 'approve', items: namesOf(mixed) });
        const problem = await problemOf(answer);
        expect([answer.status, problem.code]).toEqual([409, 'waivers_refused']);
        expect(problem.errors?.map(({ index, id, code }) => [index, id, code])).toEqual([
          [1, own?.waiver.id, 'own_waiver'],
          [2, wide.waiver.id, 'forbidden'],
          [3, hidden.waiver.id, 'waiver_not_found'],
        ]);
        // Nothing is told of what is another project's.
        expect(JSON.stringify(problem)).not.toContain('bulk-hidden');
      }
      expect((await revisions(free?.waiver.id ?? '')).approvals).toEqual([]);
      expect(await refused(bulk('approve', [hidden], local))).toEqual([404, 'waivers_refused']);
      expect(await refused(bulk('approve', [edited], local))).toEqual([409, 'waivers_refused']);
      expect(await refused(bulk('approve', [free] as WaiverResult[], tired))).toEqual([403, 'step_up_required']);
      expect(await refused(bulk('revoke', [free] as WaiverResult[], tired, { reason: 'x' }))).toEqual([
        403,
        'step_up_required',
      ]);
      expect(await refused(bulk('approve', [free] as WaiverResult[], developer))).toEqual([403, 'forbidden']);
      const [nobodys, reader] = [
        await insertToken(api.sql),
        await insertToken(api.sql, { permissions: ['waiver:read'] }),
      ];
      expect(await refused(bulk('approve', [free] as WaiverResult[], { token: nobodys }))).toEqual([
        403,
        'approver_unknown',
      ]);
      expect(await refused(bulk('renew', [free] as WaiverResult[], { token: reader }, { until: inDays(1) }))).toEqual([
        403,
        'forbidden',
      ]);
      for (const [action, more] of [
        ['reject', {}],
        ['revoke', {}],
        ['renew', {}],
        ['delete', {}],
        ['approve', { items: [] }],
        ['approve', { items: namesOf([free, free] as WaiverResult[]) }],
        ['renew', { until: '2020-01-01', items: [] }],
      ] as const)
        expect((await bulk(action, [free] as WaiverResult[], guardian, more)).status).toBe(400);
      expect(await statesOf(mixed)).toEqual(['requested', 'requested', 'requested', 'requested']);
    });

    it('two beside each other, in whatever order they name them, both come to an end', async () => {
      const images = ['acme/bulk-a', 'acme/bulk-b', 'acme/bulk-c'];
      await Promise.all(images.map((image) => scan(image)));
      const requested = await requestFor(images);
      const answers = await Promise.all([
        bulk('approve', requested, guardian),
        bulk('approve', requested.toReversed(), other, {}, replica),
        ...requested.map(({ waiver: { id, revision } }) =>
          call('POST', `/${id}/approve`, guardian, { revision }, replica),
        ),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect(await statesOf(requested)).toEqual(['in-force', 'in-force', 'in-force']);
      const [revoked, again] = await Promise.all([
        bulk('revoke', requested.toReversed(), guardian, { reason: 'a spec' }, replica),
        bulk('revoke', requested, other, { reason: 'a spec' }),
      ]);
      expect([revoked.status, again.status]).toEqual([200, 200]);
      for (const { waiver } of requested)
        expect((await actionsOn(waiver.name)).filter((action) => action === 'waiver.revoked')).toHaveLength(1);
      expect(await falselyGreen()).toEqual([]);
    });
  });

  it('count at once where the policy needs nobody else, and only by who may approve and has just shown it', async () => {
    const image = 'acme/alone';
    await scan(image);
    const content = { ...contentFor(image), scope: { advisory: CVE, image, environments: ['dev'] } };
    const tired = await insertPerson(api.sql, { grants: [{ role: 'security' }], steppedUp: false });
    const reason = (justification: string): object => ({ ...content, justification });
    const states = async (as: Caller, justification: string): Promise<string> =>
      (await request(reason(justification), as)).waiver.state;
    expect(await states(developer, 'a developer')).toBe('requested');
    expect(await states(tired, 'who has not stepped up')).toBe('requested');
    expect(await states({ token: api.token }, 'a token of nobody')).toBe('requested');
    const { waiver } = await request(reason('a guardian'), guardian);
    expect([waiver.state, waiver.approvals]).toEqual(['in-force', []]);
    expect((await gate(image)).outcome).toBe('fail');
    expect(await actionsOn(waiver.name)).toEqual(['waiver.requested', 'waiver.approved']);
  });

  it('are found by what ends soon, what is for an artifact, and what nothing needs any longer', async () => {
    const image = 'acme/hygiene';
    const { artifactId } = await scan(image);
    const { waiver: used } = await approve(await request(contentFor(image, { expiresAt: inDays(1) })));
    const { waiver: idle } = await approve(await request(contentFor('acme/never-scanned')));
    await api.sql(`UPDATE waiver SET valid_from = now() - interval '40 days' WHERE id = ANY ($1::int[])`, [
      [used.id, idle.id],
    ]);
    const names = async (query: string): Promise<string[]> =>
      (await succeed<WaiverPage>('GET', `?limit=200&${query}`, developer)).items.map(({ name }) => name);
    expect(await names(`artifact=${artifactId}`)).toEqual([used.name]);
    const soon = await names(`state=in-force&endsBefore=${inDays(2)}`);
    expect([soon.includes(used.name), soon.includes(idle.name)]).toEqual([true, false]);
    const unused = await names('unusedFor=30');
    expect([unused.includes(used.name), unused.includes(idle.name)]).toEqual([false, true]);
    expect(await names('overtaken=true')).not.toContain(used.name);
    // Fixed: nothing is left to waive.
    await scan(image, { names: [] });
    expect((await gate(image)).outcome).toBe('pass');
    expect(await names('overtaken=true')).toEqual([used.name]);
    expect((await revisions(used.id)).verdictCount).toBe(0);
  });

  describe('are looked after', () => {
    const upkeep = (): Promise<string | null> =>
      api.app.get(WaiverUpkeepService, { strict: false }).run({ pause: async () => undefined });

    const goneSince = async (id: string): Promise<Date | null> =>
      (await api.sql<{ gone: Date | null }>('SELECT gone_since AS gone FROM waiver WHERE id = $1', [id]))[0]?.gone ??
      null;

    const isGoneFor = (id: string, days: number) =>
      api.sql(`UPDATE waiver SET gone_since = now() - $2::int * interval '1 day' WHERE id = $1`, [id, days]);

    it('close once what they are for is fixed, for good: what returns is not waived', async () => {
      const image = 'acme/closing';
      const [{ waiver }, kept] = [await inForce(image), await inForce('acme/still-there')];
      // Nothing is known of what nobody scanned since.
      await isGoneFor(waiver.id, 99);
      await upkeep();
      expect([(await revisions(waiver.id)).state, await goneSince(waiver.id)]).toEqual(['in-force', null]);
      await scan(image, { names: [] });
      await scan('acme/still-there', { tool: 'second-scan', names: [] });
      await isGoneFor(kept.waiver.id, 99);
      await upkeep();
      expect(await goneSince(waiver.id)).not.toBeNull();
      await isGoneFor(waiver.id, 29);
      await upkeep();
      expect((await revisions(waiver.id)).state).toBe('in-force');
      await isGoneFor(waiver.id, 31);
      expect(await upkeep()).toContain('Closed 1 waiver whose findings are fixed.');
      const closed = await revisions(waiver.id);
      expect(closed).toMatchObject({ state: 'closed', endedBy: { kind: 'system', name: 'plimsoll' } });
      expect(closed.endReason).toMatch(/^Fixed: no current artifact has had CVE-2021-44906 since /);
      expect([(await revisions(kept.waiver.id)).state, await goneSince(kept.waiver.id)]).toEqual(['in-force', null]);
      expect((await gate('acme/still-there')).outcome).toBe('pass');
      const listed = await succeed<WaiverPage>('GET', `?state=closed&q=${image}`, developer);
      expectContract('waiversList', 200, listed);
      expect(listed.items.map(({ name }) => name)).toEqual([waiver.name]);
      expect((await actionsOn(waiver.name)).at(-1)).toBe('waiver.closed');
      await upkeep();
      expect((await actionsOn(waiver.name)).filter((action) => action === 'waiver.closed')).toHaveLength(1);

      await scan(image);
      expect((await gate(image)).outcome).toBe('fail');
      expect(await falselyGreen()).toEqual([]);
      for (const [path, body] of [
        ['approve', { revision: waiver.revision }],
        ['revoke', { reason: 'x' }],
        ['reject', { reason: 'x' }],
      ] as const)
        expect(await refused(call('POST', `/${waiver.id}/${path}`, guardian, body))).toEqual([409, 'waiver_closed']);
      const renewed = await succeed<WaiverResult>(
        'POST',
        `/${waiver.id}/renew`,
        developer,
        { expiresAt: inDays(2) },
        201,
      );
      expect(renewed.waiver.state).toBe('requested');
    });

    it('stay while what is deployed has what they are for', async () => {
      const image = 'acme/deployed';
      const { waiver } = await inForce(image);
      const recorded = await api.call('POST', '/api/v1/deployments', {
        as: { token: api.token },
        body: { image, digest: DIGEST, environment: 'prod' },
      });
      expect(recorded.status).toBe(201);
      await scan(image, { tool: 'second-scan' });
      const digest = `sha256:${'d'.repeat(64)}`;
      await api.take(
        bom({ names: [] }),
        `?image=${image}&digest=${digest}&covers=match,secret,misconfiguration,licence`,
      );
      await api.sql(`UPDATE waiver SET valid_from = valid_from - interval '1 day' WHERE id = $1`, [waiver.id]);
      await isGoneFor(waiver.id, 99);
      await upkeep();
      expect([(await revisions(waiver.id)).state, await goneSince(waiver.id)]).toEqual(['in-force', null]);
      // Nothing of it runs any longer.
      await api.sql(
        `UPDATE deployment SET ended_at = now() WHERE image_id IN (SELECT id FROM image WHERE repository = $1)`,
        [image],
      );
      await upkeep();
      expect(await goneSince(waiver.id)).not.toBeNull();
    });

    it('are told of once before they end, in the audit log and the metrics', async () => {
      const { waiver } = await inForce('acme/telling', { expiresAt: inDays(2) });
      await Promise.all([upkeep(), upkeep()]);
      await upkeep();
      const told = (await actionsOn(waiver.name)).filter((action) => action === 'waiver.ending');
      expect(told).toHaveLength(1);
      const metrics = await (await api.call('GET', '/metrics', { as: { token: api.token } })).text();
      expect(metrics).toMatch(/^plimsoll_waivers\{state="ending"\} [1-9]/m);
      // What is said anew is told of anew.
      const { scope, status, justification } = waiver;
      const change = { scope, status, justification, expiresAt: inDays(3), basedOn: waiver.revision };
      await approve(await succeed<WaiverResult>('PUT', `/${waiver.id}`, developer, change));
      await upkeep();
      expect((await actionsOn(waiver.name)).filter((action) => action === 'waiver.ending')).toHaveLength(2);
    });
  });

  it('are over by whichever clock is ahead', async () => {
    const image = 'acme/clocks';
    const { waiver } = await inForce(image);
    const waivers = api.app.get(ArtifactWaivers, { strict: false });
    const database = api.app.get(Database, { strict: false });
    const [artifact] = await api.sql<{ id: number }>(
      'SELECT artifact.id FROM artifact JOIN image ON image.id = image_id WHERE repository = $1',
      [image],
    );
    const inForceAt = async (at: Date): Promise<string[]> =>
      (await waivers.listFor(database, { id: artifact?.id ?? 0, image, digest: DIGEST }, at)).map(
        ({ waiver: { id } }) => id,
      );
    expect(await inForceAt(new Date())).toEqual([waiver.name]);
    expect(await inForceAt(new Date(waiver.expiresAt))).toEqual([]);
    // The database's clock, seen from a process whose own is an hour behind.
    await api.sql(`UPDATE waiver SET expires_at = now() - interval '1 minute' WHERE id = $1`, [waiver.id]);
    expect(await inForceAt(new Date(Date.now() - 3_600_000))).toEqual([]);
    await api.sql(`UPDATE artifact_verdict SET holds_until = now() - interval '1 minute' WHERE artifact_id = $1`, [
      artifact?.id,
    ]);
    expect((await gate(image)).outcome).toBe('fail');
  });

  it('end with their time, asked at the gate: no verdict and no promotion rests on one that is over', async () => {
    const image = 'acme/ending';
    const { waiver } = await inForce(image, { expiresAt: new Date(Date.now() + 4000).toISOString() });
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(waiver.expiresAt) - Date.now())));
    const [here, there] = await Promise.all([
      gate(image),
      replica.read<Verdict>(`/api/v1/gate?image=${image}&digest=${DIGEST}&environment=prod`),
    ]);
    expect([here.outcome, there.outcome]).toEqual(['fail', 'fail']);
    const recorded = await api.call('POST', '/api/v1/deployments', {
      as: { token: api.token },
      body: { image, digest: DIGEST, environment: 'prod' },
    });
    expect(await recorded.json()).toMatchObject({ verdictWhenRecorded: { outcome: 'fail' } });
    expect((await revisions(waiver.id)).state).toBe('ended');
    expect(await refused(call('POST', `/${waiver.id}/approve`, other, { revision: waiver.revision }))).toEqual([
      409,
      'waiver_closed',
    ]);
  });

  it('can be looked into by a verdict that rests on them: what it left out is left out again', async () => {
    const image = 'acme/replayed';
    await scan(image, { names: [[CVE], ['CVE-2020-0001']] });
    const { waiver } = await approve(await request(contentFor(image)));
    const verdict = await gate(image);
    expect(verdict.outcome).toBe('fail');
    const rule = verdict.reasons.find(({ findings }) => findings.length > 0)?.rule ?? '';
    await succeed('POST', `/${waiver.id}/revoke`, guardian, { reason: 'a spec' });
    const page = await api.read<{ items: { advisory: string }[] }>(
      `/api/v1/verdicts/${verdict.verdictId}/findings?rule=${rule}`,
    );
    expect(page.items.map(({ advisory }) => advisory)).toEqual(['CVE-2020-0001']);
  });

  it('do not grow with the names of an advisory: what a later report calls so is not covered', async () => {
    const image = 'acme/named';
    const GHSA = 'GHSA-XVCH-5GV4-984H';
    const { waiver } = await inForce(image);
    expect(await revisions(waiver.id)).toMatchObject({ names: [CVE], approvedNames: [CVE], newNames: [] });
    // Another vulnerability, as long as nobody says that it is this one.
    await scan(image, { tool: 'second-scan', names: [[GHSA]] });
    expect((await gate(image)).outcome).toBe('fail');
    await scan(image, { tool: 'third-scan', names: [[CVE, GHSA]] });
    const verdict = await gate(image);
    expect(verdict.outcome).toBe('fail');
    expect(verdict.inputs.waivers).toEqual([]);
    const changed = await revisions(waiver.id);
    expect(changed.newNames.map((name) => name.toUpperCase())).toEqual([GHSA]);
    const { scope, status, justification, expiresAt, revision } = changed;
    const body = { scope, status, justification, expiresAt, basedOn: revision };
    await approve(await succeed<WaiverResult>('PUT', `/${waiver.id}`, developer, body));
    expect((await gate(image)).outcome).toBe('pass');
    expect((await revisions(waiver.id)).newNames).toEqual([]);
  });

  describe('on two replicas', () => {
    /** Holds the row of a waiver, runs `meanwhile` once somebody waits for it, and lets go. */
    async function whileHeld(
      id: string,
      blocked: () => Promise<Response>,
      meanwhile: () => Promise<unknown>,
    ): Promise<Response> {
      const holder = new Client({ connectionString: api.ownerUrl });
      await holder.connect();
      try {
        await holder.query('BEGIN');
        await holder.query('SELECT FROM waiver WHERE id = $1 FOR UPDATE', [id]);
        const answer = blocked();
        const waiting = await eventually(
          () =>
            api.sql(
              `SELECT FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
            ),
          ({ length }) => length > 0,
        );
        expect(waiting).toHaveLength(1);
        await meanwhile();
        await holder.query('COMMIT');
        return await answer;
      } finally {
        await holder.end();
      }
    }

    it('two who approve at once both count, once', async () => {
      const image = 'acme/two-at-once';
      await scan(image);
      const requested = await request(contentFor(image));
      const path = `/${requested.waiver.id}/approve`;
      const body = { revision: requested.waiver.revision };
      const answers = await Promise.all([call('POST', path, guardian, body), call('POST', path, other, body, replica)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const { approvals, state } = await revisions(requested.waiver.id);
      expect([state, approvals.map(({ approvedBy }) => approvedBy.name).sort()]).toEqual([
        'in-force',
        [guardian.email, other.email].sort(),
      ]);
      expect((await gate(image)).outcome).toBe('pass');
    });

    it('a double click is one approval, one revocation and one event', async () => {
      const image = 'acme/double-click';
      await scan(image);
      const { waiver } = await request(contentFor(image));
      for (const [act, body] of [
        ['approve', { revision: waiver.revision }],
        ['revoke', { reason: 'a spec' }],
      ] as const) {
        const answers = await Promise.all(
          [api, replica, api].map((at) => call('POST', `/${waiver.id}/${act}`, guardian, body, at)),
        );
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
        const results = (await Promise.all(answers.map((answer) => answer.json()))) as WaiverResult[];
        expect(results.map(({ isJoined }) => isJoined).sort()).toEqual([false, true, true]);
        if (act === 'approve') await approveAs({ ...results[0], waiver } as WaiverResult, other);
      }
      expect((await revisions(waiver.id)).approvals).toHaveLength(2);
      expect(await actionsOn(waiver.name)).toEqual(
        ['requested', 'approved', 'approved', 'revoked'].map((what) => `waiver.${what}`),
      );
    });

    it('an approval beside an edit is for what was read, or for nothing', async () => {
      const image = 'acme/approve-and-edit';
      await scan(image);
      let { waiver } = await request(contentFor(image));
      for (const round of [1, 2, 3]) {
        await call('POST', `/${waiver.id}/approve`, other, { revision: waiver.revision });
        const change = { ...contentFor(image, { justification: `Reason ${round}.` }), basedOn: waiver.revision };
        const [approved, edited] = await Promise.all([
          call('POST', `/${waiver.id}/approve`, guardian, { revision: waiver.revision }),
          call('PUT', `/${waiver.id}`, developer, change, replica),
        ]);
        expect([[200, 409].includes(approved.status), edited.status]).toEqual([true, 200]);
        const now = await revisions(waiver.id);
        expect([now.state, now.approvals, now.number]).toEqual(['requested', [], round + 1]);
        expect((await gate(image)).outcome).toBe('fail');
        waiver = now;
      }
    });

    it.each([
      ['the role', (person: TestPerson) => api.sql('DELETE FROM role_grant WHERE account_id = $1', [person.accountId])],
      [
        'the account',
        (person: TestPerson) => api.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [person.accountId]),
      ],
    ])('an approver who loses %s between the click and the commit approves nothing', async (what, lose) => {
      const image = `acme/lost-${what.slice(4)}`;
      await scan(image);
      const { waiver } = await request(contentFor(image));
      const person = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
      const answer = await whileHeld(
        waiver.id,
        () => call('POST', `/${waiver.id}/approve`, person, { revision: waiver.revision }),
        () => lose(person),
      );
      expect(await refused(Promise.resolve(answer))).toEqual([403, 'forbidden']);
      expect(await revisions(waiver.id)).toMatchObject({ state: 'requested', approvals: [] });
      expect((await gate(image)).outcome).toBe('fail');
    });

    it('a token that is revoked between the click and the commit approves nothing', async () => {
      const image = 'acme/lost-token';
      await scan(image);
      const { waiver } = await request(contentFor(image));
      const token = await insertToken(api.sql, { accountId: guardian.accountId });
      const answer = await whileHeld(
        waiver.id,
        () => call('POST', `/${waiver.id}/approve`, { token }, { revision: waiver.revision }),
        () => api.sql('UPDATE api_token SET revoked_at = now() WHERE account_id = $1', [guardian.accountId]),
      );
      expect(answer.status).toBe(403);
      expect((await revisions(waiver.id)).state).toBe('requested');
    });

    it('no verdict that is given beside a revocation rests on the waiver', async () => {
      const image = 'acme/gate-and-revoke';
      await scan(image);
      const asked = `/api/v1/gate?image=${image}&digest=${DIGEST}&environment=prod`;
      for (const round of [1, 2, 3]) {
        const { waiver } = await approve(await request(contentFor(image, { justification: `Round ${round}.` })));
        await api.sql(`UPDATE artifact_verdict SET holds_until = 'epoch' WHERE outcome = 'pass'`);
        // An artifact that nobody knew before is among those that wait for it, too.
        const digest = `sha256:${String(round).repeat(64)}`;
        const report = `?image=${image}&digest=${digest}&covers=match,secret,misconfiguration,licence`;
        const [revoked] = await Promise.all([
          call('POST', `/${waiver.id}/revoke`, guardian, { reason: 'a spec' }),
          replica.get(asked),
          api.get(asked),
          replica.take(bom(), report),
        ]);
        expect(revoked.status).toBe(200);
        expect(await falselyGreen()).toEqual([]);
        const after = await Promise.all([
          api.read<Verdict>(asked),
          replica.read<Verdict>(asked.replace(DIGEST, digest)),
        ]);
        expect(after.map(({ outcome }) => outcome)).toEqual(['fail', 'fail']);
      }
    });

    it('pipelines that ask for the same at once have one request', async () => {
      const image = 'acme/joined';
      const content = contentFor(image);
      const tokens = await Promise.all(
        [1, 2, 3, 4].map(() => insertToken(api.sql, { permissions: ['waiver:request', 'waiver:read'] })),
      );
      const answers = await Promise.all(
        tokens.map((token, place) => call('POST', '', { token }, content, place % 2 === 0 ? api : replica)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
      const results = (await Promise.all(answers.map((answer) => answer.json()))) as WaiverResult[];
      const [name] = new Set(results.map(({ waiver }) => waiver.name));
      expect(results.map(({ waiver }) => waiver.name)).toEqual(results.map(() => name));
      expect(await actionsOn(name ?? '')).toEqual(['waiver.requested']);
      const other = await request({ ...content, expiresAt: inDays(2) });
      expect(other.waiver.name).not.toBe(name);
      const twice = { ...content, basedOn: other.waiver.revision };
      expect(await refused(call('PUT', `/${other.waiver.id}`, developer, twice))).toEqual([409, 'waiver_exists']);
    });
  });
});
