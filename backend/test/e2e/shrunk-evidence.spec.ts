import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { RequestLoad } from '../../src/common/http/request-load.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import type { Verdict } from '../../src/modules/gate/dto/verdict.dto.js';
import { JobRun } from '../../src/modules/jobs/job-run.js';
import { RetentionService } from '../../src/modules/retention/retention.service.js';
import { startApi, TEST_POLICY, type TestApi } from './api.js';
import { untilStartHasRun } from './jobs-of-start.js';

const DIGEST = `sha256:${'7'.repeat(64)}`;

const VULNERABILITY = {
  VulnerabilityID: 'CVE-2026-1000',
  PkgName: 'openssl',
  InstalledVersion: '3.0.1-r0',
  FixedVersion: '3.0.9-r0',
  Severity: 'CRITICAL',
};

/** A report by Trivy of one image, with what it lists inside. */
function report(
  createdAt: string,
  packages: readonly string[],
  vulnerabilities: readonly object[] = [],
  image = `ghcr.io/acme/shrunk@${DIGEST}`,
): Buffer {
  const result = {
    Target: 'app (alpine 3.22.1)',
    Class: 'os-pkgs',
    Type: 'alpine',
    Packages: packages.map((name) => ({ Name: name, Version: '3.0.1-r0' })),
    Vulnerabilities: vulnerabilities,
  };
  return Buffer.from(
    JSON.stringify({
      SchemaVersion: 2,
      CreatedAt: createdAt,
      ArtifactName: image,
      ArtifactType: 'container_image',
      Metadata: { OS: { Family: 'alpine', Name: '3.22.1' } },
      Results: [result],
    }),
  );
}

