import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceRulesOf } from '../../src/core/gate/counting-evidence.js';
import { currentScans } from '../../src/core/gate/current-scans.js';
import { evaluate } from '../../src/core/gate/evaluate.js';
import { factsOf } from '../../src/core/gate/facts-of.js';
import { countComponents, recordOf } from '../../src/core/gate/scan-record.js';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { verdictJson } from '../../src/core/gate/verdict-json.js';
import { sourcesOf } from '../../src/core/upgrades/sources-of.js';
import { parsePolicy } from '../../src/core/policy/parse-policy.js';
import type { Sender } from '../../src/core/model/sender.js';
import { mismatchesOf } from '../../src/core/reports/mismatches.js';
import { parseReport } from '../../src/core/reports/parse-report.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { createApp } from '../../src/app.setup.js';
import { Database } from '../../src/database/database.js';
import { readEnvironment } from '../../src/config/read-environment.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { ProblemDetails } from '../../src/common/errors/problem.dto.js';
import type { VerdictFindingPage } from '../../src/modules/gate/dto/verdict-findings.dto.js';
import type { PolicyVersions } from '../../src/modules/policy/dto/policy.dto.js';
import type { PolicyProgress } from '../../src/modules/gate/dto/policy-progress.dto.js';
import { JobQueue } from '../../src/modules/jobs/job-queue.js';
import { fixture, settingsFor, TEST_POLICY, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventually } from './eventually.js';

/**
 * GET /api/v1/gate. Whoever asks must not be able to: get a pass for what nobody has scanned, get yesterday's verdict
 * after the policy or the scans have changed, or get another verdict than the same report gives offline.
 */
const REPORTS = [
  'reports/defectdojo/trivy/scheme_2_many_vulns.json',
  'reports/defectdojo/trivy/issue_9170.json',
  'reports/jenkins-analysis-model/grype-report-wo-description.json',
  'reports/vexctl-sarif/nginx-trivy.sarif.json',
  'documents/cyclonedx-bom-examples/SBOM/laravel-7.12.0/bom.1.2.json',
  'documents/cyclonedx-bom-examples/VEX/CISA-Use-Cases/Case-3/vex.json',
];

/** A Trivy report of critical vulnerabilities, in the order of their names. */
function reportOf(count: number): string {
  const found = Array.from({ length: count }, (_, place) => ({
    VulnerabilityID: nameAt(place),
    PkgName: `package-${place}`,
    PkgIdentifier: { PURL: `pkg:npm/package-${place}@1.0.0` },
    InstalledVersion: '1.0.0',
    FixedVersion: '1.0.1',
    Severity: 'CRITICAL',
    Title: `The ${place}th`,
  }));
  return JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: `many-${count}`,
    ArtifactType: 'container_image',
    Results: [{ Target: 'package-lock.json', Class: 'lang-pkgs', Type: 'npm', Vulnerabilities: found }],
  });
}

function nameAt(place: number): string {
  return `CVE-2026-${10_000 + place}`;
}

