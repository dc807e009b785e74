import { readFileSync } from 'node:fs';
import type { Finding } from '../findings/finding.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { parseReport } from '../reports/parse-report.js';
import type { Scan } from '../reports/scan.js';
import { evidenceRulesOf } from './counting-evidence.js';
import { evaluate } from './evaluate.js';
import { factsOf } from './facts-of.js';
import { countComponents, recordOf } from './scan-record.js';

/** Of one image, by two tools in three formats each; how they came about is in ORIGIN.md beside them. */
const REPORTS = ['trivy.json', 'trivy.cdx.json', 'trivy.sarif', 'grype.json', 'grype.cdx.json', 'grype.sarif'] as const;

type Report = (typeof REPORTS)[number];

/** What there is to find, worst first. */
const FINDINGS = [
  { id: 'CVE-2021-44906', package: 'minimist 1.2.5', severity: 'critical', fix: 'available', fixed: '1.2.6' },
  { id: 'CVE-2021-23337', package: 'lodash 4.17.20', severity: 'high', fix: 'available', fixed: '4.17.21' },
  { id: 'CVE-2025-9230', package: 'libcrypto3 3.5.1-r0', severity: 'high', fix: 'available', fixed: '3.5.4-r0' },
  { id: 'CVE-2023-28155', package: 'request 2.88.2', severity: 'medium', fix: 'none', fixed: '' },
  { id: 'CVE-2024-58251', package: 'busybox 1.37.0-r18', severity: 'low', fix: 'available', fixed: '1.37.0-r20' },
  { id: 'CVE-2025-9232', package: 'libcrypto3 3.5.1-r0', severity: 'unknown', fix: 'available', fixed: '3.5.4-r0' },
];

type Row = (typeof FINDINGS)[number];

const GHSA: Readonly<Record<string, string>> = {
  'CVE-2021-44906': 'GHSA-xvch-5gv4-984h',
  'CVE-2021-23337': 'GHSA-35jh-r3h4-6jhm',
  'CVE-2023-28155': 'GHSA-p8p7-x288-28g6',
};

interface Difference {
  readonly reports: readonly Report[];
  readonly why: string;
  readonly change: (row: Row) => Partial<Row>;
}

/** What a format says otherwise, and why; docs/reports.md has the same list. Anything else that differs fails. */
const DIFFERENCES: readonly Difference[] = [
  {
    reports: ['grype.cdx.json', 'grype.sarif'],
    why: 'Grype names the CVE of a GitHub advisory in its own JSON alone',
    change: ({ id }) => ({ id: GHSA[id] ?? id }),
  },
  {
    reports: ['trivy.cdx.json', 'trivy.sarif', 'grype.cdx.json', 'grype.sarif'],
    why: 'CycloneDX and SARIF of both tools say nothing where there is no fix',
    change: ({ fix }) => (fix === 'none' ? { fix: 'unknown' } : {}),
  },
];

const RULES = ['fail vulnerabilities.critical', 'fail vulnerabilities.high', 'unknown vulnerabilities.unknown'];

const fixture = (name: string) => readFileSync(new URL(`../../../test/fixtures/one-image/${name}`, import.meta.url));
const shipped = parsePolicy(readFileSync(new URL('../../../../security-config.yml', import.meta.url), 'utf8'));

const RECEIVED = '2026-11-29T22:00:00.000Z';

async function factsFrom(...names: readonly Report[]) {
  const scans: Scan[] = await Promise.all(names.map((name) => parseReport([fixture(name)])));
  return factsOf({
    image: 'one-image.example/app',
    digest: `sha256:${'d'.repeat(64)}`,
    scans: scans.map((scan, index) => recordOf(scan, names[index] ?? '', RECEIVED)),
    ...countComponents(scans),
    ...evidenceRulesOf(shipped.environments.find(({ name }) => name === 'prod')?.settings),
  });
}

function rowOf({ advisory, component, severity, fix, fixedVersions }: Finding): Row {
  return {
    id: advisory?.id ?? '',
    package: `${component?.name} ${component?.version}`,
    severity,
    fix,
    fixed: fixedVersions.join(', '),
  };
}

const sorted = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).toSorted();

function expectedOf(report: Report): Row[] {
  const changes = DIFFERENCES.filter(({ reports }) => reports.includes(report));
  return FINDINGS.map((row) => changes.reduce((changed, { change }) => ({ ...changed, ...change(changed) }), row));
}

describe('one image in the formats of two scanners', () => {
  it.each(REPORTS)('has the same findings, severities and fixes in %s', async (report) => {
    const { findings } = await factsFrom(report);
    expect(sorted(findings.map(rowOf))).toEqual(sorted(expectedOf(report)));
  });

  it.each(REPORTS)('gets the same verdict for prod from %s', async (report) => {
    const facts = await factsFrom(report);
    const { outcome, reasons } = evaluate({
      facts,
      policy: shipped,
      waivers: [],
      environment: 'prod',
      at: '2026-11-29T23:00:00.000Z',
    });
    const told = reasons.map((reason) => `${reason.outcome} ${reason.rule}`);
    expect([outcome, ...told.slice(0, RULES.length)]).toEqual(['fail', ...RULES]);
  });

  it('is one set of findings where all six came', async () => {
    const { findings } = await factsFrom(...REPORTS);
    expect(sorted(findings.map(rowOf))).toEqual(sorted(FINDINGS));
  });

  it('is one set of findings where both came as JSON', async () => {
    const { findings } = await factsFrom('trivy.json', 'grype.json');
    expect(sorted(findings.map(rowOf))).toEqual(sorted(FINDINGS));
    expect(findings.flatMap(({ tools }) => tools)).toEqual(FINDINGS.flatMap(() => ['grype', 'trivy']));
  });

  it.each(DIFFERENCES)('lists only what differs: $why', ({ change }) => {
    expect(FINDINGS.some((row) => JSON.stringify({ ...row, ...change(row) }) !== JSON.stringify(row))).toBe(true);
  });
});
