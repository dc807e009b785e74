import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { ArtifactPage } from '../../src/modules/artifacts/dto/artifact-summary.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { OutdatedScans } from '../../src/modules/scans/outdated-scans.js';
import { startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';

const POLICY = `version: 1
environments:
  prod:
    evidence:
      require: [vulnerabilities]
      mismatch: accept
      databaseAge: 30d
      undatedDatabase: unknown
`;

/**
 * The same bytes with other facts beside them. What a verdict asks for must help once it is sent; and an old report that is sent
 * again must not speak in place of a newer one, nor take a tag back to an old build.
 */
describe('A report that is sent again', () => {
  let api: TestApi;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-policy-'));
    const file = join(folder, 'policy.yml');
    await writeFile(file, POLICY);
    api = await startApi({ PLIMSOLL_POLICY_FILE: file });
  });

  afterAll(async () => {
    // Scans are dated back after they were judged.
    await api.stop({ isRewritten: true });
    await rm(folder, { recursive: true, force: true });
  });

  const DAY = 86_400_000;
  const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString();

  const trivy = (facts: object = {}): string =>
    JSON.stringify({
      SchemaVersion: 2,
      ArtifactName: 'acme/app',
      ArtifactType: 'container_image',
      Results: [],
      ...facts,
    });

  /** Undated: it counts from when it came. */
  const sarif = (version: string): string =>
    JSON.stringify({
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'Trivy', version, rules: [] } }, results: [] }],
    });

  const build = (image: string, digit: string): string => `?image=${image}&digest=sha256:${digit.repeat(64)}`;

  async function send(body: string, query: string): Promise<{ status: number; receipt: ReportReceipt }> {
    const response = await api.send(body, query);
    const receipt = (await response.json()) as ReportReceipt;
    expectContract('reportsReceive', response.status, receipt);
    return { status: response.status, receipt };
  }

  const verdictOf = (image: string, digit: string): Promise<Verdict> =>
    api.read(`/api/v1/gate${build(image, digit)}&environment=prod`);

  const outcomeOf = async (image: string, digit: string, rule: string): Promise<string | undefined> =>
    (await verdictOf(image, digit)).reasons.find((reason) => reason.rule === rule)?.outcome;

  it('turns the rule green whose remedy asked for the date of the database', async () => {
    const query = `${build('acme/dated', 'a')}&covers=match`;
    const body = trivy();
    const first = await send(body, query);
    const before = (await verdictOf('acme/dated', 'a')).reasons.find(({ rule }) => rule === 'evidence.databaseAge');
    expect(before).toMatchObject({ outcome: 'unknown', remedy: expect.stringContaining('databaseDate=') });
    const second = await send(body, `${query}&databaseDate=${daysAgo(2)}`);
    expect(second).toMatchObject({
      status: 201,
      receipt: { isNew: true, replaced: [{ scanId: first.receipt.scanId, isWhole: true }], replacedBy: null },
    });
    expect(await outcomeOf('acme/dated', 'a', 'evidence.databaseAge')).toBe('pass');
    const { scans } = await api.read<Artifact>(`/api/v1/artifacts/${second.receipt.artifactId}`);
    expect(scans.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      [second.receipt.scanId, true],
      [first.receipt.scanId, false],
    ]);
  });

  it('with the same facts, however they are written, is the scan that it was', async () => {
    const query = `${build('acme/same', 'a')}&tag=1.0`;
    const first = await send(trivy(), `${query}&covers=match,secret&databaseDate=2026-11-20T00:00:00Z`);
    const second = await send(trivy(), `${query}&covers=secret,match&databaseDate=2026-11-20T01:00:00%2B01:00`);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.receipt).toEqual({ ...first.receipt, isNew: false });
    const other = await send(trivy(), `${query}&covers=match,secret&databaseDate=2026-11-21T00:00:00Z`);
    expect(other.status).toBe(201);
    const replaced = await send(trivy(), `${query}&covers=match,secret&databaseDate=2026-11-20T00:00:00Z`);
    expect(replaced).toMatchObject({ status: 200, receipt: { replacedBy: other.receipt.scanId } });
  });

  it('is no newer for what is said beside it', async () => {
    const query = build('acme/undated', 'a');
    const old = await send(sarif('0.70.0'), query);
    await api.sql(`UPDATE scan SET received_at = received_at - interval '40 days' WHERE id = $1`, [old.receipt.scanId]);
    const newer = await send(sarif('0.75.0'), query);
    const again = await send(sarif('0.70.0'), `${query}&databaseDate=${daysAgo(0)}&tag=latest`);
    expect(again).toMatchObject({ status: 201, receipt: { replaced: [], replacedBy: newer.receipt.scanId } });
    const { inputs } = await verdictOf('acme/undated', 'a');
    expect(inputs.scans).toMatchObject([{ toolVersion: '0.75.0' }]);
    const third = await send(sarif('0.70.0'), `${query}&databaseDate=${daysAgo(1)}`);
    expect(third.receipt.replacedBy).toBe(newer.receipt.scanId);
  });

  it('has a database no younger than its bytes', async () => {
    const query = `${build('acme/young', 'a')}&covers=match`;
    const { receipt } = await send(trivy(), query);
    await api.sql(`UPDATE scan SET received_at = received_at - interval '40 days' WHERE id = $1`, [receipt.scanId]);
    await send(trivy(), `${query}&databaseDate=${daysAgo(0)}`);
    expect(await outcomeOf('acme/young', 'a', 'evidence.databaseAge')).toBe('unknown');
  });

  it('is read again with what was said beside it, and nothing else', async () => {
    const query = `${build('acme/read-again', 'a')}&databaseDate=2026-11-20T00:00:00Z`;
    const { receipt } = await send(trivy(), `${query}&covers=secret`);
    await api.sql(`UPDATE scan SET reader = 1, covers = '{licence}', database_date = NULL WHERE id = $1`, [
      receipt.scanId,
    ]);
    await api.app.get(OutdatedScans, { strict: false }).bringUpToDate(Number(receipt.artifactId));
    const { scans } = await api.read<Artifact>(`/api/v1/artifacts/${receipt.artifactId}`);
    expect(scans[0]?.databaseDate).toBe('2026-11-20T00:00:00.000Z');
    expect(scans[0]?.covers).toContain('secret');
    expect(scans[0]?.covers).not.toContain('licence');
  });

  describe('with a tag', () => {
    /** By the first digit of the digest. */
    async function tagsOf(image: string): Promise<Record<string, string[]>> {
      const { items } = await api.read<ArtifactPage>(`/api/v1/artifacts?image=${image}`);
      return Object.fromEntries(items.map(({ digest, tags }) => [digest.charAt('sha256:'.length), tags]));
    }

    it.each([
      ['the same facts', ''],
      ['other facts', '&databaseDate=2026-11-20T00:00:00Z'],
      ['the tag alone', null],
    ])('of an older build takes it back by no way: with %s', async (which, more) => {
      const image = `acme/rollback-${which.replaceAll(' ', '-')}`;
      await send(trivy(), `${build(image, 'a')}${more === null ? '' : '&tag=latest'}`);
      const { receipt } = await send(trivy(), `${build(image, 'b')}&tag=latest`);
      const again = await send(trivy(), `${build(image, 'a')}&tag=latest${more ?? ''}`);
      expect(await tagsOf(image)).toEqual({ a: [], b: ['latest'] });
      expect(again.receipt.warnings[0]?.message).toContain(`The tag latest stays with ${receipt.digest}`);
      expect(again.receipt.warningCount).toBe(again.receipt.warnings.length);
    });

    it('takes one that names an older build, or none', async () => {
      await send(trivy(), `${build('acme/forward', 'a')}&tag=latest`);
      await send(trivy(), build('acme/forward', 'b'));
      const { status, receipt } = await send(trivy(), `${build('acme/forward', 'b')}&tag=latest`);
      expect(status).toBe(201);
      expect(receipt.warnings.map(({ message }) => message).join('\n')).not.toContain('stays with');
      await send(trivy(), `${build('acme/forward', 'a')}&tag=1.0`);
      expect(await tagsOf('acme/forward')).toEqual({ a: ['1.0'], b: ['latest'] });
    });
  });
});
