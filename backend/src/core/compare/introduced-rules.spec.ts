import { aSide } from '../../../test/factories/compared-side.js';
import { aClaim, aScanRecord, aWaiver } from '../../../test/factories/scan-record.js';
import { evaluate, type Question } from '../gate/evaluate.js';
import type { Introduced, NothingRunning } from '../gate/introduced.js';
import type { ScanRecord } from '../gate/scan-record.js';
import type { Reason } from '../gate/verdict.js';
import type { Waiver } from '../model/waiver.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { introducedSince } from './introduced-since.js';

const OLD = 'pkg:npm/a@1.0.0';
const NEW = 'pkg:npm/b@1.0.0';

const policy = parsePolicy('version: 1\nenvironments:\n  prod:\n    introduced: { critical: 0 }\n');

/** A scan that found a critical vulnerability in each of the components. */
function scanOf(components: readonly string[], changes: Partial<ScanRecord> = {}): ScanRecord {
  const claims = components.map((componentKey, place) =>
    aClaim({ componentKey, reportedId: `CVE-2026-${1000 + place}`, severity: 'critical' }),
  );
  return aScanRecord({ claims, listedCount: 2, ...changes });
}

const RUNNING = aSide([OLD, 'pkg:npm/c@1.0.0'], [scanOf([OLD])]);

interface Given {
  readonly after?: ReturnType<typeof aSide>;
  readonly before?: ReturnType<typeof aSide>;
  readonly introduced?: Introduced | NothingRunning | undefined;
  readonly waivers?: readonly Waiver[];
}

function question({ after = RUNNING, before = RUNNING, waivers = [], ...given }: Given): Question {
  const introduced = 'introduced' in given ? given.introduced : introducedSince(before, after);
  return {
    facts: after.facts as Question['facts'],
    policy,
    waivers,
    introduced,
    environment: 'prod',
    at: '2026-11-21T12:00:00.000Z',
  };
}

function ruleOf(given: Given): Reason {
  const reason = evaluate(question(given)).reasons.find(({ rule }) => rule === 'introduced.critical');
  if (reason === undefined) throw new Error('no reason');
  return reason;
}

describe('introduced limits', () => {
  it('count what the artifact adds, and not what runs already', () => {
    const added = aSide([OLD, NEW], [scanOf([OLD, NEW])]);
    const reason = ruleOf({ after: added });
    expect(reason).toMatchObject({ outcome: 'fail', findingCount: 1 });
    expect(reason.findings.map(({ component }) => component)).toEqual(['b']);
    expect(reason.summary).toBe('1 critical introduced vulnerability, limit 0.');
    expect(ruleOf({}).outcome).toBe('pass');
  });

  it('do not count what is new of a component that runs already', () => {
    const claims = [OLD, OLD].map((componentKey, place) =>
      aClaim({ componentKey, reportedId: `CVE-2026-${1000 + place}`, severity: 'critical' }),
    );
    const after = aSide([OLD, 'pkg:npm/c@1.0.0'], [aScanRecord({ claims, listedCount: 2 })]);
    expect(ruleOf({ after })).toMatchObject({ outcome: 'pass', findingCount: 0 });
  });

  it('count another version of a component', () => {
    const newer = 'pkg:npm/a@2.0.0';
    const claims = [aClaim({ componentKey: newer, reportedId: 'CVE-2026-9999', severity: 'critical' })];
    const after = aSide([newer, 'pkg:npm/c@1.0.0'], [aScanRecord({ claims, listedCount: 2 })]);
    expect(ruleOf({ after }).outcome).toBe('fail');
  });

  it.each([
    ['nothing-runs', 'Nothing of this image is recorded as running in prod'],
    ['deployed-in-spite', 'What runs in prod was deployed in spite of its verdict'],
    ['not-known-here', 'What runs in prod is not known here'],
    [undefined, 'What runs in prod is not known here'],
  ] as const)('are unknown where there is nothing to compare with: %s', (introduced, message) => {
    const reason = ruleOf({ introduced });
    expect([reason.outcome, reason.message]).toEqual(['unknown', expect.stringContaining(message)]);
    expect(reason.remedy).not.toBeNull();
    // Not even for an artifact without any vulnerability.
    expect(ruleOf({ introduced, after: aSide([OLD], [scanOf([])]) }).outcome).toBe('unknown');
  });

  it('are unknown where what it adds may be missing', () => {
    const failed = aSide([OLD], [scanOf([OLD], { failures: [{ pointer: '', message: 'timeout' }] })]);
    const reason = ruleOf({ after: failed });
    expect([reason.outcome, reason.notes]).toEqual([
      'unknown',
      expect.arrayContaining(['The run of trivy failed in part.']),
    ]);
    // Too many are too many.
    const worse = aSide([OLD, NEW], [scanOf([OLD, NEW], { failures: [{ pointer: '', message: 'timeout' }] })]);
    expect(ruleOf({ after: worse }).outcome).toBe('fail');
  });

  it('are unknown where what runs was not scanned for vulnerabilities, or does not list what is inside', () => {
    const after = aSide([OLD, NEW], [scanOf([OLD, NEW])]);
    expect(ruleOf({ after, before: aSide([OLD], [aScanRecord({ covers: [] })]) }).outcome).toBe('unknown');
    expect(ruleOf({ after, before: aSide([], [aScanRecord({})]) }).outcome).toBe('unknown');
  });

  it('are unknown where the artifact itself was not scanned for vulnerabilities', () => {
    expect(ruleOf({ after: aSide([OLD], [aScanRecord({ covers: [] })]) }).outcome).toBe('unknown');
  });

  it('leave out what a waiver covers, until it ends', () => {
    const after = aSide([OLD, NEW], [scanOf([OLD, NEW])]);
    const waiver = aWaiver({
      id: 'W-1',
      scope: { advisory: 'CVE-2026-1001' },
      expiresAt: '2026-12-20T00:00:00.000Z',
    });
    const verdict = evaluate(question({ after, waivers: [waiver] }));
    expect(verdict.inputs.waivers).toEqual(['W-1']);
    expect(verdict.outcome).toBe('pass');
    expect(verdict.holdsUntil).toBe('2026-12-20T00:00:00.000Z');
  });

  it('name in the verdict what was compared with', () => {
    expect(evaluate(question({})).inputs.running).toEqual({
      digest: RUNNING.facts.digest,
      reports: RUNNING.facts.scans.map(({ report }) => report),
    });
    expect(evaluate(question({ introduced: 'nothing-runs' })).inputs.running).toBeNull();
    expect(evaluate(question({ introduced: undefined })).inputs).not.toHaveProperty('running');
    const other = parsePolicy('version: 1\nenvironments:\n  prod:\n    vulnerabilities: { critical: 9 }\n');
    expect(evaluate({ ...question({}), policy: other }).inputs).not.toHaveProperty('running');
  });
});
