import * as fc from 'fast-check';
import { aClaim, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { PolicyError } from '../policy/policy-error.js';
import type { Claim } from '../reports/scan.js';
import { evaluate } from './evaluate.js';
import { FirstSeen } from './first-seen.js';
import { rulesOf } from './rule-book.js';
import type { Outcome, Reason, Verdict } from './verdict.js';

const AT = '2026-11-21T00:00:00.000Z';
const DEADLINES = 'deadlines: {critical: 7d, high: 30d}';

const policyOf = (limits: string) => parsePolicy(`version: 1\nenvironments: {prod: {vulnerabilities: {${limits}}}}`);

const claimOf = (reportedId: string, severity: Claim['severity'] = 'critical', more: Partial<Claim> = {}): Claim =>
  aClaim({ reportedId, severity, ...more });

/** Null: nothing is known of when they were first seen. */
type Seen = Readonly<Record<string, string>> | null;

function judge(limits: string, claims: readonly Claim[], seen: Seen, at = AT): Verdict {
  const firstSeen =
    seen &&
    new FirstSeen({
      names: Object.fromEntries(Object.entries(seen).map(([name, day]) => [name, Date.parse(day) / 1000])),
      imageSince: Date.parse('2026-01-01'),
      isNoted: true,
    });
  return evaluate({
    facts: { ...factsFrom([aScanRecord({ claims })]), ...(firstSeen && { firstSeen }) },
    policy: policyOf(limits),
    waivers: [],
    environment: 'prod',
    at,
  });
}

const reasonOf = ({ reasons }: Verdict): Reason | undefined =>
  reasons.find(({ rule }) => rule === 'vulnerabilities.overdue');

const BADNESS: readonly Outcome[] = ['pass', 'unknown', 'fail'];
const badness = ({ outcome }: Verdict): number => BADNESS.indexOf(outcome);

describe('vulnerabilities.overdue', () => {
  const ONE = [claimOf('CVE-2026-1')];

  it.each([
    ['2026-11-14T00:00:01Z', 'pass'],
    ['2026-11-14T00:00:00Z', 'fail'],
    ['2026-10-01T00:00:00Z', 'fail'],
  ])('first seen %s, with seven days: %s', (since, outcome) => {
    expect(judge(`${DEADLINES}, overdue: 0`, ONE, { 'CVE-2026-1': since }).outcome).toBe(outcome);
  });

  it('has the verdict end at the deadline, and says until when there is time', () => {
    const verdict = judge(`${DEADLINES}, overdue: 0`, ONE, { 'CVE-2026-1': '2026-11-20' });
    expect(verdict.holdsUntil).toBe('2026-11-27T00:00:00.000Z');
    expect(reasonOf(verdict)?.message).toBe(
      'No vulnerabilities past their deadline. 1 within its deadline, until 2026-11-27.',
    );
    const later = judge(`${DEADLINES}, overdue: 0`, ONE, { 'CVE-2026-1': '2026-11-20' }, '2026-11-27T00:00:00.000Z');
    expect(reasonOf(later)).toMatchObject({
      outcome: 'fail',
      message: '1 vulnerability past its deadline, limit 0: CVE-2026-1 in openssl 3.0.7-r0.',
      remedy: 'Upgrade openssl from 3.0.7-r0 to 3.0.8-r0.',
    });
  });

  it('is a deadline by severity: what is named has one, and those without a rating the shortest', () => {
    const seen = { 'CVE-2026-1': '2026-11-10' };
    const outcomes = (['critical', 'high', 'medium', 'unknown'] as const).map(
      (severity) => reasonOf(judge(`${DEADLINES}, overdue: 0`, [claimOf('CVE-2026-1', severity)], seen))?.outcome,
    );
    expect(outcomes).toEqual(['fail', 'pass', 'pass', 'fail']);
    const unrated = [claimOf('CVE-2026-1', 'unknown')];
    expect(reasonOf(judge('deadlines: {critical: 7d, unknown: 30d}, overdue: 0', unrated, seen))?.outcome).toBe('pass');
  });

  it('leaves out what has no fix where limits count what has one alone', () => {
    const claims = [claimOf('CVE-2026-1', 'critical', { fixedVersion: null, fixState: 'not-fixed' })];
    const seen = { 'CVE-2026-1': '2026-10-01' };
    expect(judge(`${DEADLINES}, overdue: 0`, claims, seen).outcome).toBe('fail');
    expect(judge(`${DEADLINES}, overdue: 0, onlyFixable: true`, claims, seen).outcome).toBe('pass');
  });

  it('knows no grace', () => {
    const claims = [claimOf('CVE-2026-1', 'critical', { publishedAt: '2026-11-01T00:00:00Z' })];
    const limits = `critical: 0, grace: {critical: 60d}, ${DEADLINES}, overdue: 0`;
    expect(judge(limits, claims, { 'CVE-2026-1': '2026-11-02' }).outcome).toBe('fail');
  });

  describe('where nothing is kept of when vulnerabilities were first seen', () => {
    it('is unknown, whatever they may be, and says who knows', () => {
      const reason = reasonOf(judge(`${DEADLINES}, overdue: 0`, ONE, null));
      expect(reason).toMatchObject({ outcome: 'unknown', isChecked: false, findingCount: 1 });
      expect(reason?.message).toContain('first seen at an unknown time');
      expect(reason?.remedy).toContain('GET /api/v1/gate');
    });

    it('passes where all may remain, or none has a deadline', () => {
      expect(judge(`${DEADLINES}, overdue: 1`, ONE, null).outcome).toBe('pass');
      expect(judge(`${DEADLINES}, overdue: 0`, [claimOf('CVE-2026-1', 'low')], null).outcome).toBe('pass');
    });

    it('is accepted where the policy says so, and says that it was not checked', () => {
      const policy = parsePolicy(
        `version: 1\nenvironments: {prod: {vulnerabilities: {${DEADLINES}, overdue: 0}, evidence: {missingData: {firstSeen: accept}}}}`,
      );
      const facts = factsFrom([aScanRecord({ claims: ONE })]);
      const verdict = evaluate({ facts, policy, waivers: [], environment: 'prod', at: AT });
      expect([verdict.outcome, reasonOf(verdict)?.isChecked]).toEqual(['pass', false]);
    });
  });

  it('never gets better by what is not known, by an earlier instant, or by another finding', () => {
    const names = ['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3'];
    const severities = fc.constantFrom('critical', 'high', 'medium', 'unknown') as fc.Arbitrary<Claim['severity']>;
    const days = fc.integer({ min: 1, max: 60 });
    const findings = fc.tuple(...names.map(() => fc.record({ severity: severities, days })));
    const dayBefore = (ago: number): string => new Date(Date.parse(AT) - ago * 86_400_000).toISOString();
    fc.assert(
      fc.property(findings, fc.integer({ min: 0, max: 2 }), days, (all, allowed, more) => {
        const limits = `${DEADLINES}, overdue: ${allowed}`;
        const claims = all.map(({ severity }, place) => claimOf(names[place] ?? '', severity));
        const seenAs = (add: number) =>
          Object.fromEntries(all.map(({ days: ago }, place) => [names[place] ?? '', dayBefore(ago + add)]));
        const verdict = judge(limits, claims, seenAs(0));
        // Nothing kept: a pass only where even all of them together may remain.
        expect(badness(judge(limits, claims, null)) === 0 && badness(verdict) > 0).toBe(false);
        // Not noted counts from the image's first report, which is the earliest there is.
        expect(badness(judge(limits, claims, {}))).toBeGreaterThanOrEqual(badness(verdict));
        expect(badness(judge(limits, claims, seenAs(more)))).toBeGreaterThanOrEqual(badness(verdict));
        expect(badness(judge(limits, claims.slice(1), seenAs(0)))).toBeLessThanOrEqual(badness(verdict));
      }),
    );
  });

  it('is a sentence of the policy', () => {
    const [prod] = policyOf(`${DEADLINES}, overdue: 0`).environments;
    expect(rulesOf(prod?.settings ?? {}).map(({ sentence }) => sentence)).toContain(
      'No vulnerabilities past their deadline (critical: 7 days and high: 30 days after they were first seen in the image).',
    );
  });

  it.each([
    ['overdue: 1', ['`vulnerabilities.overdue`']],
    ['overdue: any', ['`vulnerabilities.overdue`']],
    ['deadlines: {critical: 7d, high: 60d}', ['`vulnerabilities.deadlines`']],
    ['deadlines: {critical: 1d, high: 30d}', []],
  ])('warns where a later environment allows more: {%s}', (limits, paths) => {
    const { warnings } = parsePolicy(
      `version: 1\nenvironments:\n  stage: {vulnerabilities: {${DEADLINES}, overdue: 0}}\n  prod: {extends: stage, vulnerabilities: {critical: 0, ${limits}}}`,
    );
    const named = warnings.flatMap(({ message }) => message.match(/`vulnerabilities\.(overdue|deadlines)`/g) ?? []);
    expect(named).toEqual(paths);
  });

  it.each([
    ['overdue: 0', 'Without `deadlines` nothing is ever overdue.'],
    ['deadlines: {critical: 30d, high: 7d}, overdue: 0', 'Critical vulnerabilities have more time than high ones'],
    ['deadlines: {high: 7d}, overdue: 0', 'There is a deadline for high vulnerabilities but none for critical ones'],
    ['deadlines: {}, overdue: 0', 'deadlines'],
    ['deadlines: {critical: soon}, overdue: 0', 'critical'],
    ['deadlines: {critical: 7d}', 'has no rules'],
  ])('does not take {%s}', (limits, message) => {
    const messages = (): string[] => {
      try {
        policyOf(limits);
        return [];
      } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        return error.issues.map((issue) => issue.message);
      }
    };
    expect(messages().join(' ')).toContain(message);
  });
});
