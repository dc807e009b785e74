import { aClaim, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import type { Claim } from '../reports/scan.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { evaluate } from './evaluate.js';
import { rulesOf } from './rule-book.js';
import type { Reason, Verdict } from './verdict.js';

const UNRATED = ['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3'].map((reportedId) =>
  aClaim({ reportedId, severity: 'unknown' }),
);

function judge(limits: string, claims: readonly Claim[] = UNRATED, at = '2026-11-21T00:00:00.000Z'): Verdict {
  const policy = parsePolicy(`version: 1\nenvironments: {prod: {vulnerabilities: {${limits}}}}`);
  return evaluate({
    facts: factsFrom([aScanRecord({ claims })]),
    policy,
    waivers: [],
    environment: 'prod',
    at,
  });
}

function reasonOf({ reasons }: Verdict, key: string): Reason | undefined {
  return reasons.find(({ rule }) => rule === `vulnerabilities.${key}`);
}

function sentencesOf(limits: string): string[] {
  const [prod] = parsePolicy(`version: 1\nenvironments: {prod: {vulnerabilities: {${limits}}}}`).environments;
  return rulesOf(prod?.settings ?? {}).map(({ sentence }) => sentence);
}

describe('vulnerabilities.unrated', () => {
  it.each([
    ['critical: 0', 'pass'],
    ['critical: 0, unknown: 2', 'fail'],
    ['critical: 0, unrated: allow', 'pass'],
    ['critical: 0, unrated: unknown', 'unknown'],
    ['critical: 0, unknown: 2, unrated: unknown', 'unknown'],
    ['critical: 0, unknown: 3, unrated: unknown', 'pass'],
    ['critical: 0, unrated: critical', 'fail'],
    ['critical: 0, high: 2, unrated: high', 'fail'],
    ['critical: 0, high: 3, unrated: high', 'pass'],
    ['total: 2, unrated: allow', 'fail'],
    ['unrated: unknown', 'unknown'],
  ])('{%s} with three of them: %s', (limits, outcome) => {
    expect(judge(limits).outcome).toBe(outcome);
  });

  it('says how many may remain, which there are, and the way out', () => {
    expect(reasonOf(judge('unknown: 2, unrated: unknown'), 'unknown')).toMatchObject({
      outcome: 'unknown',
      message:
        '3 vulnerabilities without a severity rating, limit 2: CVE-2026-1 in openssl 3.0.7-r0, CVE-2026-2 in openssl 3.0.7-r0 and CVE-2026-3 in openssl 3.0.7-r0.',
      remedy: 'Upgrade openssl from 3.0.7-r0 to 3.0.8-r0. Or send the report of another scanner that rates them.',
      findingCount: 3,
    });
  });

  it.each(['critical: 0', 'critical: 0, unrated: allow'])(
    'does not drop in silence what no limit counts: {%s}',
    (limits) => {
      expect(reasonOf(judge(limits), 'unrated')).toMatchObject({
        outcome: 'pass',
        summary: '3 vulnerabilities without a severity rating.',
        notes: ['The policy sets no limit for these.'],
        findingCount: 3,
      });
      expect(reasonOf(judge(limits, [aClaim({ severity: 'low' })]), 'unrated')).toBeUndefined();
    },
  );

  it('leaves out what the limits leave out', () => {
    const claims = UNRATED.map((claim) => ({ ...claim, fixedVersion: null, fixState: 'not-fixed' }));
    expect(reasonOf(judge('critical: 0, onlyFixable: true', claims), 'unrated')).toBeUndefined();
    expect(judge('critical: 0, onlyFixable: true, unrated: unknown', claims).outcome).toBe('pass');
  });

  it('counts them beside those of the severity, with its grace', () => {
    const claims = [...UNRATED.slice(0, 1), aClaim({ reportedId: 'CVE-2026-9', severity: 'high' })].map((claim) => ({
      ...claim,
      publishedAt: '2026-11-19T00:00:00.000Z',
    }));
    expect(reasonOf(judge('high: 1, critical: 0, unrated: high', claims), 'high')).toMatchObject({
      outcome: 'fail',
      summary: '2 high or unrated vulnerabilities, limit 1.',
    });
    const inGrace = judge('high: 1, critical: 0, unrated: high, grace: {high: 7d}', claims);
    expect([inGrace.outcome, inGrace.holdsUntil]).toEqual(['pass', '2026-11-26T00:00:00.000Z']);
    expect(
      judge('high: 0, critical: 0, unrated: high, grace: {high: 7d}', claims, '2026-11-26T00:00:00.000Z').outcome,
    ).toBe('fail');
  });

  it('ends a pass when a grace ends, with what too many of them mean', () => {
    const claims = UNRATED.map((claim) => ({ ...claim, publishedAt: '2026-11-19T00:00:00.000Z' }));
    const limits = 'unrated: unknown, grace: {unknown: 7d}';
    expect(judge(limits, claims)).toMatchObject({ outcome: 'pass', holdsUntil: '2026-11-26T00:00:00.000Z' });
    expect(judge(limits, claims, '2026-11-26T00:00:00.000Z').outcome).toBe('unknown');
  });

  it.each([
    ['critical: 0, unknown: 2', ['At most 2 vulnerabilities without a severity rating.']],
    ['critical: 0', ['Vulnerabilities without a severity rating have no limit of their own.']],
    [
      'unknown: 2, unrated: unknown',
      ['At most 2 vulnerabilities without a severity rating; with more, the verdict is unknown.'],
    ],
    ['unrated: unknown', ['No vulnerabilities without a severity rating; with more, the verdict is unknown.']],
    ['high: 0, critical: 0, unrated: high', ['No high or unrated vulnerabilities.']],
  ])('says {%s} in sentences', (limits, sentences) => {
    expect(sentencesOf(limits)).toEqual(expect.arrayContaining(sentences));
  });
});
