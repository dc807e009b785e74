import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { parseReport } from './parse-report.js';
import { ReportError } from './report-error.js';
import type { Scan } from './scan.js';

const FIXTURES = new URL('../../../test/fixtures/', import.meta.url);

const SAMPLES = [
  'scanner-goldens/trivy-golden/npm.json.golden',
  'scanner-goldens/trivy-golden/helm_testchart.json.golden',
  'reports/defectdojo/trivy/kubernetes_fabricated_subset.json',
  'reports/sample-scan-files/trivy/trivy_mix.json',
  'reports/defectdojo/anchore_grype/check_all_fields.json',
  'reports/defectdojo/cyclonedx/nested-component-log4j.json',
  'documents/cyclonedx-spec/1.6/valid-vulnerability-1.6.json',
  'scanner-goldens/grype/grype/presenter/sarif/snapshot/TestSarifPresenter_image.golden',
  'documents/sarif/sarif-tutorials/Taxonomies.sarif',
];

function bytesOf(path: string): Buffer {
  return readFileSync(new URL(path, FIXTURES));
}

async function refusal(chunks: Iterable<Uint8Array>): Promise<ReportError> {
  try {
    await parseReport(chunks);
  } catch (error) {
    if (error instanceof ReportError) return error;
    throw error;
  }
  throw new Error('was taken');
}

function textRefusal(document: unknown): Promise<ReportError> {
  return refusal([Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))]);
}

function* chunked(bytes: Buffer, cuts: readonly number[]): Iterable<Uint8Array> {
  let start = 0;
  for (const cut of cuts) {
    yield bytes.subarray(start, start + cut);
    start += cut;
  }
  yield bytes.subarray(start);
}

/** The same document with the keys of every object in another order. */
function reordered(value: unknown, order: (keys: string[]) => string[]): unknown {
  if (Array.isArray(value)) return value.map((element) => reordered(element, order));
  if (typeof value !== 'object' || value === null) return value;
  const members = new Map(Object.entries(value));
  return Object.fromEntries(order([...members.keys()]).map((key) => [key, reordered(members.get(key), order)]));
}

/** What is said, whatever the order in which it is said. */
function content(scan: Scan): unknown {
  const sorted = (list: readonly unknown[]): string[] => list.map((entry) => JSON.stringify(entry)).toSorted();
  const components = scan.components.map((component) => ({
    ...component,
    places: sorted(component.places),
    licences: component.licences.toSorted(),
  }));
  return {
    ...scan,
    components: sorted(components),
    claims: sorted(scan.claims),
    problems: sorted(scan.problems),
    warnings: sorted(scan.warnings),
    skipped: sorted(scan.skipped),
  };
}

const CYCLONEDX = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 };