describe('a report with an emptied list', () => {
  let api: TestApi;

  beforeAll(async () => {
    const policy = join(mkdtempSync(join(tmpdir(), 'plimsoll-policy-')), 'policy.yml');
    writeFileSync(policy, `${readFileSync(TEST_POLICY, 'utf8')}\nretention: { reports: 30d }\n`);
    api = await startApi({ PLIMSOLL_POLICY_FILE: policy });
  });

  // Scans are dated back, or made those of an earlier version, after they were judged.
  afterAll(() => api.stop({ isRewritten: true }));

  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const outcomeIn = ({ verdicts }: ReportReceipt, name: string) =>
    verdicts.find(({ environment }) => environment === name)?.outcome;
  const verdictFor = (environment: string) =>
    api.read<Verdict>(`/api/v1/gate?image=ghcr.io/acme/shrunk&digest=${DIGEST}&environment=${environment}`);

  it('does not make prod pass, says what it lacks everywhere, and is mended by a whole one', async () => {
    const bad = await api.take(report(ago(30), ['openssl', 'musl'], [VULNERABILITY]), '');
    expect(outcomeIn(bad, 'prod')).toBe('fail');

    const emptied = await api.take(report(ago(20), ['musl']), '');
    expect(outcomeIn(emptied, 'prod')).toBe('unknown');
    const prod = await verdictFor('prod');
    expect(prod.reasons.find(({ rule }) => rule === 'evidence.shrunk')).toMatchObject({
      outcome: 'unknown',
      message: expect.stringContaining(
        'does not list 1 component that an earlier one listed: openssl 3.0.1-r0.',
      ) as string,
    });
    expect(prod.inputs.scans).toMatchObject([{ lacks: { count: 1, names: ['openssl 3.0.1-r0'] } }]);
    const dev = await verdictFor('dev');
    expect(dev.reasons.find(({ rule }) => rule === 'evidence.shrunk')).toMatchObject({ outcome: 'pass' });

    const whole = await api.take(report(ago(10), ['openssl', 'musl', 'zlib']), '');
    expect(outcomeIn(whole, 'prod')).toBe('pass');
  });

  it('is still held against a whole one whose bytes the retention has removed', async () => {
    await untilStartHasRun(api, 'retention');
    const image = `ghcr.io/acme/kept@sha256:${'8'.repeat(64)}`;
    const shipped = `ghcr.io/acme/shipped@sha256:${'6'.repeat(64)}`;
    const bytes = report(ago(30), ['openssl', 'musl'], [VULNERABILITY], image);
    const whole = await api.take(bytes, '');
    await api.take(report(ago(20), ['musl'], [], image), '');
    // What a deployment was made by, and what is current, stays, however old.
    const running = await api.take(report(ago(30), ['openssl'], [], shipped), '');
    const [name, digest] = shipped.split('@');
    const recorded = await fetch(`${api.url}/api/v1/deployments`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${api.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ image: name, digest, environment: 'dev', source: 'a spec' }),
    });
    expect(recorded.status).toBe(201);
    const current = await api.take(report(ago(20), ['openssl', 'zlib'], [], shipped), '');
    for (const { scanId } of [whole, running, current]) await age(scanId);

    const verdict = async (): Promise<Verdict> => {
      await api.sql(`UPDATE artifact_verdict SET holds_until = 'epoch'`);
      const [repository, digestOf] = image.split('@');
      return api.read<Verdict>(`/api/v1/gate?image=${repository}&digest=${digestOf}&environment=prod`);
    };
    const before = await verdict();
    expect(before.outcome).toBe('unknown');
    const remove = () =>
      api.app
        .get(RetentionService, { strict: false })
        .removeReports(new JobRun(new AbortController().signal, api.app.get(RequestLoad)));
    expect(await remove()).toMatch(/^Removed the bytes of 1 superseded report, /);
    expect(await remove()).toBeNull();
    expect([await download(whole), await download(running), await download(current)]).toEqual([410, 200, 200]);
    const { scans } = await api.read<Artifact>(`/api/v1/artifacts/${whole.artifactId}`);
    expect(scans.map(({ reportRemovedAt }) => reportRemovedAt !== null)).toEqual([false, true]);
    const [event] = await api.sql<{ body: string }>(
      `SELECT body FROM audit_event WHERE body::json ->> 'action' = 'report.bytes-removed'`,
    );
    expect(JSON.parse(event?.body ?? '')).toMatchObject({
      actor: { kind: 'system' },
      after: { keptFor: '30d', reports: 1, archivedBytes: expect.any(Number) as number },
    });

    const { reasons, outcome } = await verdict();
    expect({ reasons, outcome }).toEqual({ reasons: before.reasons, outcome: before.outcome });
    // With the emptied one recalled the whole one speaks again, and nobody can read it again: it says no less than it did.
    const recall = await recallSince(new Date(Date.now() - 3_600_000));
    expect((await verdict()).outcome).toBe('fail');
    await api.call('POST', `/api/v1/evidence/recalls/${recall}/undo`, { as: { token: api.token } });

    // The same bytes are no newer for having been away, and are there again, in whichever encoding they come.
    const again = await api.send(brotliCompressSync(bytes), '', { 'Content-Encoding': 'br' });
    expect([again.status, ((await again.json()) as ReportReceipt).scanId]).toEqual([200, whole.scanId]);
    const restored = await api.get(`/api/v1/scans/${whole.scanId}/report`);
    expect(Buffer.from(await restored.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await verdict()).outcome).toBe('unknown');
  });

  async function age(scanId: string): Promise<void> {
    await api.sql(
      `WITH scan AS (UPDATE scan SET received_at = received_at - interval '60 days', scanned_at = scanned_at - interval '60 days'
         WHERE id = $1 RETURNING report_id, artifact_id, is_current),
       posting AS (UPDATE artifact_posting SET listed_at = listed_at - interval '60 days', matches_at = matches_at - interval '60 days'
         WHERE artifact_id IN (SELECT artifact_id FROM scan WHERE is_current))
       UPDATE report SET created_at = created_at - interval '60 days' WHERE id IN (SELECT report_id FROM scan)`,
      [scanId],
    );
  }

  async function download({ scanId }: ReportReceipt): Promise<number> {
    const response = await api.get(`/api/v1/scans/${scanId}/report`);
    await response.arrayBuffer();
    return response.status;
  }

  async function recallSince(receivedFrom: Date): Promise<string> {
    const response = await api.call('POST', '/api/v1/evidence/recalls', {
      as: { token: api.token },
      body: { tool: 'trivy', receivedFrom: receivedFrom.toISOString(), reason: 'a spec' },
    });
    return ((await response.json()) as { recall: { id: string } }).recall.id;
  }
});