describe('GET /api/v1/gate', () => {
  let api: TestApi;
  const policy = parsePolicy(readFileSync(TEST_POLICY, 'utf8'));

  beforeAll(async () => {
    api = await startApi();
  });

  // It damages what is stored, too.
  afterAll(() => api.stop({ isDamaged: true }));

  async function ask(image: string, digest: string, environment: string): Promise<string> {
    const response = await api.get(`/api/v1/gate?image=${image}&digest=${digest}&environment=${environment}`);
    expect(response.status).toBe(200);
    return response.text();
  }

  describe.each(REPORTS)('for %s', (path) => {
    it('answers in the bytes that the core gives for the same report', async () => {
      const bytes = fixture(path);
      const image = `acme/core-${REPORTS.indexOf(path)}`;
      const { digest, scanId } = await api.take(bytes, `?image=${image}`);
      const scan = await parseReport([bytes]);
      const [stored] = await api.sql<{ receivedAt: Date; sender: Sender }>(
        'SELECT received_at AS "receivedAt", sender FROM scan WHERE id = $1',
        [scanId],
      );
      const receivedAt = stored?.receivedAt.toISOString() ?? '';
      for (const { name: environment } of policy.environments) {
        const answer = await ask(image, digest, environment);
        const { evaluatedAt, inputs } = JSON.parse(answer) as Verdict;
        expectContract('gateDecide', 200, JSON.parse(answer));
        const record = recordOf(scan, inputs.scans[0]?.report ?? '', receivedAt, {
          sender: stored?.sender ?? null,
          mismatches: mismatchesOf(scan, { image, digest }, receivedAt),
        });
        const rules = evidenceRulesOf(policy.environments.find(({ name }) => name === environment)?.settings);
        const counted = factsOf({ image, digest, scans: [record], ...countComponents([scan]), ...rules });
        const facts = { ...counted, sourceOf: sourcesOf([scan]) };
        expect(answer).toBe(verdictJson(evaluate({ facts, policy, waivers: [], environment, at: evaluatedAt })));

        // Read back from the database, it is the same again: by columns, and by claims where there are none that can be trusted.
        const { evaluatedAt: _, ...restOfAnswer } = JSON.parse(answer) as Verdict;
        for (const damage of ['is_whole = is_whole', 'is_whole = false', `columns = '\\x00'`]) {
          await api.sql(`UPDATE artifact_state SET ${damage}`);
          await api.sql('DELETE FROM artifact_verdict');
          const { evaluatedAt: __, ...restOfAgain } = JSON.parse(await ask(image, digest, environment)) as Verdict;
          expect(restOfAgain).toEqual(restOfAnswer);
        }
      }
    });
  });

  it('rests on findings of no other scans than those that count', async () => {
    const { artifactId, digest } = await api.take(fixture('one-image/trivy.json'), '?image=acme/of-these');
    const clean = await api.take(
      '{"SchemaVersion":2,"ArtifactName":"acme/of-others:1","Results":[]}',
      '?image=acme/of-others',
    );
    const outcomeOf = async () => {
      await api.sql('DELETE FROM artifact_verdict');
      const { outcome, reasons } = JSON.parse(await ask('acme/of-these', digest, 'prod')) as Verdict;
      return { outcome, reasons };
    };
    const before = await outcomeOf();
    expect(before.outcome).toBe('fail');
    await api.sql(
      `UPDATE artifact_state AS own SET columns = other.columns, names = other.names, texts = other.texts,
         finding_count = other.finding_count, is_whole = true, scan_ids = other.scan_ids
       FROM artifact_state AS other WHERE own.artifact_id = $1 AND other.artifact_id = $2`,
      [artifactId, clean.artifactId],
    );
    expect(await outcomeOf()).toEqual(before);
  });

  it('unites several scans as the core does, whichever came first', async () => {
    const paths = REPORTS.slice(0, 4);
    const digest = `sha256:${'d'.repeat(64)}`;
    for (const [image, order] of [
      ['acme/forward', paths],
      ['acme/backward', paths.toReversed()],
    ] as const) {
      for (const path of order) await api.send(fixture(path), `?image=${image}&digest=${digest}`);
      const answer = await ask(image, digest, 'prod');
      const { evaluatedAt } = JSON.parse(answer) as Verdict;
      const rows = await api.sql<{ report: string; receivedAt: Date; sender: Sender }>(
        `SELECT 'sha256:' || sha256 AS report, received_at AS "receivedAt", sender FROM scan JOIN report ON report.id = report_id
         JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id WHERE repository = $1 ORDER BY scan.id`,
        [image],
      );
      const scans = await Promise.all(order.map((path) => parseReport([fixture(path)])));
      const records = scans.map((scan, place) =>
        recordOf(scan, rows[place]?.report ?? '', rows[place]?.receivedAt.toISOString() ?? '', {
          sender: rows[place]?.sender ?? null,
          mismatches: mismatchesOf(scan, { image, digest }, rows[place]?.receivedAt.toISOString() ?? ''),
        }),
      );
      const current = new Set(currentScans(records));
      const counting = scans.filter((_, place) => current.has(records[place] as (typeof records)[number]));
      const counted = factsOf({
        image,
        digest,
        scans: records,
        ...countComponents(counting),
        ...evidenceRulesOf(policy.environments.find(({ name }) => name === 'prod')?.settings),
      });
      const facts = { ...counted, sourceOf: sourcesOf(counting) };
      expect(answer).toBe(verdictJson(evaluate({ facts, policy, waivers: [], environment: 'prod', at: evaluatedAt })));
    }
  });

  it('answers with the verdict that stands, byte for byte, and finds it by its id', async () => {
    const { digest } = await api.take(fixture(REPORTS[0] ?? ''), '?image=acme/stands&tag=v1');
    const answer = await ask('acme/stands', digest, 'stage');
    expect(await ask('acme/stands', digest, 'stage')).toBe(answer);
    const byTag = await api.get('/api/v1/gate?image=acme/stands&tag=v1&environment=stage');
    expect(await byTag.text()).toBe(answer);
    const { verdictId } = JSON.parse(answer) as Verdict;
    expect(await (await api.get(`/api/v1/verdicts/${verdictId}`)).text()).toBe(answer);
  });

  it('answers with the verdicts of a version that knew no summaries, and shows their messages', async () => {
    const { digest, artifactId } = await api.take(fixture(REPORTS[0] ?? ''), '?image=acme/before-summaries');
    const { reasons, ...verdict } = JSON.parse(await ask('acme/before-summaries', digest, 'prod')) as Verdict;
    // What is undefined stands in no JSON.
    const old = { ...verdict, reasons: reasons.map((reason) => ({ ...reason, summary: undefined, notes: undefined })) };
    await api.sql('UPDATE verdict SET body = $2 WHERE verdict_id = $1', [verdict.verdictId, JSON.stringify(old)]);
    const answer: unknown = JSON.parse(await ask('acme/before-summaries', digest, 'prod'));
    expect(answer).toEqual(old);
    expectContract('gateDecide', 200, answer);

    const artifact = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
    expectContract('artifactsGet', 200, artifact);
    const shown = artifact.verdicts.find(({ environment }) => environment === 'prod');
    expect(shown?.reasons.map(({ summary, notes }) => ({ summary, notes }))).toEqual(
      reasons.map(({ message }) => ({ summary: message, notes: [] })),
    );
  });

  it('gives no verdict by columns that may be of other scans than those that count', async () => {
    const digest = `sha256:${'c'.repeat(64)}`;
    const { artifactId } = await api.take(reportOf(30), `?image=acme/own-columns&digest=${digest}`);
    const clean = await api.take(reportOf(0), `?image=acme/clean-columns&digest=${digest}`);
    const before = JSON.parse(await ask('acme/own-columns', digest, 'prod')) as Verdict;
    expect(before.outcome).toBe('fail');
    await api.sql(
      `UPDATE artifact_state AS state SET columns = clean.columns, names = clean.names, texts = clean.texts, finding_count = 0
       FROM artifact_state AS clean WHERE state.artifact_id = $1 AND clean.artifact_id = $2`,
      [artifactId, clean.artifactId],
    );
    await api.sql('UPDATE scan SET is_current = false WHERE artifact_id = $1', [artifactId]);
    await api.sql('DELETE FROM artifact_verdict WHERE artifact_id = $1', [artifactId]);
    const after = JSON.parse(await ask('acme/own-columns', digest, 'prod')) as Verdict;
    expect([after.outcome, after.verdictId]).toEqual(['fail', before.verdictId]);
  });

  it('gives a new verdict once the time of the old one is over', async () => {
    const { digest, artifactId } = await api.take(fixture(REPORTS[2] ?? ''), '?image=acme/over');
    const before = JSON.parse(await ask('acme/over', digest, 'prod')) as Verdict;
    await api.sql(`UPDATE artifact_verdict SET holds_until = now() - interval '1 second' WHERE artifact_id = $1`, [
      artifactId,
    ]);
    const { verdicts } = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
    expect(verdicts).toEqual([]);
    const after = JSON.parse(await ask('acme/over', digest, 'prod')) as Verdict;
    expect(Date.parse(after.evaluatedAt)).toBeGreaterThan(Date.parse(before.evaluatedAt));
    const shown = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
    expect(shown.verdicts.map(({ environment }) => environment)).toContain('prod');
  });

  it('lets a newer scan of the same tool replace the older one', async () => {
    const digest = `sha256:${'e'.repeat(64)}`;
    const report = JSON.parse(fixture(REPORTS[0] ?? '').toString());
    const clean = { ...report, Results: report.Results.map((result: object) => ({ ...result, Vulnerabilities: [] })) };
    await api.send(JSON.stringify(report), `?image=acme/mended&digest=${digest}`);
    const before = JSON.parse(await ask('acme/mended', digest, 'prod')) as Verdict;
    const receipt = await api.take(JSON.stringify(clean), `?image=acme/mended&digest=${digest}`);
    const after = JSON.parse(await ask('acme/mended', digest, 'prod')) as Verdict;
    expect(before.outcome).toBe('fail');
    expect(after.inputs.scans.map(({ report }) => report)).not.toEqual(before.inputs.scans.map(({ report }) => report));
    const detail = await api.read<Artifact>(`/api/v1/artifacts/${receipt.artifactId}`);
    expect(detail.scans.map(({ isCurrent }) => isCurrent)).toEqual([true, false]);
    expect(detail.counts).toEqual(receipt.counts);
  });

  /** Whoever asks must not be told of other findings than those that the verdict was given for. */
  describe('GET /api/v1/verdicts/{id}/findings', () => {
    const RULE = 'vulnerabilities.critical';

    async function failedVerdict(image: string, count: number): Promise<{ verdict: Verdict; artifactId: string }> {
      const digest = `sha256:${count.toString(16).padStart(64, '0')}`;
      const { artifactId } = await api.take(reportOf(count), `?image=${image}&digest=${digest}`);
      return { verdict: JSON.parse(await ask(image, digest, 'prod')) as Verdict, artifactId };
    }

    function list({ verdictId }: Verdict, query = `rule=${RULE}`): Promise<Response> {
      return api.get(`/api/v1/verdicts/${verdictId}/findings?${query}`);
    }

    async function listAll(verdict: Verdict): Promise<VerdictFindingPage['items']> {
      const items: VerdictFindingPage['items'] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const response = await list(verdict, `rule=${RULE}&limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`);
        const page = (await response.json()) as VerdictFindingPage;
        expect(response.status).toBe(200);
        expectContract('gateListFindings', 200, page);
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    }

    it.each([
      ['where it is asked', 250],
      ['in a thread of its own', 1_100],
    ])('lists all findings of a reason %s', async (_, count) => {
      const { verdict } = await failedVerdict(`acme/many-${count}`, count);
      const reason = verdict.reasons.find(({ rule }) => rule === RULE);
      expect([reason?.findings.length, reason?.findingCount]).toEqual([20, count]);
      const items = await listAll(verdict);
      expect(items.slice(0, 20)).toEqual(reason?.findings);
      const names = Array.from({ length: count }, (__, place) => nameAt(place));
      expect(items.map(({ advisory }) => advisory)).toEqual(names);
    });

    it('lists those of the verdict after newer scans, and after a recall', async () => {
      const { verdict, artifactId } = await failedVerdict('acme/history', 30);
      const before = await listAll(verdict);
      const digest = verdict.digest;
      await api.take(reportOf(3), `?image=acme/history&digest=${digest}`);
      expect(await listAll(verdict)).toEqual(before);
      await api.sql(
        `INSERT INTO evidence_recall (sender, reason, recalled_at, recalled_by_kind, recalled_by)
         VALUES ('token:of-nobody', 'wrong', now(), 'system', 'test')`,
      );
      await api.sql(
        `INSERT INTO recalled_scan (recall_id, scan_id, is_applied)
         SELECT (SELECT max(id) FROM evidence_recall), id, true FROM scan WHERE artifact_id = $1`,
        [artifactId],
      );
      expect(await listAll(verdict)).toEqual(before);
    });

    it('lists nothing where it might not be what the verdict was given for', async () => {
      const { verdict, artifactId } = await failedVerdict('acme/not-the-same', 30);
      const told = async () => {
        const response = await list(verdict);
        return [response.status, ((await response.json()) as ProblemDetails).code];
      };
      // Another reader may have found others.
      await api.sql('UPDATE scan SET reader = reader + 1 WHERE artifact_id = $1', [artifactId]);
      expect(await told()).toEqual([409, 'verdict_not_replayable']);
      await api.sql('UPDATE scan SET reader = reader - 1 WHERE artifact_id = $1', [artifactId]);
      expect((await list(verdict)).status).toBe(200);
      // Another rule may have counted others.
      await api.sql(`UPDATE verdict SET body = replace(body, 'limit 0', 'limit 1') WHERE artifact_id = $1`, [
        artifactId,
      ]);
      expect(await told()).toEqual([409, 'verdict_not_replayable']);
      await api.sql(`UPDATE verdict SET body = replace(body, 'limit 1', 'limit 0') WHERE artifact_id = $1`, [
        artifactId,
      ]);
      // A version that did not keep what it rested on.
      await api.sql('UPDATE verdict SET scan_ids = NULL, scan_readers = NULL WHERE artifact_id = $1', [artifactId]);
      expect(await told()).toEqual([409, 'verdict_not_replayable']);
    });

    it('says that the evidence is gone where a scan was deleted, and lists what the verdict has itself', async () => {
      const [many, few] = [await failedVerdict('acme/deleted', 30), await failedVerdict('acme/few', 5)];
      await api.sql('DELETE FROM scan WHERE artifact_id = ANY ($1::int[])', [[many.artifactId, few.artifactId]]);
      const response = await list(many.verdict);
      expect([response.status, ((await response.json()) as ProblemDetails).code]).toEqual([
        410,
        'verdict_evidence_deleted',
      ]);
      expect(await listAll(few.verdict)).toHaveLength(5);
    });

    it.each([
      ['', 400],
      ['rule=licences.sue', 404],
      [`rule=${RULE}&cursor=nonsense`, 400],
      [`rule=${RULE}&limit=201`, 400],
    ])('answers ?%s with %d', async (query, status) => {
      const { verdict } = await failedVerdict('acme/queries', 25);
      expect((await list(verdict, query)).status).toBe(status);
    });

    it('takes no cursor of another rule', async () => {
      const { verdict } = await failedVerdict('acme/queries', 25);
      const { nextCursor } = (await (await list(verdict, `rule=${RULE}&limit=2`)).json()) as VerdictFindingPage;
      expect((await list(verdict, `rule=evidence.require&cursor=${nextCursor}`)).status).toBe(400);
    });
  });

  describe('when the policy changes', () => {
    const directory = mkdtempSync(join(tmpdir(), 'plimsoll-policy-'));
    const strict = join(directory, 'strict.yml');
    writeFileSync(
      strict,
      'version: 1\nenvironments:\n  only:\n    vulnerabilities: {total: 0}\n    evidence: {require: [vulnerabilities]}\n',
    );

    it('every replica judges by the new one, and what stood before no longer shows', async () => {
      const { digest, artifactId } = await api.take(fixture(REPORTS[0] ?? ''), '?image=acme/policy');
      const environment = readEnvironment({ ...settingsFor(api.databaseUrl), PLIMSOLL_POLICY_FILE: strict });
      const replica = await createApp(environment, await createLogger('silent', { write: () => undefined }));
      await replica.listen(0, '127.0.0.1');
      try {
        // The first replica looks for a new policy once a second.
        const environments = () => api.read<{ name: string }[]>('/api/v1/environments');
        expect(await eventually(environments, ([first]) => first?.name === 'only')).toEqual([
          { name: 'only', order: 0 },
        ]);
        expect((await api.get(`/api/v1/gate?image=acme/policy&digest=${digest}&environment=prod`)).status).toBe(404);
        expect(JSON.parse(await ask('acme/policy', digest, 'only'))).toMatchObject({
          outcome: 'fail',
          environment: 'only',
        });
        // Whoever changes the policy asks for the job; here nothing stands at all, and it is asked for again.
        await api.sql('DELETE FROM artifact_verdict');
        await replica
          .get(JobQueue, { strict: false })
          .request(replica.get(Database, { strict: false }), 're-evaluation');
        const progress = await eventually(
          () => api.read<PolicyProgress>('/api/v1/policy/progress'),
          ({ decided, artifacts }) => decided === artifacts,
        );
        expect(progress.artifacts).toBeGreaterThan(5);
        expect(progress.decided).toBe(progress.artifacts);
        const { verdicts } = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
        expect(verdicts).toEqual([expect.objectContaining({ environment: 'only', outcome: 'fail' })]);
      } finally {
        await replica.close();
      }
      const { items } = await api.read<PolicyVersions>('/api/v1/policy/versions');
      expect(items.map(({ number }) => number)).toEqual([2, 1]);
    });

    it('a policy that cannot be read keeps the API from starting', async () => {
      const broken = join(directory, 'broken.yml');
      writeFileSync(broken, 'version: 1\nenvironments:\n  prod:\n    vulnerabilitys: {critical: 0}\n');
      const environment = readEnvironment({ ...settingsFor(api.databaseUrl), PLIMSOLL_POLICY_FILE: broken });
      const app = await createApp(environment, await createLogger('silent', { write: () => undefined }));
      await expect(app.listen(0, '127.0.0.1')).rejects.toThrow(/4:5 .*vulnerabilitys.*vulnerabilities/);
      // What it had opened before is open still.
      await app.close();
    });
  });
});
