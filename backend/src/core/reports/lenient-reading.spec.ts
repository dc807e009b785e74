import { parseReport } from './parse-report.js';
import { ReportError } from './report-error.js';

type Members = Record<string, unknown>;

const COMPONENT = { type: 'library', name: 'a', version: '1', purl: 'pkg:npm/a@1' };
const VULNERABILITY = { id: 'CVE-2024-1', affects: [{ ref: 'pkg:npm/a@1' }] };

function bom(more: Members): Members {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: [COMPONENT],
    vulnerabilities: [VULNERABILITY],
    ...more,
  };
}

function component(more: Members): Members {
  return bom({ components: [{ ...COMPONENT, ...more }] });
}

function vulnerability(more: Members): Members {
  return bom({ vulnerabilities: [{ ...VULNERABILITY, ...more }] });
}

function sarif(result: Members, run: Members = {}): Members {
  const tool = { driver: { name: 'x' } };
  const results = [{ ruleId: 'R1', level: 'error', message: { text: 'm' }, ...result }];
  return { version: '2.1.0', runs: [{ tool, results, ...run }] };
}

function at(physicalLocation: Members): Members {
  return sarif({ locations: [{ physicalLocation }] });
}

describe('parseReport where nothing is decided', () => {
  const cases: [string, Members, string][] = [
    [
      'a licence newer than the list',
      component({ licenses: [{ license: { id: 'New-1.0' } }] }),
      '/components/0/licenses/0/license/id',
    ],
    ['a bare text as licence', component({ licenses: ['MIT'] }), '/components/0/licenses/0'],
    [
      'an identifier beside an expression',
      component({ licenses: [{ license: { id: 'MIT' } }, { expression: 'MIT OR X' }] }),
      '/components/0/licenses/1',
    ],
    [
      'a hash of odd length',
      component({ hashes: [{ alg: 'SHA-1', content: 'abc' }] }),
      '/components/0/hashes/0/content',
    ],
    ['an unknown key', component({ foo: 1 }), '/components/0'],
    ['null for a list', component({ licenses: null }), '/components/0/licenses'],
    ['null for an optional text', component({ purl: null, 'bom-ref': null }), '/components/0/bom-ref'],
    ['null for an object', component({ evidence: null }), '/components/0/evidence'],
    ['properties of another type', component({ properties: 'x', evidence: 'y' }), '/components/0/evidence'],
    ['null for a top list', bom({ dependencies: null }), '/dependencies'],
    ['a dependency without its ref', bom({ dependencies: [{ dependsOn: ['a'] }] }), '/dependencies/0'],
    ['a time without a zone', bom({ metadata: { timestamp: '2026-11-28T14:01:37' } }), '/metadata/timestamp'],
    ['null cwes', vulnerability({ cwes: null }), '/vulnerabilities/0/cwes'],
    [
      "a time in Go's words",
      vulnerability({ published: '2025-04-18 21:15:00 +0000 UTC' }),
      '/vulnerabilities/0/published',
    ],
    ['a rating that is no object', vulnerability({ ratings: ['high', null, 7] }), '/vulnerabilities/0/ratings/0'],
    ['ratings that are no list', vulnerability({ ratings: 'high' }), '/vulnerabilities/0/ratings'],
    ['an analysis that is no object', vulnerability({ analysis: 'not_affected' }), '/vulnerabilities/0/analysis'],
    ['a state that is none', vulnerability({ analysis: { state: 'fine' } }), '/vulnerabilities/0/analysis/state'],
    [
      'texts of another type',
      vulnerability({ recommendation: 7, description: [], references: {}, advisories: [7], source: 'x' }),
      '/vulnerabilities/0/source',
    ],
    [
      'versions of another type',
      vulnerability({ affects: [{ ref: 'pkg:npm/a@1', versions: ['1.2', null] }] }),
      '/vulnerabilities/0/affects/0/versions/0',
    ],
    [
      'line zero',
      at({ artifactLocation: { uri: 'a' }, region: { startLine: 0 } }),
      '/runs/0/results/0/locations/0/physicalLocation/region/startLine',
    ],
    [
      'a path with spaces and backslashes',
      at({ artifactLocation: { uri: 'C:\\a b\\c.ts' } }),
      '/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri',
    ],
    ['a fingerprint that is no text', sarif({ fingerprints: { a: 1 } }), '/runs/0/results/0/fingerprints/a'],
    ['null fingerprints', sarif({ partialFingerprints: null }), '/runs/0/results/0/partialFingerprints'],
    ['a missing executionSuccessful', sarif({}, { invocations: [{}] }), '/runs/0/invocations/0'],
    ['an unknown key of a result', sarif({ foo: 1 }), '/runs/0/results/0'],
  ];

  it.each(cases)('warns of %s and refuses it if strict', async (_, document, pointer) => {
    const bytes = [Buffer.from(JSON.stringify(document))];
    const scan = await parseReport(bytes);
    expect(scan.claims.length + scan.problems.length).toBe(1);
    expect(scan.warningCount).toBeGreaterThan(0);
    expect(scan.warnings.map((warning) => warning.pointer)).toContain(pointer);
    expect(scan.claims[0]?.analysis ?? null).toBeNull();
    await expect(parseReport(bytes, { strict: true })).rejects.toBeInstanceOf(ReportError);
  });

  it.each<[string, Members]>([
    ['a component without a name', bom({ components: [{ type: 'library' }] })],
    ['a component whose name is null', bom({ components: [{ type: 'library', name: null }] })],
    ['a component without a type', bom({ components: [{ name: 'a' }] })],
    ['a component of an unknown type', component({ type: 'thing' })],
    ['a component that is null', bom({ components: [null] })],
    ['a purl that is no text', component({ purl: 7 })],
    ['components that are no list', bom({ components: {} })],
    ['nested components under another spelling', component({ Components: [] })],
    ['an identifier that is no text', vulnerability({ id: 7 })],
    ['what is affected under another spelling', vulnerability({ Affects: [] })],
    ['what is affected without its ref', vulnerability({ affects: [{}] })],
    ['what is affected as a text', vulnerability({ affects: ['a'] })],
    ['a list that the version does not know', bom({ specVersion: '1.3' })],
    ['an unknown key at the top', bom({ findings: [] })],
    ['a level that is none', sarif({ level: 'critical' })],
    ['a rule index below the range', sarif({ ruleIndex: -5 })],
    ['a rule without its id', sarif({}, { tool: { driver: { name: 'x', rules: [{}] } } })],
    ['results that are no list', { version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: 'none' }] }],
  ])('refuses %s', async (_, document) => {
    await expect(parseReport([Buffer.from(JSON.stringify(document))])).rejects.toMatchObject({
      code: 'report_invalid',
    });
  });

  it('takes a time without a zone for UTC', async () => {
    const document = bom({ metadata: { timestamp: '2026-11-28T14:01:37.050912' } });
    const scan = await parseReport([Buffer.from(JSON.stringify(document))]);
    expect(scan.scannedAt).toBe('2026-11-28T14:01:37.050Z');
  });
});
