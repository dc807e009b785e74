import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { brotliCompressSync, brotliDecompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { uniteFindings } from '../../src/core/findings/unite-findings.js';
import { load } from '../../src/core/gate/load.js';
import { recordOf } from '../../src/core/gate/scan-record.js';
import { countBySeverity } from '../../src/core/model/severity.js';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { parseReport } from '../../src/core/reports/parse-report.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { ArtifactPage } from '../../src/modules/artifacts/dto/artifact-summary.dto.js';
import type { ComponentPage } from '../../src/modules/components/dto/component.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import type { StandingOutcome } from '../../src/modules/gate/verdicts.repository.js';
import type { ActivePolicy, Environment } from '../../src/modules/policy/dto/policy.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { StoreCheckService } from '../../src/modules/store-check/store-check.service.js';
import { CONSOLE_ORIGIN, countRows, fixture, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson } from './principals.js';

/**
 * POST /api/v1/reports. Whoever may send a report must not be able to: fill the memory or the disk with a small
 * body, leave half a scan behind, have the same scan counted twice, or hang a request. What it says about an image
 * is believed. Whoever may not send one must not have the server read it.
 */
const REPORTS = {
  trivy: 'reports/defectdojo/trivy/scheme_2_many_vulns.json',
  grype: 'reports/jenkins-analysis-model/grype-report-wo-description.json',
  cyclonedx: 'documents/cyclonedx-bom-examples/SBOM/juice-shop/v11.1.2/bom.json',
  sarif: 'reports/vexctl-sarif/nginx-trivy.sarif.json',
} as const;

const SMALL = Buffer.from(
  JSON.stringify({ SchemaVersion: 2, ArtifactName: 'acme/small:1', ArtifactType: 'container_image', Results: [] }),
);

/** A report of Grype on one package. */
function withPackage({
  name = 'x',
  id = 'CVE-2026-1000',
  others = [],
}: {
  name?: string;
  id?: string;
  others?: object[];
}): string {
  const artifact = { name, version: '1', type: 'npm', purl: '' };
  const matches = [{ vulnerability: { id, severity: 'High' }, relatedVulnerabilities: others, artifact }];
  return JSON.stringify({ matches, descriptor: { name: 'grype', version: '0.100.0' } });
}

/** The same report with a list of what is inside, which the shipped policy asks for. */
function listing(report: Buffer): Buffer {
  const packages = [{ Name: 'musl', Version: '1.2.5-r10' }];
  const results = [{ Target: 'os', Class: 'os-pkgs', Type: 'alpine', Packages: packages }];
  return Buffer.from(JSON.stringify({ ...(JSON.parse(report.toString()) as object), Results: results }));
}

describe('POST /api/v1/reports', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi({ BODY_LIMIT: String(8 * 1024 * 1024), DECOMPRESSION_RATIO_LIMIT: '100' });
  });

  // Scans are dated back, or made those of an earlier version, after they were judged.
  afterAll(() => api.stop({ isRewritten: true }));

  it.each(Object.entries(REPORTS))('takes in %s with the counts that the core finds', async (format, path) => {
    const bytes = fixture(path);
    const response = await api.send(bytes, `?image=acme/${format}&tag=1.0`);
    expect(response.status).toBe(201);
    const receipt = (await response.json()) as ReportReceipt;
    expectContract('reportsReceive', 201, receipt);

    const scan = await parseReport([bytes]);
    const findings = uniteFindings([recordOf(scan, 'sha256:0', new Date().toISOString())]);
    expect(receipt).toMatchObject({ format, image: `acme/${format}`, isNew: true, components: scan.components.length });
    expect(receipt.counts).toEqual(countBySeverity(findings));
    const total = Object.values(receipt.counts).reduce((a, b) => a + b);
    expect(total).toBe(findings.length);

    const [stored] = await api.sql(
      `SELECT critical + high + medium + low + unknown AS findings, component_count AS components,
         listed_count AS inventory,
         (SELECT finding_count FROM artifact_state WHERE artifact_id = artifact.id) AS listed,
         (SELECT claim_count FROM scan WHERE artifact_id = artifact.id) AS claims
       FROM artifact WHERE id = $1`,
      [receipt.artifactId],
    );
    expect(stored).toMatchObject({
      findings: findings.length,
      listed: findings.length,
      components: scan.components.length,
      // Packages that only a finding names, as in SARIF, are no inventory.
      inventory: scan.components.filter(({ isListed }) => isListed).length,
    });
    const page = await api.read<FindingPage>(`/api/v1/artifacts/${receipt.artifactId}/findings?limit=200`);
    expect(page.total).toBe(findings.length);
    const kept = await (await api.get(`/api/v1/scans/${receipt.scanId}/report`)).arrayBuffer();
    expect(sha256(Buffer.from(kept))).toBe(sha256(bytes));
  });

  it('answers the same report with 200 and the same ids, and changes nothing', async () => {
    const bytes = fixture(REPORTS.grype);
    const first = await api.send(bytes, '?image=acme/twice');
    const before = await countRows(api);
    const second = await api.send(bytes, '?image=acme/twice');
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(await second.json()).toEqual({ ...((await first.json()) as ReportReceipt), isNew: false });
    expect(await countRows(api)).toEqual(before);
  });

  it('makes one scan of ten identical reports at once', async () => {
    const bytes = fixture(REPORTS.trivy);
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.send(bytes, '?image=acme/at-once')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 200, 201]);
    const receipts = await Promise.all(answers.map(async (answer) => (await answer.json()) as ReportReceipt));
    expect(new Set(receipts.map(({ scanId }) => scanId)).size).toBe(1);
    const [{ count }] = (await api.sql(
      `SELECT count(*)::int AS count FROM scan JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id
       WHERE repository = 'acme/at-once'`,
    )) as [{ count: number }];
    expect(count).toBe(1);
  });

  it('stores the same bytes once for two artifacts', async () => {
    const bytes = fixture(REPORTS.sarif);
    const [a, b] = await Promise.all([api.send(bytes, '?image=acme/a'), api.send(bytes, '?image=acme/b')]);
    expect([a.status, b.status]).toEqual([201, 201]);
    const rows = await api.sql('SELECT id FROM report WHERE sha256 = $1', [sha256(bytes)]);
    expect(rows).toHaveLength(1);
  });

  it('moves a tag to the artifact that was named by it last', async () => {
    const digests = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`);
    for (const digest of digests) await api.send(SMALL, `?image=acme/tagged&tag=latest&digest=${digest}`);
    const { items } = await api.read<ArtifactPage>('/api/v1/artifacts?image=acme/tagged&sort=scanned');
    expect(items.map(({ tags }) => tags)).toEqual([[], ['latest']]);
  });

  it('leaves a tag with the newer build when the report of an older one is sent again', async () => {
    const [older, newer] = ['a', 'b'].map((digit) => `?image=acme/kept-tag&digest=sha256:${digit.repeat(64)}`);
    for (const build of [older, newer]) await api.take(SMALL, `${build}&tag=latest`);
    expect(await api.take(SMALL, `${older}&tag=latest`)).toMatchObject({ isNew: false });
    expect(await tagsOf('acme/kept-tag')).toEqual({ a: [], b: ['latest'] });
  });

  it('adds a tag that names nothing yet when a report is sent again', async () => {
    const build = `?image=acme/late-tag&digest=sha256:${'a'.repeat(64)}`;
    await api.take(SMALL, build);
    expect(await api.take(SMALL, `${build}&tag=2.1`)).toMatchObject({ isNew: true });
    expect(await tagsOf('acme/late-tag')).toEqual({ a: ['2.1'] });
  });

  /** By the first digit of the digest. */
  async function tagsOf(image: string): Promise<Record<string, string[]>> {
    const { items } = await api.read<ArtifactPage>(`/api/v1/artifacts?image=${image}`);
    return Object.fromEntries(items.map(({ digest, tags }) => [digest.charAt('sha256:'.length), tags]));
  }

  describe('with requireImage', () => {
    const UNNAMED = fixture('documents/cyclonedx-bom-examples/SBOM/proton-bridge/proton-bridge-v1.8.0.bom.json');

    it('refuses what names no image, says what is missing, and stores nothing', async () => {
      const before = await countRows(api);
      const response = await api.send(UNNAMED, '?requireImage=true');
      const { status, code, detail, issues } = await problemOf(response);
      expect([response.status, status, code]).toEqual([422, 422, 'image_unnamed']);
      expect(detail).toContain('?image=REPOSITORY');
      expect(issues?.map(({ parameter }) => parameter)).toEqual(['image', 'digest']);
      const given = await problemOf(await api.send(UNNAMED, `?requireImage=true&digest=sha256:${'d'.repeat(64)}`));
      expect(given.issues?.map(({ parameter }) => parameter)).toEqual(['image']);
      expect(await countRows(api)).toEqual(before);
    });

    it('takes in what names its image, or is given one', async () => {
      const own = await api.send(SMALL, '?requireImage=true');
      expect(((await own.json()) as ReportReceipt).image).toBe('acme/small');
      const given = await api.send(UNNAMED, '?requireImage=true&image=acme/bridge');
      expect(((await given.json()) as ReportReceipt).image).toBe('acme/bridge');
    });

    it('changes nothing for a sender that does not ask for it', async () => {
      for (const query of ['', '?requireImage=false']) {
        const receipt = await api.take(UNNAMED, query);
        expect(receipt.image).not.toBe('acme/bridge');
        expect(receipt.warnings[0]?.message).toContain(`filed under "${receipt.image}"`);
      }
    });

    it('takes no other word for it', async () => {
      const { issues } = await problemOf(await api.send(SMALL, '?requireImage=yes'));
      expect(issues?.[0]?.parameter).toBe('requireImage');
    });
  });

  it.each([
    ['0:1000', true],
    ['+0', true],
    ['-0', true],
    ['00', true],
    ['65532:0', false],
    ['node:node', null],
    ['0x00', null],
    [undefined, true],
  ])('says whether an image with USER %j runs as root', async (user, runsAsRoot) => {
    const report = {
      ...(JSON.parse(SMALL.toString()) as object),
      Metadata: { ImageID: `sha256:${'1'.repeat(64)}`, ImageConfig: { config: { User: user } } },
    };
    const { artifactId } = await api.take(
      JSON.stringify(report),
      `?image=acme/user-${Buffer.from(String(user)).toString('hex')}`,
    );
    const { imageFacts } = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
    expect(imageFacts).toMatchObject({ user: user ?? '', runsAsRoot });
  });

  it('says of no image whether it runs as root where no report tells, and weighs each scan', async () => {
    const { artifactId, counts } = await api.take(fixture(REPORTS.sarif), '?image=acme/weighed');
    const artifact = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
    expectContract('artifactsGet', 200, artifact);
    expect(artifact.imageFacts).toMatchObject({ user: null, runsAsRoot: null });
    expect(artifact.scans.map((scan) => scan.load)).toEqual([load(counts)]);
    expect(artifact.load).toBe(load(counts));
  });

  describe('encodings', () => {
    /** How a scan's report is stored, and that it is given out as it was. */
    async function archiveOf(scanId: string, report: Buffer): Promise<{ encoding: string; bytes: Buffer }> {
      const kept = await (await api.get(`/api/v1/scans/${scanId}/report`)).text();
      expect(kept === report.toString()).toBe(true);
      const [archive] = await api.sql<{ encoding: string; bytes: Buffer }>(
        `SELECT encoding, string_agg(bytes, '' ORDER BY position) AS bytes
         FROM scan JOIN report ON report.id = scan.report_id JOIN report_chunk ON report_chunk.report_id = report.id
         WHERE scan.id = $1 GROUP BY report.id`,
        [scanId],
      );
      if (archive === undefined) throw new Error('there is no archive');
      return archive;
    }

    /** What gzip lets stand behind it. */
    const PADDING = Buffer.alloc(10);

    it.each<[string, string, (report: Buffer) => Buffer, string, 'as it came' | 'anew']>([
      ['gzip', 'gzip', (report) => gzipSync(report), 'gzip', 'as it came'],
      ['gzip by its other name', 'x-gzip', (report) => gzipSync(report), 'gzip', 'as it came'],
      [
        'Brotli',
        'br',
        (report) => brotliCompressSync(report, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
        'br',
        'as it came',
      ],
      ['deflate', 'deflate', (report) => deflateSync(report), 'br', 'anew'],
      ['no encoding', 'identity', (report) => report, 'br', 'anew'],
      ['gzip with something behind it', 'gzip', (report) => Buffer.concat([gzipSync(report), PADDING]), 'br', 'anew'],
      ['gzip that is larger than the report', 'gzip', (report) => gzipSync(report, { level: 0 }), 'br', 'anew'],
    ])('reads %s', async (_, encoding, compress, stored, how) => {
      // In memory, and on the disk, compressed too.
      for (const size of [2000, 5_000_000]) {
        const report = Buffer.concat([SMALL, blanks(size)]);
        const sent = compress(report);
        const response = await api.send(sent, '?image=acme/encodings', { 'Content-Encoding': encoding });
        expect(response.status).toBe(201);
        const { scanId } = (await response.json()) as ReportReceipt;
        const archive = await archiveOf(scanId, report);
        expect(archive.encoding).toBe(stored);
        const kept = how === 'anew' ? brotliDecompressSync(archive.bytes) : archive.bytes;
        expect(kept.equals(how === 'anew' ? report : sent)).toBe(true);
      }
    });

    it('reads zstd', async () => {
      const report = Buffer.concat([SMALL, Buffer.alloc(200_000, ' ')]);
      const sent = zstdFrame(SMALL, 200_000);
      const { scanId } = (await (
        await api.send(sent, '?image=acme/zstd', { 'Content-Encoding': 'zstd' })
      ).json()) as ReportReceipt;
      const archive = await archiveOf(scanId, report);
      expect(archive.encoding).toBe('zstd');
      expect(archive.bytes.equals(sent)).toBe(true);
    });

    it('breaks off where what is stored is not what was received', async () => {
      const report = Buffer.concat([SMALL, Buffer.from('\n\n\n')]);
      const { scanId } = await api.take(report, '?image=acme/altered');
      await api.sql(`UPDATE report_chunk SET bytes = $2 WHERE report_id = (SELECT report_id FROM scan WHERE id = $1)`, [
        scanId,
        brotliCompressSync(Buffer.concat([SMALL, Buffer.from('   ')])),
      ]);
      const answer = await api.get(`/api/v1/scans/${scanId}/report`);
      await expect(answer.text()).rejects.toThrow('terminated');
    });

    it.each(['gzip, gzip', 'compress', 'gzip, br'])('refuses %s', async (encoding) => {
      const response = await api.send(gzipSync(SMALL), '', { 'Content-Encoding': encoding });
      expect(await refusal(response)).toEqual({ status: 415, code: 'unsupported_content_encoding' });
    });

    it('refuses a body that is not what its encoding says', async () => {
      expect(await refusal(await api.send(SMALL, '', { 'Content-Encoding': 'gzip' }))).toEqual({
        status: 400,
        code: 'body_broken',
      });
      expect(await refusal(await api.send(SMALL, '', { 'Content-Encoding': 'zstd' }))).toEqual({
        status: 400,
        code: 'body_broken',
      });
    });

    it('refuses a compressed body that was cut off', async () => {
      const whole = gzipSync(fixture(REPORTS.trivy));
      expect(
        await refusal(await api.send(whole.subarray(0, whole.length / 2), '', { 'Content-Encoding': 'gzip' })),
      ).toEqual({ status: 400, code: 'body_broken' });
    });
  });

  describe('limits', () => {
    it.each([
      ['gzip', (bytes: Buffer) => gzipSync(bytes)],
      ['br', (bytes: Buffer) => brotliCompressSync(bytes)],
    ])('refuses a bomb in %s', async (encoding, compress) => {
      const before = await countRows(api);
      const bomb = compress(Buffer.from(`{"Results":[${' '.repeat(6 * 1024 * 1024)}]}`));
      expect(await refusal(await api.send(bomb, '', { 'Content-Encoding': encoding }))).toEqual({
        status: 413,
        code: 'decompression_bomb',
      });
      expect(await countRows(api)).toEqual(before);
    });

    it('refuses a zstd frame that asks for a huge window', async () => {
      const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (31 - 10) << 3, 0x01, 0x00, 0x00]);
      expect(await refusal(await api.send(header, '', { 'Content-Encoding': 'zstd' }))).toEqual({
        status: 413,
        code: 'decompression_bomb',
      });
    });

    it('refuses more bytes than the limit, announced or not', async () => {
      const large = Buffer.alloc(9 * 1024 * 1024, ' ');
      expect(await refusal(await api.send(large))).toEqual({ status: 413, code: 'body_too_large' });
      const response = await sendChunked(api, large);
      expect(response).toMatchObject({ status: 413, type: 'application/problem+json; charset=utf-8' });
    });

    it('tells whoever may not send one at once, however much still comes', async () => {
      const before = await countRows(api);
      const viewer = await insertPerson(api.sql, { grants: [{ role: 'viewer' }] });
      const body = Buffer.alloc(6 * 1024 * 1024, 0x20);
      for (const [headers, status] of [
        [{ Origin: CONSOLE_ORIGIN }, 401],
        [{ Cookie: viewer.cookie, Origin: CONSOLE_ORIGIN }, 403],
      ] as const) {
        const response = await fetch(`${api.url}/api/v1/reports`, { method: 'POST', headers, body });
        expect(response.status).toBe(status);
      }
      expect(await countRows(api)).toEqual(before);
    });

    it('keeps nothing of an upload that was broken off', async () => {
      const before = await countRows(api);
      await breakOff(api, fixture(REPORTS.trivy));
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await countRows(api)).toEqual(before);
    });
  });

  describe('what is no report', () => {
    it.each([
      ['nothing', '', 400, 'body_missing'],
      ['text', 'hello', 422, 'report_format_unknown'],
      ['half a report', '{"SchemaVersion":2,"Results":[{"Target":', 422, 'report_not_json'],
      ['another document', '{"hello":"world"}', 422, 'report_format_unknown'],
      [
        'a prototype key',
        '{"SchemaVersion":2,"ArtifactName":"a","__proto__":{"isAdmin":true},"Results":[]}',
        422,
        'report_forbidden_key',
      ],
      ['depth without end', `{"SchemaVersion":2,"Results":${'['.repeat(100_000)}`, 422, 'report_too_deep'],
      ['a name that no index holds', withPackage({ name: 'x'.repeat(3_000) }), 422, 'report_limit'],
      ['an identifier that no index holds', withPackage({ id: 'é'.repeat(1_500) }), 422, 'report_limit'],
      [
        'more identifiers of one vulnerability than it may have',
        withPackage({ others: Array.from({ length: 1_001 }, (_, place) => ({ id: `X-${place}` })) }),
        422,
        'report_limit',
      ],
    ])('refuses %s and leaves no row', async (_what, body, status, code) => {
      const before = await countRows(api);
      const response = await api.send(body);
      expectContract('reportsReceive', status, await response.clone().json());
      expect(await refusal(response)).toEqual({ status, code });
      expect(await countRows(api)).toEqual(before);
    });

    it('says which limit a report exceeds, and which variable sets it', async () => {
      const { detail } = await problemOf(await api.send(withPackage({ name: 'x'.repeat(3_000) })));
      expect(detail).toBe(
        'The report has more than 2048 bytes in one identifier, name or version. REPORT_MAX_IDENTIFIER_BYTES sets the limit.',
      );
    });

    it('refuses a form and says how to send the file', async () => {
      const form = new FormData();
      form.append('file', new Blob([SMALL]), 'report.json');
      const response = await fetch(`${api.url}/api/v1/reports`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${api.token}` },
        body: form,
      });
      expect((await problemOf(response.clone())).detail).toContain('--data-binary');
      expect(await refusal(response)).toEqual({ status: 415, code: 'unsupported_media_type' });
    });

    it.each([
      'application/json',
      'application/octet-stream',
      'application/sarif+json',
      'application/vnd.cyclonedx+json; version=1.6',
      'text/plain',
    ])('takes %s', async (type) => {
      const response = await api.send(SMALL, '?image=acme/types', { 'Content-Type': type });
      expect([200, 201]).toContain(response.status);
    });

    it.each(['image/png', 'application/zip'])('refuses %s', async (type) => {
      const response = await api.send(SMALL, '', { 'Content-Type': type });
      expect(await refusal(response)).toEqual({ status: 415, code: 'unsupported_media_type' });
    });
  });

  it.each([
    ['digest=sha256:12', 'digest'],
    ['image=UPPER%20CASE', 'image'],
    ['tag=a%20b', 'tag'],
    ['project=Acme', 'project'],
    ['format=xml', 'format'],
    ['databaseDate=yesterday', 'databaseDate'],
    ['colour=red', 'colour'],
    ['image=a&image=b', 'image'],
    ['__proto__=1', '__proto__'],
  ])('refuses ?%s and names it', async (query, parameter) => {
    const response = await api.send(SMALL, `?${query}`);
    const { issues } = await problemOf(response.clone());
    expect(issues).toEqual(expect.arrayContaining([expect.objectContaining({ parameter })]));
    expect(await refusal(response)).toEqual({ status: 400, code: 'invalid_input' });
  });

  describe('sent again', () => {
    const outcomesAtTheGate = async (image: string, digest: string): Promise<StandingOutcome[]> => {
      const environments = await api.read<Environment[]>('/api/v1/environments');
      return Promise.all(
        environments.map(async ({ name: environment }) => {
          const query = `image=${image}&digest=${digest}&environment=${environment}`;
          const { outcome } = await api.read<Verdict>(`/api/v1/gate?${query}`);
          return { environment, outcome };
        }),
      );
    };

    it('answers no pass whose time is over, but what the gate says now', async () => {
      const listed = listing(SMALL);
      const first = await api.take(listed, '?image=acme/over&covers=match,secret,misconfiguration');
      expect(first.verdicts).toContainEqual({ environment: 'stage', outcome: 'pass' });
      const { holdsUntil } = await api.read<Verdict>(
        `/api/v1/gate?image=acme/over&digest=${first.digest}&environment=stage`,
      );
      expect(holdsUntil).not.toBeNull();

      await passTime(api, first.artifactId, '400 days');
      const again = await api.take(listed, '?image=acme/over');
      expect(again.verdicts).toContainEqual({ environment: 'stage', outcome: 'unknown' });
      expect(again.verdicts.map(({ environment }) => environment)).toEqual(['dev', 'stage', 'prod']);
      expect(again.verdicts).toEqual(await outcomesAtTheGate('acme/over', first.digest));
    });

    // The last one: it changes the policy for good.
    it('answers by the policy that is active now', async () => {
      const first = await api.take(SMALL, '?image=acme/new-policy');
      const guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
      const { version: replaces } = await api.read<ActivePolicy>('/api/v1/policy');
      const source =
        'version: 1\nenvironments:\n  only:\n    secrets: {total: 0}\n    evidence: {require: [secrets], mismatch: accept}\n';
      const saved = await api.call('PUT', '/api/v1/policy', {
        as: { cookie: guardian.cookie },
        body: { source, replaces },
      });
      expect(saved.status).toBe(200);

      const again = await api.take(SMALL, '?image=acme/new-policy');
      expect(again.verdicts).toEqual([{ environment: 'only', outcome: 'unknown' }]);
      expect(again.verdicts).toEqual(await outcomesAtTheGate('acme/new-policy', first.digest));
    });
  });

  it('takes in what is partly new and partly the same at the same time, each thing once', async () => {
    const report = fixture('one-image/grype.json').toString();
    // Of each advisory the first description is one of three.
    const bodies = Array.from({ length: 12 }, (_, sent) =>
      report.replace('"description": "', `"description": "of ${sent % 3}: `).padEnd(report.length + 50 + sent),
    );
    const receipts = await Promise.all(
      bodies.map((body, sent) => api.take(body, `?image=acme/at-once-${sent % 4}&digest=sha256:${'a'.repeat(64)}`)),
    );
    expect(receipts.map(({ isNew }) => isNew)).toEqual(bodies.map(() => true));
    const scans = await api.sql<{ wordIds: number[] }>(
      `SELECT word_ids AS "wordIds" FROM scan WHERE id = ANY ($1::int[]) ORDER BY id`,
      [receipts.map(({ scanId }) => scanId)],
    );
    expect(scans).toHaveLength(12);
    const said = scans.map(({ wordIds }) => wordIds.join());
    expect(new Set(said).size).toBe(3);
    const shared = scans.reduce<number[]>(
      (all, { wordIds }) => all.filter((id) => wordIds.includes(id)),
      scans[0]?.wordIds ?? [],
    );
    expect(shared.length).toBe((scans[0]?.wordIds.length ?? 0) - 1);
    const faults: string[] = [];
    await api.app.get(StoreCheckService, { strict: false }).check((fault) => void faults.push(fault));
    expect(faults).toEqual([]);
  });

  it('shows where components lie also where an earlier version kept that with each of them', async () => {
    const { scanId, artifactId } = await api.take(fixture('one-image/trivy.json'), '?image=acme/placed');
    const page = (): Promise<ComponentPage> => api.read(`/api/v1/artifacts/${artifactId}/components?limit=200`);
    const kept = await page();
    expect(kept.items.some(({ places, licences }) => places.length > 0 && licences.length > 0)).toBe(true);
    for (const { id, places, licences } of kept.items) {
      await api.sql('INSERT INTO former_place (artifact_id, component_id, places, licences) VALUES ($1, $2, $3, $4)', [
        artifactId,
        id,
        JSON.stringify(places),
        licences,
      ]);
    }
    await api.sql(`UPDATE scan SET places = '{}' WHERE id = $1`, [scanId]);
    expect(await page()).toEqual(kept);
  });
});

