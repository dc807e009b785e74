import { aClaim, aProblem, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import { parsePolicy } from '../policy/parse-policy.js';
import type { OperatingSystem } from '../reports/scan.js';
import { evaluate } from './evaluate.js';
import type { ScanRecord } from './scan-record.js';
import type { Reason } from './verdict.js';

/** What the gate says by one rule of an environment, whose rules are given as YAML in one line. */
function reasonOf(rule: string, rules: string, scans: readonly ScanRecord[], count = 10): Reason | undefined {
  const policy = parsePolicy(`version: 1\nenvironments:\n  prod: {${rules}}\n`);
  const facts = factsFrom(scans, { count });
  const at = '2026-11-21T00:00:00.000Z';
  return evaluate({ facts, policy, waivers: [], environment: 'prod', at }).reasons.find(
    (reason) => reason.rule === rule,
  );
}

const said = (reason: Reason | undefined) => reason && [reason.outcome, reason.isChecked, reason.message];

const scanOf = (claims: Parameters<typeof aClaim>[0][], given: Partial<ScanRecord> = {}) =>
  aScanRecord({
    ...given,
    claims: claims.map((claim, index) => aClaim({ reportedId: `CVE-2026-100${index}`, ...claim })),
  });

const FIX = { fixed: {}, none: { fixedVersion: null, fixState: 'wont-fix' }, untold: { fixedVersion: null } } as const;

describe('vulnerabilities.unknownFix', () => {
  const RULE = 'vulnerabilities.critical';

  it.each([
    // what is counted, limit, setting, outcome
    ['untold', 0, '', 'fail'],
    ['untold', 0, ', unknownFix: count', 'fail'],
    ['untold', 0, ', unknownFix: unknown', 'unknown'],
    ['untold', 0, ', unknownFix: ignore', 'pass'],
    ['none', 0, ', unknownFix: count', 'pass'],
    ['none', 0, ', unknownFix: unknown', 'pass'],
    ['fixed untold', 0, ', unknownFix: unknown', 'fail'],
    ['fixed untold', 1, ', unknownFix: unknown', 'unknown'],
    ['fixed untold', 2, ', unknownFix: unknown', 'pass'],
    ['fixed untold', 1, ', unknownFix: ignore', 'pass'],
    ['fixed untold', 1, ', unknownFix: count', 'fail'],
  ])('of %s with limit %i%s says %s', (fixes, limit, setting, outcome) => {
    const claims = fixes.split(' ').map((fix) => FIX[fix as keyof typeof FIX]);
    const rules = `vulnerabilities: {critical: ${limit}, onlyFixable: true${setting}}`;
    expect(reasonOf(RULE, rules, [scanOf(claims)])?.outcome).toBe(outcome);
  });

  it.each([
    [
      'count',
      '2 critical vulnerabilities with a fix available or no information on one, limit 0.',
      'No report states whether a fix is available for 1 of them.',
    ],
    [
      'ignore',
      '1 critical vulnerability with a fix available, limit 0.',
      '1 without information on a fix, not counted.',
    ],
  ])('says how many have no word on a fix: %s', (setting, summary, note) => {
    const rules = `vulnerabilities: {critical: 0, onlyFixable: true, unknownFix: ${setting}}`;
    expect(reasonOf(RULE, rules, [scanOf([FIX.fixed, FIX.untold])])).toMatchObject({ summary, notes: [note] });
  });

  it('counts a fix of which only the word is known', () => {
    const scans = [scanOf([{ fixedVersion: null, fixState: 'fixed' }])];
    expect(
      reasonOf(RULE, 'vulnerabilities: {critical: 0, onlyFixable: true, unknownFix: ignore}', scans)?.outcome,
    ).toBe('fail');
  });

  it('counts unrated vulnerabilities that have a fix or no word on one', () => {
    const claims = [FIX.fixed, FIX.untold, FIX.none].map((fix) => ({ ...fix, severity: 'unknown' as const }));
    const reason = reasonOf('vulnerabilities.unknown', 'vulnerabilities: {unknown: 0, onlyFixable: true}', [
      scanOf(claims),
    ]);
    expect(reason).toMatchObject({ outcome: 'fail', findingCount: 2 });
    expect(reason?.summary).toBe(
      '2 vulnerabilities without a severity rating and with a fix available or no information on one, limit 0.',
    );
  });
});

describe('evidence.failedRuns', () => {
  const RULE = 'evidence.failedRuns';
  const failed = (...messages: string[]) =>
    aScanRecord({ failures: messages.map((message) => ({ pointer: '/runs/0', message })) });

  it.each([
    [
      'SARIF',
      failed('Analysis failed: out of memory.'),
      'A scan failed or is incomplete: trivy: Analysis failed: out of memory.',
    ],
    ['two words', failed('a', 'b', 'a'), 'A scan failed or is incomplete: trivy: a; trivy: b.'],
    [
      'many words',
      failed('a', 'b', 'c', 'd', 'e'),
      'A scan failed or is incomplete: trivy: a; trivy: b; trivy: c; and 2 more.',
    ],
    ['a long one', failed('x'.repeat(999)), `A scan failed or is incomplete: trivy: ${'x'.repeat(200)}….`],
  ])('is unknown, in the words of the tool: %s', (_, scan, message) => {
    const reason = reasonOf(RULE, 'vulnerabilities: {critical: 0}', [scan]);
    expect(said(reason)).toEqual(['unknown', false, message]);
    expect(reason?.remedy).toBe('Fix the cause, scan again, and send the report.');
  });

  it('counts what a failed scan found', () => {
    const scans = [scanOf([{}], { covers: [], attempted: ['match'], failures: [{ pointer: '', message: 'timeout' }] })];
    expect(reasonOf('vulnerabilities.critical', 'vulnerabilities: {critical: 0}', scans)?.outcome).toBe('fail');
  });

  it('says what the policy accepts', () => {
    const rules = 'vulnerabilities: {critical: 0}, evidence: {failedRuns: accept}';
    expect(said(reasonOf(RULE, rules, [failed('timeout')]))).toEqual([
      'pass',
      false,
      'A scan failed or is incomplete: trivy: timeout. The policy accepts this.',
    ]);
  });

  it('is no reason where no scan failed, unless the policy names it', () => {
    expect(reasonOf(RULE, 'vulnerabilities: {critical: 0}', [aScanRecord()])).toBeUndefined();
    const named = reasonOf(RULE, 'vulnerabilities: {critical: 0}, evidence: {failedRuns: unknown}', [aScanRecord()]);
    expect(said(named)).toEqual(['pass', true, 'No scan failed.']);
  });
});

describe('evidence.missingData', () => {
  const KEV = 'vulnerabilities: {knownExploited: 0}';
  const EPSS = 'vulnerabilities: {likelyExploited: {epss: 0.5, allowed: 0}}';
  const NO_KEV = 'No report contains exploitation data (CISA KEV), so this rule could not be checked.';
  const ACCEPTED = 'The policy accepts this.';
  const bare = aScanRecord({ carries: [] });
  const os = (isEndOfLife: boolean | null): { operatingSystem: OperatingSystem } => ({
    operatingSystem: { family: 'debian', version: '12', isEndOfLife },
  });
  const EOL = 'vulnerabilities: {critical: 0}, evidence: {endOfLife: fail';

  it.each([
    ['vulnerabilities.knownExploited', KEV, bare, 'unknown', NO_KEV],
    [
      'vulnerabilities.knownExploited',
      `${KEV}, evidence: {missingData: accept}`,
      bare,
      'pass',
      `${NO_KEV} ${ACCEPTED}`,
    ],
    [
      'vulnerabilities.knownExploited',
      `${KEV}, evidence: {missingData: {exploitation: accept}}`,
      bare,
      'pass',
      `${NO_KEV} ${ACCEPTED}`,
    ],
    ['vulnerabilities.knownExploited', `${KEV}, evidence: {missingData: {image: accept}}`, bare, 'unknown', NO_KEV],
    [
      'vulnerabilities.likelyExploited',
      EPSS,
      bare,
      'unknown',
      'No report contains exploitation probabilities (EPSS), so this rule could not be checked.',
    ],
    ['image.root', 'image: {root: deny}', bare, 'unknown', 'No report states which user the image runs as.'],
    [
      'image.root',
      'image: {root: deny}, evidence: {missingData: {image: accept}}',
      bare,
      'pass',
      `No report states which user the image runs as. ${ACCEPTED}`,
    ],
    [
      'evidence.endOfLife',
      `${EOL}}`,
      bare,
      'unknown',
      'No report names the operating system, so this rule could not be checked.',
    ],
    [
      'evidence.endOfLife',
      `${EOL}}`,
      aScanRecord({ carries: [], ...os(null) }),
      'unknown',
      'No report states whether debian 12 is past its end of life, so this rule could not be checked.',
    ],
    [
      'evidence.endOfLife',
      `${EOL}, missingData: {endOfLife: accept}}`,
      bare,
      'pass',
      `No report names the operating system, so this rule could not be checked. ${ACCEPTED}`,
    ],
    [
      'licences.deny',
      'licences: {deny: [MIT]}, evidence: {require: [vulnerabilities]}',
      bare,
      'pass',
      'Licences were not scanned. prod does not require it.',
    ],
    [
      'licences.deny',
      'licences: {deny: [MIT]}, evidence: {require: [vulnerabilities], missingData: {licences: unknown}}',
      bare,
      'unknown',
      'Licences were not scanned, so this rule could not be checked.',
    ],
    [
      'evidence.databaseAge',
      `${KEV}, evidence: {databaseAge: 5d}`,
      bare,
      'unknown',
      'No report states the date of its vulnerability database (trivy).',
    ],
    [
      'evidence.databaseAge',
      `${KEV}, evidence: {databaseAge: 5d, undatedDatabase: accept}`,
      bare,
      'pass',
      `No report states the date of its vulnerability database (trivy). ${ACCEPTED}`,
    ],
  ])('of %s with %s', (rule, rules, scan, outcome, message) => {
    expect(said(reasonOf(rule, rules, [scan]))).toEqual([outcome, false, message]);
  });

  it('checks where a scan for vulnerabilities carries the data', () => {
    expect(said(reasonOf('vulnerabilities.knownExploited', KEV, [aScanRecord()]))).toEqual([
      'pass',
      true,
      'No known exploited vulnerabilities (CISA KEV).',
    ]);
    const unrelated = aScanRecord({ report: 'sha256:b', covers: ['secret'], tool: { name: 'grype', version: null } });
    expect(reasonOf('vulnerabilities.knownExploited', KEV, [bare, unrelated])?.outcome).toBe('unknown');
    expect(said(reasonOf('evidence.endOfLife', `${EOL}}`, [aScanRecord(os(null))]))).toEqual([
      'pass',
      true,
      'debian 12 is not past its end of life.',
    ]);
  });

  it('does not take one report for the data of another: what only that one names could not be checked', () => {
    const grype = scanOf([{}], { report: 'sha256:b', tool: { name: 'grype', version: null } });
    const trivy = scanOf([{}, {}], { carries: [] });
    expect(said(reasonOf('vulnerabilities.knownExploited', KEV, [grype, trivy]))).toEqual([
      'unknown',
      false,
      '1 vulnerability is only in reports without exploitation data (CISA KEV), so this rule could not be checked for it.',
    ]);
  });

  it.each([[[]], [['epss' as const]]])(
    'fails on what is found exploited, whatever the report carries: %j',
    (carries) => {
      const scans = [scanOf([{ isKnownExploited: true, epss: 0.9 }], { carries })];
      expect(reasonOf('vulnerabilities.knownExploited', KEV, scans)?.outcome).toBe('fail');
      expect(reasonOf('vulnerabilities.likelyExploited', EPSS, scans)?.outcome).toBe('fail');
      const endOfLife = [aScanRecord({ carries, ...os(true) })];
      expect(reasonOf('evidence.endOfLife', `${EOL}, missingData: accept}`, endOfLife)?.outcome).toBe('fail');
    },
  );

  it('asks for no package URLs where no report lists components', () => {
    const rules = 'evidence: {componentsWithoutPurl: 0%}';
    expect(said(reasonOf('evidence.componentsWithoutPurl', rules, [bare], 0))).toEqual([
      'pass',
      false,
      'No report lists components, so there are no package URLs to check.',
    ]);
  });
});

describe('evidence.suppressions and evidence.builtInSuppressions', () => {
  const byScanner = { isSuppressed: true, suppressedBy: 'built-in' as const };
  const byPerson = { isSuppressed: true };

  it.each([
    ['person', byPerson, 'suppressions: honour', 'pass', ['1 suppressed by a person in the report.']],
    ['person', byPerson, 'builtInSuppressions: honour', 'fail', []],
    ['scanner', byScanner, 'builtInSuppressions: honour', 'pass', ["1 left out by the scanner's own rules."]],
    ['scanner', byScanner, 'suppressions: honour', 'fail', []],
    ['scanner', byScanner, 'vex: honour', 'fail', []],
  ])('tells by whom: %s %j with %s', (_, claim, evidence, outcome, notes) => {
    const reason = reasonOf('vulnerabilities.critical', `vulnerabilities: {critical: 0}, evidence: {${evidence}}`, [
      scanOf([claim]),
    ]);
    expect(reason).toMatchObject({ outcome, notes });
  });

  it.each([
    ['suppressions: honour', 'fail'],
    ['builtInSuppressions: honour', 'fail'],
    ['suppressions: honour, builtInSuppressions: honour', 'pass'],
  ])('clears what a scanner left out and a person took out of another report only by both: %s', (evidence, outcome) => {
    const scans = [
      aScanRecord({ report: `sha256:${'a'.repeat(64)}`, claims: [aClaim(byScanner)] }),
      aScanRecord({ report: `sha256:${'b'.repeat(64)}`, format: 'sarif', claims: [aClaim(byPerson)] }),
    ];
    const rules = `vulnerabilities: {critical: 0}, evidence: {${evidence}}`;
    expect(reasonOf('vulnerabilities.critical', rules, scans)?.outcome).toBe(outcome);
  });

  it('says who excluded what', () => {
    const analysis = { state: 'not_affected', justification: null, detail: null } as const;
    const rules =
      'vulnerabilities: {critical: 0}, evidence: {vex: honour, suppressions: honour, builtInSuppressions: honour}';
    const reason = reasonOf('vulnerabilities.critical', rules, [
      scanOf([{ analysis }, byPerson, byScanner, byScanner]),
    ]);
    expect(reason?.notes).toEqual([
      '1 excluded by VEX.',
      '1 suppressed by a person in the report.',
      "2 left out by the scanner's own rules.",
    ]);
  });

  it('knows problems as suppressed by a person', () => {
    const scans = [aScanRecord({ covers: ['secret'], problems: [aProblem({ isSuppressed: true })] })];
    const rules = (evidence: string) => `secrets: {critical: 0}, evidence: {${evidence}}`;
    expect(reasonOf('secrets.critical', rules('builtInSuppressions: honour'), scans)?.outcome).toBe('fail');
    expect(reasonOf('secrets.critical', rules('suppressions: honour'), scans)?.outcome).toBe('pass');
  });
});
