import type { Verdict } from '../../src/core/gate/verdict.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { ComponentPage } from '../../src/modules/components/dto/component.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import type { RecallList, RecallPreview, RecallResult } from '../../src/modules/recalls/dto/recall.dto.js';
import { type Caller, countRows, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const RECALLS = '/api/v1/evidence/recalls';

/** What the API logged of its own faults, which it tells no caller. */
function errorsIn(log: readonly string[]): string {
  return log.filter((line) => line.includes('"err":')).join('\n');
}

/**
 * What a scanner said that was tampered with, or a token that was stolen, must stop counting at once and for good, and nothing may
 * become green by it. Nobody learns of other projects by a recall, nor recalls what is theirs.
 */
describe('Recalls of evidence', () => {
  let api: TestApi;
  let guardian: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
  });

  // Scans are dated back, or made those of an earlier version, after they were judged.
  afterAll(() => api.stop({ isRewritten: true }));

  const DIGEST = `sha256:${'a'.repeat(64)}`;
  const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

  interface Found {
    tool?: string;
    version: string;
    component?: string;
    isCritical?: boolean;
    at?: string;
  }

  /** Of a scanner that writes SARIF would be no inventory: a CycloneDX document with the scanner's name. */
  const bom = ({
    tool = 'acme-scan',
    version,
    component = 'minimist',
    isCritical = false,
    at = minutesAgo(5),
  }: Found) =>
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      metadata: { timestamp: at, tools: [{ vendor: 'acme', name: tool, version }] },
      components: [
        { 'bom-ref': 'c', type: 'library', name: component, version: '0.0.8', purl: `pkg:npm/${component}@0.0.8` },
      ],
      vulnerabilities: isCritical
        ? [
            {
              id: 'CVE-2021-44906',
              ratings: [{ severity: 'critical' }],
              affects: [{ ref: 'c' }],
              recommendation: 'Upgrade minimist to version 1.2.6',
            },
          ]
        : [],
    });

  const send = (image: string, found: Found, more = '') =>
    api.take(bom(found), `?image=${image}&digest=${DIGEST}&covers=match,secret,misconfiguration,licence${more}`);

  const gate = (image: string, environment = 'dev'): Promise<Verdict> =>
    api.read(`/api/v1/gate?image=${image}&digest=${DIGEST}&environment=${environment}`);

  async function ask<Answer>(path: string, body: object, as: Caller = guardian, status = 201): Promise<Answer> {
    const response = await api.call('POST', path, { as, body });
    if (response.status !== status)
      throw new Error(`${response.status}: ${await response.text()}\n${errorsIn(api.log)}`);
    return (await response.json()) as Answer;
  }

  const recall = (conditions: object, as?: Caller): Promise<RecallResult> =>
    ask(RECALLS, { reason: 'tampered with', ...conditions }, as);

  const undo = (id: string, as?: Caller): Promise<RecallResult> => ask(`${RECALLS}/${id}/undo`, {}, as, 200);

  it('end what rests on the scans at once, say so everywhere, and can be undone', async () => {
    const image = 'acme/recalled';
    const receipt = await send(image, { tool: 'first-scan', version: '1.4.0', isCritical: true });
    const before = await gate(image, 'prod');
    expect(before.outcome).toBe('fail');
    const findings = `/api/v1/artifacts/${receipt.artifactId}/findings`;
    const components = `/api/v1/artifacts/${receipt.artifactId}/components`;
    const [found, inside] = [await api.read<FindingPage>(findings), await api.read<ComponentPage>(components)];
    expect([found.total, inside.total]).toEqual([1, 1]);

    const conditions = { tool: 'First-Scan', versions: '>=1.4 <1.5' };
    const preview = await ask<RecallPreview>(`${RECALLS}/preview`, conditions, guardian, 200);
    expectContract('recallsPreview', 200, preview);
    expect(preview).toEqual({
      scanCount: 1,
      currentCount: 1,
      artifactCount: 1,
      artifacts: [
        {
          artifactId: receipt.artifactId,
          project: 'default',
          image,
          digest: DIGEST,
          scanCount: 1,
          currentCount: 1,
        },
      ],
    });
    expect((await gate(image, 'prod')).verdictId).toBe(before.verdictId);

    const made = await recall(conditions);
    expectContract('recallsRecall', 201, made);
    expect(made).toMatchObject({
      recall: { tool: 'First-Scan', reason: 'tampered with', scanCount: 1, artifactCount: 1, undoneAt: null },
      changed: [
        { image, outcomes: expect.arrayContaining([{ environment: 'prod', before: 'fail', after: 'unknown' }]) },
      ],
      pendingCount: 0,
    });
    const verdict = await gate(image, 'prod');
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.reasons).toContainEqual(
      expect.objectContaining({ rule: 'evidence.recalled', message: expect.stringContaining('tampered with') }),
    );
    const artifact = await api.read<Artifact>(`/api/v1/artifacts/${receipt.artifactId}`);
    expectContract('artifactsGet', 200, artifact);
    expect(artifact).toMatchObject({
      scans: [{ isCurrent: false, recall: { id: made.recall.id, reason: 'tampered with' } }],
    });
    expect((await api.read<FindingPage>(findings)).total).toBe(0);
    expect((await api.read<ComponentPage>(components)).total).toBe(0);
    const { items } = (await (await api.call('GET', RECALLS, { as: guardian })).json()) as RecallList;
    expect(items[0]).toEqual(made.recall);

    const undone = await undo(made.recall.id);
    expectContract('recallsUndo', 200, undone);
    expect(undone).toMatchObject({ recall: { undoneBy: { kind: 'person', name: guardian.email } } });
    expect(await gate(image, 'prod')).toMatchObject({ verdictId: before.verdictId });
    expect(await api.read<FindingPage>(findings)).toEqual(found);
    expect(await api.read<ComponentPage>(components)).toEqual(inside);
    const events = await eventsOf(api, `recall ${made.recall.id}`);
    expect(events).toMatchObject([
      { action: 'evidence.recall-undone', actor: { name: guardian.email } },
      { action: 'evidence.recalled', actor: { name: guardian.email }, after: { versions: '>=1.4 <1.5', scanCount: 1 } },
    ]);
    expect(await undo(made.recall.id)).toMatchObject({ recall: undone.recall, changed: [] });
    expect(await eventsOf(api, `recall ${made.recall.id}`)).toHaveLength(2);
  });

  it('have an older scan speak again, with what it lists, and let nobody take it for a pass', async () => {
    const image = 'acme/older';
    const older = await send(image, { tool: 'two', version: '1.0.0', component: 'left-pad', at: minutesAgo(9) });
    const newer = await send(image, { tool: 'two', version: '2.0.0', component: 'right-pad', at: minutesAgo(3) });
    await recall({ tool: 'two', versions: '2.x' });
    expect((await gate(image)).outcome).toBe('unknown');
    const { scans } = await api.read<Artifact>(`/api/v1/artifacts/${older.artifactId}`);
    expect(scans.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      [newer.scanId, false],
      [older.scanId, true],
    ]);
    const inside = await api.read<ComponentPage>(`/api/v1/artifacts/${older.artifactId}/components`);
    expect(inside.items.map(({ name }) => name)).toEqual(['left-pad']);
    await send(image, { tool: 'two', version: '3.0.0', at: minutesAgo(1) });
    expect((await gate(image)).reasons.map(({ rule }) => rule)).not.toContain('evidence.recalled');
  });

  it('are about scans that come later, too, whose receipt says so', async () => {
    const { recall: made } = await recall({ tool: 'late-scan' });
    const first = await send('acme/late', { tool: 'late-scan', version: '1', isCritical: true });
    expectContract('reportsReceive', 201, first);
    expect(first).toMatchObject({ recall: { id: made.id, reason: 'tampered with' }, replacedBy: null });
    expect(first.verdicts.map(({ outcome }) => outcome)).not.toContain('pass');
    expect((await api.read<FindingPage>(`/api/v1/artifacts/${first.artifactId}/findings`)).total).toBe(0);
    const again = await send('acme/late', { tool: 'late-scan', version: '1', isCritical: true, at: minutesAgo(1) });
    expect(again.recall?.id).toBe(made.id);
    await undo(made.id);
    expect((await gate('acme/late', 'prod')).outcome).toBe('fail');
    expect((await api.read<FindingPage>(`/api/v1/artifacts/${first.artifactId}/findings`)).total).toBe(1);
  });

  it('are about what a sender sent, and about a time', async () => {
    const ada = await insertPerson(api.sql, { email: 'ada@plimsoll.example', grants: [{ role: 'developer' }] });
    const token = await insertToken(api.sql, { permissions: ['report:write'], accountId: ada.accountId });
    const body = JSON.parse(bom({ tool: 'sent', version: '1' })) as unknown;
    await api.call('POST', `/api/v1/reports?image=acme/sent&digest=${DIGEST}`, { as: { token }, body });
    await send('acme/not-sent', { tool: 'sent', version: '1' });
    const count = async (conditions: object): Promise<number> =>
      (await ask<RecallPreview>(`${RECALLS}/preview`, conditions, guardian, 200)).scanCount;
    expect(await count({ tool: 'sent', sender: 'person:ada@plimsoll.example' })).toBe(1);
    expect(await count({ tool: 'sent', sender: 'token:of a spec' })).toBe(1);
    expect(await count({ tool: 'sent', receivedFrom: minutesAgo(60) })).toBe(2);
    expect(await count({ tool: 'sent', receivedUntil: minutesAgo(60) })).toBe(0);
    await api.sql(`UPDATE scan SET sender = NULL WHERE tool = 'sent'`);
    expect(await count({ tool: 'sent', sender: 'person:ada@plimsoll.example' })).toBe(2);
  });

  it('miss no report that is taken in at the same time', async () => {
    const sending = Array.from({ length: 8 }, (_, index) =>
      send(`acme/racing-${index % 4}`, { tool: 'racing', version: `1.${index}`, at: minutesAgo(index) }),
    );
    const [made] = await Promise.all([recall({ tool: 'racing' }), ...sending]);
    const [{ missed }] = (await api.sql(
      `SELECT count(*)::int AS missed FROM scan
       WHERE tool = 'racing' AND id NOT IN (SELECT scan_id FROM recalled_scan WHERE recall_id = $1)`,
      [made.recall.id],
    )) as [{ missed: number }];
    expect(missed).toBe(0);
    for (const index of [0, 1, 2, 3]) expect((await gate(`acme/racing-${index}`)).outcome).toBe('unknown');
  });

  it('are for the projects in which one may, and tell of no others', async () => {
    const [ours, theirs] = [await insertProject(api.sql, 'ours'), await insertProject(api.sql, 'theirs')];
    const own = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: ours }] });
    const other = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: theirs }] });
    await send('acme/shared', { tool: 'shared', version: '1' }, '&project=theirs');
    const before = await countRows(api);
    for (const path of [RECALLS, `${RECALLS}/preview`]) {
      const forbidden = await api.call('POST', path, { as: own, body: { tool: 'shared', ...reasonFor(path) } });
      expect(forbidden.status).toBe(403);
      const body = { project: 'theirs', tool: 'shared', ...reasonFor(path) };
      expect((await api.call('POST', path, { as: own, body })).status).toBe(404);
    }
    expect(await countRows(api)).toEqual(before);
    const { recall: global } = await recall({ tool: 'shared' });
    const listOf = async (as: Caller): Promise<RecallList> =>
      (await (await api.call('GET', RECALLS, { as })).json()) as RecallList;
    const counts = async (as: Caller) => (await listOf(as)).items.find(({ id }) => id === global.id)?.scanCount;
    expect([await counts(own), await counts(other), await counts(guardian)]).toEqual([0, 1, 1]);
    expect((await api.call('POST', `${RECALLS}/${global.id}/undo`, { as: other, body: {} })).status).toBe(403);
    const { recall: local } = await recall({ tool: 'shared', project: 'theirs' }, other);
    expect((await listOf(own)).items.map(({ id }) => id)).not.toContain(local.id);
    expect((await api.call('POST', `${RECALLS}/${local.id}/undo`, { as: own, body: {} })).status).toBe(404);
    await undo(global.id);
    const verdict = await api.read<Verdict>(
      `/api/v1/gate?project=theirs&image=acme/shared&digest=${DIGEST}&environment=dev`,
    );
    expect(verdict.outcome).toBe('unknown');
  });

  const reasonFor = (path: string): object => (path.endsWith('preview') ? {} : { reason: 'a spec' });

  it.each([
    ['no condition', {}, 'tool'],
    ['a project alone', { project: 'default' }, 'tool'],
    ['a range that is none', { versions: 'below seventy' }, 'versions'],
    ['a sender that is none', { sender: 'somebody:else' }, 'sender'],
    ['a time that is none', { receivedFrom: '2026-13-01T00:00:00Z' }, 'receivedFrom'],
    ['a year of five digits', { receivedUntil: '9999-12-31T23:59:59-14:00' }, 'receivedUntil'],
    ['a time that ends before it begins', { receivedFrom: '2026-02-01', receivedUntil: '2026-01-01' }, 'receivedUntil'],
    ['a reason of two lines', { tool: 'x', reason: 'a\nb' }, 'reason'],
    ['no reason', { tool: 'x', reason: '' }, 'reason'],
  ])('are refused with %s', async (_, body, parameter) => {
    const response = await api.call('POST', RECALLS, { as: guardian, body: { reason: 'a spec', ...body } });
    const { status, issues } = await problemOf(response);
    expect([status, issues?.[0]?.parameter]).toEqual([400, parameter]);
  });
});
