import type { Verdict } from '../../src/core/gate/verdict.js';
import type {
  WaiverDetails,
  WaiverPage,
  WaiverResult,
  WaiverVerdictPage,
} from '../../src/modules/waivers/dto/waiver.dto.js';
import { type Caller, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const WAIVERS = '/api/v1/waivers';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const CVE = 'CVE-2021-44906';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** One critical vulnerability that is not fixed in the image. */
function bom({ ids = [CVE] }: { ids?: readonly string[] } = {}): string {
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    metadata: {
      timestamp: new Date(Date.now() - 5 * 60_000).toISOString(),
      tools: [{ vendor: 'acme', name: 'acme-scan', version: '1.0.0' }],
    },
    components: [{ 'bom-ref': 'c', type: 'library', name: 'minimist', version: '0.0.8', purl: 'pkg:npm/minimist@0.0.8' }],
    vulnerabilities: ids.map((id) => ({
      id,
      ratings: [{ severity: 'critical' }],
      affects: [{ ref: 'c' }],
      recommendation: 'Upgrade minimist to version 1.2.6',
    })),
  });
}

/**
 * A waiver makes a fail a pass, so every way to have one is somebody's who may, who is not alone, and for a time. What ends it ends the
 * verdicts that rest on it.
 */
describe('Waivers', () => {
  let api: TestApi;
  let developer: TestPerson;
  let guardian: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    developer = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
  });

  afterAll(() => api.stop());

  const scan = (image: string, found?: Parameters<typeof bom>[0], project = 'default') =>
    api.take(bom(found), `?project=${project}&image=${image}&digest=${DIGEST}&covers=match,secret,misconfiguration,licence`);

  const gate = (image: string, environment = 'prod', project = 'default'): Promise<Verdict> =>
    api.read(`/api/v1/gate?project=${project}&image=${image}&digest=${DIGEST}&environment=${environment}`);

  const call = (method: string, path: string, as: Caller, body?: object): Promise<Response> =>
    api.call(method, `${WAIVERS}${path}`, { as, ...(body !== undefined && { body }) });

  async function succeed<Answer>(method: string, path: string, as: Caller, body?: object, status = 200): Promise<Answer> {
    const response = await call(method, path, as, body);
    if (response.status !== status) throw new Error(`${response.status}: ${await response.text()}\n${api.log.filter((line) => line.includes('"err":')).join('\n')}`);
    return (await response.json()) as Answer;
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

  const approve = ({ waiver }: WaiverResult, as: Caller = guardian): Promise<WaiverResult> =>
    succeed('POST', `/${waiver.id}/approve`, as, { revision: waiver.revision });

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
      waiver: { state: 'requested', canApprove: false, approvals: [], approvalsNeeded: 1, verdictRevision: null, validFrom: null },
    });
    expect((await gate(image)).outcome).toBe('fail');
    const mine = await succeed<WaiverPage>('GET', '?to=approve', guardian);
    expectContract('waiversList', 200, mine);
    expect(mine.items.map(({ name, canApprove }) => [name, canApprove])).toEqual([[requested.waiver.name, true]]);

    const approved = await approve(requested);
    expectContract('waiversApprove', 200, approved);
    expect(approved.waiver).toMatchObject({
      state: 'in-force',
      canApprove: false,
      approvals: [{ approvedBy: { kind: 'person', name: guardian.email } }],
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
    expect((await succeed<WaiverPage>('GET', '?to=approve', guardian)).items).toEqual([]);

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

    const revoked = await succeed<WaiverResult>('POST', `/${requested.waiver.id}/revoke`, guardian, { reason: 'exploited' });
    expectContract('waiversRevoke', 200, revoked);
    expect(revoked.changed[0]?.outcomes).toContainEqual({ environment: 'prod', before: 'pass', after: 'fail' });
    expect((await gate(image)).outcome).toBe('fail');
    const details = await succeed<WaiverDetails>('GET', `/${requested.waiver.id}`, developer);
    expectContract('waiversGet', 200, details);
    expect(details).toMatchObject({
      state: 'revoked',
      endReason: 'exploited',
      endedBy: { kind: 'person', name: guardian.email },
      verdictCount: 0,
      lastUsedAt: expect.any(String) as string,
      revisions: [{ number: 1, requestedBy: { name: developer.email }, approvals: [{ approvedBy: { name: guardian.email } }] }],
    });
    const events = await eventsOf(api, requested.waiver.name);
    expect(events.map(({ action, actor }) => [action, actor.name])).toEqual([
      ['waiver.revoked', guardian.email],
      ['waiver.approved', guardian.email],
      ['waiver.requested', developer.email],
    ]);
  });
});