describe('parseReport', () => {
  it.each(SAMPLES)('reads %s alike wherever the chunks end', async (path) => {
    const bytes = bytesOf(path);
    const whole = await parseReport([bytes]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(Math.min(bytes.length, 5000)), { maxLength: 30 }), async (cuts) => {
        expect(await parseReport(chunked(bytes, cuts))).toEqual(whole);
      }),
      { numRuns: 10 },
    );
    expect(await parseReport(chunked(bytes.subarray(0), [...Buffer.alloc(Math.min(bytes.length, 20_000), 1)]))).toEqual(
      whole,
    );
  });

  it.each(SAMPLES)('reads %s alike whatever the order of the keys', async (path) => {
    const document: unknown = JSON.parse(bytesOf(path).toString('utf8'));
    const expected = content(await parseReport([bytesOf(path)]));
    const orders = [
      (keys: string[]) => keys.toSorted(),
      (keys: string[]) => keys.toSorted().toReversed(),
      (keys: string[]) => keys.toReversed(),
    ];
    for (const order of orders) {
      const scan = await parseReport([Buffer.from(JSON.stringify(reordered(document, order)))]);
      expect(content(scan)).toEqual(expected);
    }
  });

  it('takes UTF-8 with a byte order mark, and UTF-16 with a warning', async () => {
    const text = bytesOf('scanner-goldens/trivy-golden/npm.json.golden').toString('utf8');
    const plain = await parseReport([Buffer.from(text)]);
    expect(await parseReport([Buffer.from(`\uFEFF${text}`)])).toEqual(plain);
    const wide = await parseReport([Buffer.from(`\uFEFF${text}`, 'utf16le')]);
    expect(wide.components).toEqual(plain.components);
    expect(wide.warnings).toEqual([{ pointer: '', message: expect.stringContaining('UTF-16LE') }]);
  });

  it('replaces what no database can hold, and says so', async () => {
    const report = {
      SchemaVersion: 2,
      ArtifactName: 'x',
      Results: [
        {
          Target: 't',
          Type: 'npm',
          Vulnerabilities: [{ VulnerabilityID: 'CVE-2024-1', PkgName: 'a', Title: '\0x\ud800' }],
        },
      ],
    };
    const scan = await parseReport([Buffer.from(JSON.stringify(report))]);
    expect(scan.claims[0]?.title).toBe('\uFFFDx\uFFFD');
    expect(scan.warningCount).toBe(1);
  });

  it('counts every skipped entry and lists a hundred', async () => {
    const Vulnerabilities = Array.from({ length: 250 }, () => ({ Severity: 'HIGH' }));
    const report = { SchemaVersion: 2, ArtifactName: 'x', Results: [{ Target: 't', Type: 'npm', Vulnerabilities }] };
    const scan = await parseReport([Buffer.from(JSON.stringify(report))]);
    expect(scan.skippedCount).toBe(250);
    expect(scan.skipped).toHaveLength(100);
    expect(scan.skipped[99]?.pointer).toBe('/Results/0/Vulnerabilities/99');
  });

  it('lists at most twenty places where a report breaks its schema, and says how many more', async () => {
    const components = Array.from({ length: 70 }, (_, index) => ({ name: `c${index}` }));
    const error = await textRefusal({ ...CYCLONEDX, components });
    expect(error.code).toBe('report_invalid');
    expect(error.issues).toHaveLength(20);
    expect(error.issues[3]).toEqual({ pointer: '/components/3', message: 'lacks the key "type"' });
    expect(error.message).toContain('and 69 more');
  });

  it('names the place of an error within nested components', async () => {
    const inner = { type: 'library', name: 'b', version: 7 };
    const error = await textRefusal({
      ...CYCLONEDX,
      components: [{ type: 'library', name: 'a', components: [inner] }],
    });
    expect(error.issues[0]?.pointer).toBe('/components/0/components/0/version');
  });

  it('remarks on two equal components, however far apart and in whichever order of keys, and refuses them if strict', async () => {
    const others = Array.from({ length: 3000 }, (_, index) => ({ type: 'library', name: `c${index}` }));
    const document = { ...CYCLONEDX, components: [...others, { name: 'c5', type: 'library' }] };
    const remark = { pointer: '/components/3000', message: expect.stringContaining('the same as an earlier') };
    const bytes = [Buffer.from(JSON.stringify(document))];
    const scan = await parseReport(bytes);
    expect(scan.components).toHaveLength(3000);
    expect(scan.warnings).toEqual([remark]);
    await expect(parseReport(bytes, { strict: true })).rejects.toMatchObject({ issues: [remark] });
  });

  it('survives an element with a million errors', async () => {
    const hashes = Array.from({ length: 1_000_000 }, () => 0);
    const error = await textRefusal({ ...CYCLONEDX, components: [{ type: 'library', name: 'a', hashes }] });
    expect(error.issues.length).toBeGreaterThan(0);
  });

  it.each([
    [{ spdxVersion: 'SPDX-2.3', packages: [] }, 'SPDX document (SPDX-2.3)'],
    [{ '@context': 'https://openvex.dev/ns/v0.2.0', statements: [] }, 'OpenVEX'],
    [{ artifacts: [], artifactRelationships: [] }, 'Syft'],
    [{ auditReportVersion: 2, vulnerabilities: {} }, 'npm audit'],
    [{ vulnerabilities: [{ id: 'x' }], ok: false, dependencyCount: 3 }, 'Snyk'],
    [{ results: [{ source: {}, packages: [] }] }, 'OSV-Scanner'],
    [{ payloadType: 'application/vnd.in-toto+json', payload: '', signatures: [] }, 'DSSE'],
    [[{ RuleID: 'a', Secret: 'b' }], 'Gitleaks'],
    [{ some: 1, 'other thing': 2 }, 'keys "some", "other thing"'],
    [[1], 'list'],
    ['"text"', 'JSON string'],
    ['17', 'JSON number'],
    ['<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>', 'CycloneDX XML'],
    ['  <html>', 'HTML'],
    ['<testsuites>', 'JUnit'],
    [[], 'an empty JSON list, which could be any tool'],
    ['null', 'null, which could be any tool'],
    [{}, 'an empty JSON object'],
    [
      { version: '2.0.0', runs: [{ tool: { name: 'x' }, results: [{ ruleId: 'R1' }] }] },
      'SARIF 2.0.0; of SARIF only 2.1.0',
    ],
    [{ version: '1.0.0', runs: [{}] }, 'SARIF 1.0.0'],
    [
      '2026-11-28T01:46:31.777+0900\tINFO\tDetecting\n{"SchemaVersion": 2}',
      'text before JSON: it begins with "2026-11-28T01:46:31.777+0900',
    ],
    ['[0000]  WARN no database\n{"matches": []}', 'text before JSON: it begins with "[0000]  WARN'],
    ['Scanning image ...\n[\n{"a": 1}]', 'text before JSON: it begins with "Scanning image'],
    [
      '{"SourceMetadata":{},"DetectorName":"AWS"}\n{"SourceMetadata":{},"DetectorName":"AWS"}\n',
      'JSON lines: several JSON documents, one a line, the first of which is a finding of TruffleHog',
    ],
    ['{"template-id":"x","info":{}}\n{"template-id":"y","info":{}}', 'a finding of Nuclei'],
    ['{"type":"auditAdvisory","data":{}}\n{"type":"auditSummary","data":{}}', 'yarn audit'],
    ['{"a":1}\n{"a":2}', 'whose tool cannot be told'],
    ['Vulnerability,Severity,Package\nCVE-1,HIGH,a\n', 'CSV'],
    ['"Vulnerability","Severity","Package"\n', 'CSV'],
    ['---\nkind: List\n', 'YAML'],
    ['NAME  INSTALLED  FIXED-IN\na  1  2\n', 'table for people'],
    [{ advisories: {}, metadata: {} }, 'pnpm audit'],
    [{ reportSchema: '1.1', dependencies: [] }, 'Dependency-Check'],
    [{ results: [], errors: [], paths: {} }, 'Semgrep'],
    [{ check_type: 'dockerfile', results: {} }, 'Checkov'],
    [{ imageScanFindings: {} }, 'Amazon ECR'],
    [{ findings: [{ findingArn: 'x' }] }, 'Amazon Inspector'],
    [{ manifest_hash: 'sha256:1', vulnerabilities: {} }, 'Clair'],
    [{ plugins_used: [], results: {} }, 'detect-secrets'],
    [[{ code: 'DL3008', level: 'warning', file: 'Dockerfile' }], 'Hadolint'],
    ['SPDXVersion: SPDX-2.3\n', 'SPDX document in its tag-value form'],
    ['\nalpine:3.22 (alpine 3.22.1)\n====', 'text that is no JSON and begins with "alpine:3.22 (alpine 3.22.1)'],
    ['name: api\n', 'text that is no JSON and begins with "name: api'],
    ['- bucket: alpine\n', 'text that is no JSON'],
    ['PK\u0003\u0004', 'ZIP'],
  ])('names what it sees and what it reads: %j', async (document, seen) => {
    const error = await textRefusal(document);
    expect(error.code).toBe('report_format_unknown');
    expect(error.message).toContain(seen);
    expect(error.message).toContain('Plimsoll reads Trivy JSON');
  });

  it('keeps no character that a database cannot hold, wherever it stands', async () => {
    const bad = '1\u0000\ud800';
    const documents = [
      {
        matches: [],
        distro: { name: bad, version: bad },
        descriptor: { name: bad, version: bad },
        source: { type: bad },
      },
      {
        SchemaVersion: 2,
        ArtifactName: bad,
        Metadata: { OS: { Family: bad, Name: bad }, ImageConfig: { config: { User: bad } } },
        Results: [{ Class: bad, CustomResources: [{}], Vulnerabilities: [{ VulnerabilityID: bad, PkgName: bad }] }],
      },
      {
        version: '2.1.0',
        runs: [{ tool: { driver: { name: bad } }, results: [{ ruleId: bad, message: { text: bad } }] }],
      },
      {
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        metadata: { component: { type: 'application', name: bad } },
        components: [{ type: 'operating-system', name: bad, version: bad, purl: bad }],
        vulnerabilities: [{ id: bad, affects: [{ ref: bad }] }],
      },
    ];
    for (const document of documents) {
      const scan = await parseReport([Buffer.from(JSON.stringify(document))]);
      expect(JSON.stringify(scan)).toContain('\uFFFD');
      expect(JSON.stringify(scan)).not.toMatch(/\\u0000|\\ud800/);
    }
  });

  it('refuses a document with the marks of two formats', async () => {
    const error = await textRefusal({
      matches: [{ vulnerability: { id: 'a' }, artifact: { name: 'b' } }],
      runs: [],
      version: '2.1.0',
    });
    expect(error.code).toBe('report_format_unknown');
  });

  it('says how to send what is packed', async () => {
    for (const [packed, encoding] of [
      [gzipSync('{}'), 'gzip'],
      [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04]), 'zstd'],
    ] as const) {
      await expect(parseReport([packed])).rejects.toMatchObject({
        code: 'report_format_unknown',
        message: expect.stringContaining(`Content-Encoding: ${encoding}`) as string,
      });
    }
  });

  it('takes no report for an empty one of another format, whatever the sender calls it', async () => {
    const grype = { matches: [{ vulnerability: { id: 'CVE-2024-1' }, artifact: { name: 'a' } }] };
    const other = { vulnerabilities: [{ id: 'CVE-2024-1' }] };
    for (const document of [grype, other, { spdxVersion: 'SPDX-2.3' }]) {
      await expect(parseReport([Buffer.from(JSON.stringify(document))], { format: 'trivy' })).rejects.toBeInstanceOf(
        ReportError,
      );
    }
    const unmarked = await parseReport([Buffer.from('{"Results":[]}')], { format: 'trivy' });
    expect(unmarked.format).toBe('trivy');
  });

  it('reads what the sender says it is, and tells what lacks', async () => {
    const bytes = Buffer.from('{"specVersion":"1.5","components":[]}');
    await expect(parseReport([bytes], { format: 'cyclonedx' })).rejects.toMatchObject({
      code: 'report_invalid',
      issues: [{ pointer: '', message: 'lacks the key "bomFormat"' }],
    });
    await expect(parseReport([Buffer.from('{"specVersion":"1.1","bomFormat":"CycloneDX"}')])).rejects.toMatchObject({
      code: 'report_invalid',
      issues: [{ pointer: '/specVersion' }],
    });
  });

  it('lets others have their turn during a long report', async () => {
    const description = 'x'.repeat(4000);
    const match = JSON.stringify({ vulnerability: { id: 'CVE-2024-1', description }, artifact: { name: 'a' } });
    const bytes = Buffer.from(`{"matches":[${Array.from({ length: 2000 }, () => match).join(',')}]}`);
    let turns = 0;
    let isDone = false;
    const take = (): void => {
      turns++;
      if (!isDone) setImmediate(take);
    };
    setImmediate(take);
    const scan = await parseReport([bytes]);
    isDone = true;
    expect(scan.claims).toHaveLength(1);
    // 8 MB: a turn for each megabyte.
    expect(turns).toBeGreaterThanOrEqual(7);
  });
});