/** What a response says, and that it is a problem. */
async function refusal(response: Response): Promise<{ status: number; code: string }> {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  return { status: response.status, code: (await problemOf(response)).code };
}

/** As if so much time had gone by since an artifact's reports came in. */
async function passTime({ sql }: TestApi, artifactId: string, time: string): Promise<void> {
  const parameters = [artifactId, time];
  await sql('UPDATE scan SET received_at = received_at - $2::interval WHERE artifact_id = $1', parameters);
  for (const table of ['verdict', 'artifact_verdict']) {
    await sql(`UPDATE ${table} SET holds_until = holds_until - $2::interval WHERE artifact_id = $1`, parameters);
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes, and so many spaces behind them, each run of which takes four bytes. */
function zstdFrame(bytes: Buffer, spaces: number): Buffer {
  const header = Buffer.alloc(9);
  header.writeUInt32LE(0xfd2fb528);
  header.writeUInt8(0b1010_0000, 4);
  header.writeUInt32LE(bytes.length + spaces, 5);
  const raw = Buffer.alloc(3);
  raw.writeUIntLE(bytes.length << 3, 0, 3);
  const runs: Buffer[] = [];
  for (let left = spaces; left > 0; left -= 100_000) {
    const run = Buffer.alloc(4, ' ');
    run.writeUIntLE((Math.min(left, 100_000) << 3) | 2 | (left <= 100_000 ? 1 : 0), 0, 3);
    runs.push(run);
  }
  return Buffer.concat([header, raw, bytes, ...runs]);
}

/** White space that no encoding makes much smaller. */
function blanks(size: number): Buffer {
  const bytes = randomBytes(size);
  for (let index = 0; index < size; index += 1) bytes[index] = ' \n\t\r'.charCodeAt((bytes[index] ?? 0) & 3);
  return bytes;
}

function sendChunked(
  { url, token }: TestApi,
  body: Buffer,
): Promise<{ status: number | undefined; type: string | undefined }> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}` };
    const sending = request(`${url}/api/v1/reports`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, type: response.headers['content-type'] });
    });
    sending.on('error', reject);
    for (let start = 0; start < body.length; start += 65_536) sending.write(body.subarray(start, start + 65_536));
    sending.end();
  });
}

/** Sends half of it and hangs up. */
function breakOff({ url, token }: TestApi, body: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Length': body.length };
    const sending = request(`${url}/api/v1/reports`, { method: 'POST', headers });
    sending.on('error', () => resolve());
    sending.write(body.subarray(0, body.length / 2), () => setTimeout(() => sending.destroy(), 100));
    sending.on('close', () => resolve());
  });
}
