import * as fc from 'fast-check';
import { aClaim, aProblem, aScanRecord } from '../../../test/factories/scan-record.js';
import { countBySeverity } from '../model/severity.js';
import type { Claim, Problem } from '../reports/scan.js';
import type { ScanContent } from './scan-content.js';
import { uniteFindings, uniteWithClaims } from './unite-findings.js';

const scanBy = (tool: string, claims: readonly Claim[], problems: readonly Problem[] = []): ScanContent =>
  aScanRecord({ tool: { name: tool, version: null }, claims, problems });

const CVE = 'CVE-2021-44228';
const GHSA = 'GHSA-jfh8-c2jp-5v3q';

describe('uniteFindings', () => {
  it('takes what two scanners call by different names for one finding, and lists both', () => {
    const findings = uniteFindings([
      scanBy('trivy', [aClaim({ reportedId: CVE })]),
      scanBy('grype', [aClaim({ reportedId: GHSA, ids: [CVE, GHSA] })]),
    ]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ advisory: { id: CVE, aliases: [GHSA] }, tools: ['grype', 'trivy'] });
  });

  it('keeps the same advisory in two components apart', () => {
    const other = aClaim({ componentKey: 'pkg:apk/alpine/libssl3@3.0.7-r0' });
    expect(uniteFindings([scanBy('trivy', [aClaim(), other])])).toHaveLength(2);
  });

  it('keeps them apart too where there are more names than claims', () => {
    const twice = aClaim({ reportedId: CVE, ids: [CVE, GHSA, 'SNYK-1'] });
    const other = aClaim({ reportedId: 'CVE-2021-45046' });
    const elsewhere = { ...twice, componentKey: 'pkg:apk/alpine/libssl3@3.0.7-r0' };
    expect(uniteFindings([scanBy('trivy', [twice, other, elsewhere])])).toHaveLength(3);
  });

  it('believes the claim that asks for more care', () => {
    const [finding] = uniteFindings([
      scanBy('a', [
        aClaim({
          severity: 'low',
          publishedAt: '2024-01-01T00:00:00.000Z',
          cvssScore: 3,
          epss: 0.1,
          fixedVersion: '1.2.9, 1.3.4',
        }),
      ]),
      scanBy('b', [
        aClaim({
          severity: 'high',
          publishedAt: '2023-01-01T00:00:00.000Z',
          cvssScore: 9,
          isKnownExploited: true,
          fixedVersion: '1.3.4',
        }),
      ]),
      scanBy('c', [aClaim({ severity: 'unknown', publishedAt: null, fixedVersion: null })]),
    ]);
    expect(finding).toMatchObject({
      severity: 'high',
      publishedAt: '2023-01-01T00:00:00.000Z',
      cvssScore: 9,
      epss: 0.1,
      isKnownExploited: true,
      fixedVersions: ['1.3.4', '1.2.9'],
    });
  });

  it('has an analysis only where every analysed claim agrees', () => {
    const analysis = (state: 'not_affected' | 'affected') => ({ state, justification: null, detail: null });
    const stateOf = (...claims: Claim[]) => uniteFindings([scanBy('vex', claims)])[0]?.analysis;
    expect(stateOf(aClaim(), aClaim({ analysis: analysis('not_affected') }))).toBe('not_affected');
    expect(
      stateOf(aClaim({ analysis: analysis('affected') }), aClaim({ analysis: analysis('not_affected') })),
    ).toBeNull();
    expect(stateOf(aClaim())).toBeNull();
  });

  it('takes one misconfiguration under the names Trivy has given its rule for one', () => {
    const misconfiguration = { kind: 'misconfiguration', path: 'Dockerfile', startLine: null } as const;
    const problems = ['DS002', 'DS-0002', 'AVD-DS-0002'].map((rule) => aProblem({ ...misconfiguration, rule }));
    expect(uniteFindings(problems.map((problem, index) => scanBy(`t${index}`, [], [problem])))).toHaveLength(1);
    const another = aProblem({ ...misconfiguration, rule: 'DS003' });
    expect(uniteFindings([scanBy('trivy', [], [...problems, another])])).toHaveLength(2);
  });

  it('takes a secret in two layers for one, and in two lines for two', () => {
    const layers = [aProblem({ layer: 'sha256:1' }), aProblem({ layer: 'sha256:2', path: '/app/.env' })];
    expect(uniteFindings([scanBy('trivy', [], layers)])).toHaveLength(1);
    expect(uniteFindings([scanBy('trivy', [], [...layers, aProblem({ startLine: 9 })])])).toHaveLength(2);
  });

  it('takes the one secret that two scanners see on a line for the same', () => {
    const trivy = scanBy('trivy', [], [aProblem({ rule: 'aws-access-key-id' })]);
    const gitleaks = scanBy('gitleaks', [], [aProblem({ rule: 'aws-access-token' })]);
    expect(uniteFindings([trivy, gitleaks])).toMatchObject([{ tools: ['gitleaks', 'trivy'] }]);
    const crowded = scanBy('trivy', [], [aProblem({ rule: 'aws-access-key-id' }), aProblem({ rule: 'aws-secret' })]);
    expect(uniteFindings([crowded, gitleaks])).toHaveLength(3);
  });

  it('takes what is said of no place for two where it is said in other words', () => {
    const nowhere = { kind: 'misconfiguration', rule: 'R1', path: null, startLine: null } as const;
    const problems = ['no digest', 'no signature', 'no digest'].map((title) => aProblem({ ...nowhere, title }));
    expect(uniteFindings([scanBy('checkov', [], problems)])).toHaveLength(2);
  });

  it('is suppressed only where every report suppresses it', () => {
    const suppressed = scanBy('a', [], [aProblem({ isSuppressed: true })]);
    expect(uniteFindings([suppressed])[0]?.isSuppressed).toBe(true);
    expect(uniteFindings([suppressed, scanBy('b', [], [aProblem()])])[0]?.isSuppressed).toBe(false);
    const match = scanBy('a', [aClaim({ isSuppressed: true })]);
    expect(uniteFindings([match])[0]?.isSuppressed).toBe(true);
    expect(uniteFindings([match, scanBy('b', [aClaim()])])[0]?.isSuppressed).toBe(false);
  });

  it('loses no claim about a component that its scan does not describe', () => {
    const scan = { ...scanBy('x', [aClaim()]), components: new Map() };
    expect(uniteFindings([scan])).toMatchObject([{ component: { key: aClaim().componentKey } }]);
  });

  it('knows by whom each finding is claimed', () => {
    const scans = [scanBy('a', [aClaim()]), scanBy('b', [aClaim()], [aProblem()])];
    const united = uniteWithClaims(scans);
    expect(united.map(({ claims, problems }) => [claims.length, problems.length])).toEqual([
      [2, 0],
      [0, 1],
    ]);
  });

  const anyClaim = fc
    .record({
      componentKey: fc.constantFrom('pkg:npm/a@1', 'pkg:npm/b@1', 'c:1'),
      reportedId: fc.constantFrom(CVE, GHSA, 'CVE-2021-45046', 'SNYK-1', 'RHSA-1'),
      severity: fc.constantFrom('critical' as const, 'low' as const, 'unknown' as const),
      title: fc.constantFrom(null, 'one', 'two'),
      fixedVersion: fc.constantFrom(null, '1.1', '1.0, 1.2'),
      publishedAt: fc.constantFrom(null, '2021-01-01T00:00:00.000Z', '2022-01-01T00:00:00.000Z'),
      other: fc.constantFrom(CVE, GHSA, 'CVE-2021-45046', 'RHSA-1'),
    })
    .map(({ other, ...claim }) => aClaim({ ...claim, ids: [claim.reportedId, other] }));
  const anyProblem = fc
    .record({
      kind: fc.constantFrom('secret' as const, 'misconfiguration' as const, 'licence' as const),
      rule: fc.constantFrom('DS002', 'AVD-DS-0002', 'token'),
      path: fc.constantFrom(null, 'a', '/a', 'b'),
      startLine: fc.constantFrom(null, 1, 2),
      isSuppressed: fc.boolean(),
      title: fc.constantFrom('one', 'two'),
    })
    .map(aProblem);
  const anyScans = fc.array(
    fc
      .record({
        tool: fc.constantFrom('trivy', 'grype'),
        claims: fc.array(anyClaim, { maxLength: 8 }),
        problems: fc.array(anyProblem, { maxLength: 8 }),
      })
      .map(({ tool, claims, problems }) => scanBy(tool, claims, problems)),
    { maxLength: 4 },
  );

  it('gives the same findings in whatever order scans, claims and problems come', () => {
    fc.assert(
      fc.property(anyScans, (scans) => {
        const turned = scans.toReversed().map((scan) => ({
          ...scan,
          claims: scan.claims.toReversed(),
          problems: scan.problems.toReversed(),
        }));
        expect(uniteFindings(turned)).toEqual(uniteFindings(scans));
      }),
    );
  });

  it('gives no two findings the same id, and makes no more findings than were claimed', () => {
    fc.assert(
      fc.property(anyScans, (scans) => {
        const findings = uniteFindings(scans);
        const said = scans.reduce((sum, { claims, problems }) => sum + claims.length + problems.length, 0);
        expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
        expect(findings.length).toBeLessThanOrEqual(said);
        expect(findings.every(({ id }) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
      }),
    );
  });

  it('changes nothing when it is told the same twice', () => {
    fc.assert(
      fc.property(anyScans, (scans) => expect(uniteFindings([...scans, ...scans])).toEqual(uniteFindings(scans))),
    );
  });

  it('keeps thirty thousand findings apart', () => {
    const claims = Array.from({ length: 30_000 }, (_, index) =>
      aClaim({ componentKey: `pkg:deb/debian/lib${index % 500}@1`, reportedId: `CVE-2021-${10_000 + index}` }),
    );
    expect(uniteFindings([scanBy('trivy', claims)])).toHaveLength(30_000);
  });
});

describe('countBySeverity', () => {
  it('counts each severity, those without any too', () => {
    expect(countBySeverity([{ severity: 'high' }, { severity: 'high' }, { severity: 'unknown' }])).toEqual({
      critical: 0,
      high: 2,
      medium: 0,
      low: 0,
      unknown: 1,
    });
  });
});
