import { aClaim, aScanRecord, aWaiver, factsFrom } from '../../../test/factories/scan-record.js';
import type { Waiver } from '../model/waiver.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { evaluate } from './evaluate.js';
import { distinctApprovers } from './waiver-terms.js';

const NOW = '2026-11-21T00:00:00.000Z';
const BEGAN = '2026-11-11T00:00:00.000Z';

function judge(
  waivers: string,
  {
    waiver = {},
    claim = {},
    at = NOW,
  }: { waiver?: Partial<Waiver>; claim?: Parameters<typeof aClaim>[0]; at?: string } = {},
) {
  const policy = parsePolicy(
    `version: 1\nenvironments: {prod: {vulnerabilities: {critical: 0, high: 0, unknown: 0}, waivers: ${waivers}}}`,
  );
  const facts = factsFrom([aScanRecord({ claims: [aClaim(claim)] })]);
  return evaluate({ facts, policy, waivers: [aWaiver(waiver)], environment: 'prod', at });
}

const wordsOf = (verdict: ReturnType<typeof judge>) => verdict.reasons[0]?.notes;

describe('what a policy asks of waivers', () => {
  it('lets a waiver cover a finding for the longest time of its severity, and no longer', () => {
    const asked = (at: string) => judge('{longest: {critical: 14d}}', { waiver: { validFrom: BEGAN }, at });
    const end = '2026-11-25T00:00:00.000Z';
    expect(asked(NOW)).toMatchObject({ outcome: 'pass', holdsUntil: end, inputs: { waivers: ['W-1'] } });
    expect(asked('2026-11-24T23:59:59.999Z').outcome).toBe('pass');
    expect(asked(end)).toMatchObject({ outcome: 'fail', inputs: { waivers: [] } });
    expect(wordsOf(asked(end))).toContain(
      '1 not waived: W-1 counted until 2026-11-25 00:00 UTC, the longest that the policy accepts.',
    );
  });

  it('never lets it last longer than it says itself', () => {
    const waiver = { validFrom: BEGAN, expiresAt: '2026-11-22T00:00:00.000Z' };
    expect(judge('{longest: 14d}', { waiver }).holdsUntil).toBe(waiver.expiresAt);
  });

  it('covers nothing by a waiver with an unknown beginning where it may not last for ever', () => {
    for (const validFrom of [null, undefined]) {
      const waiver = validFrom === undefined ? {} : { validFrom };
      expect(judge('{longest: {critical: 99999d}}', { waiver }).outcome).toBe('fail');
      expect(judge('{longest: {critical: any}}', { waiver }).outcome).toBe('pass');
    }
    expect(wordsOf(judge('{longest: 14d}'))?.[0]).toContain('W-1 does not say when it began');
  });

  it('goes by the severity of the finding', () => {
    const asked = (severity: 'critical' | 'high', approvers: string) =>
      judge(`{approvers: ${approvers}}`, { claim: { severity } }).outcome;
    expect([asked('critical', '{critical: 2, high: 1}'), asked('high', '{critical: 2, high: 1}')]).toEqual([
      'fail',
      'pass',
    ]);
    expect(asked('critical', '1')).toBe('pass');
  });

  it('holds findings without a rating to the strictest, unless the policy names them', () => {
    const asked = (waivers: string) =>
      judge(waivers, { claim: { severity: 'unknown' }, waiver: { validFrom: BEGAN } }).outcome;
    expect(asked('{approvers: {critical: 2, high: 1}}')).toBe('fail');
    expect(asked('{approvers: {critical: 2, high: 1, unknown: 1}}')).toBe('pass');
    expect(asked('{longest: {critical: 7d, high: 30d}}')).toBe('fail');
    expect(asked('{longest: {critical: 7d, high: 30d, unknown: 30d}}')).toBe('pass');
  });

  it('counts each approver once, whatever the spelling, and never the author', () => {
    const by = (approver: string | null, ...approvers: string[]) =>
      distinctApprovers(aWaiver({ author: 'Dev@acme.example', approver, approvers }));
    expect(by('a@acme.example', 'A@ACME.example', ' a@acme.example')).toEqual(['a@acme.example']);
    expect(by(null, 'dev@acme.example ', 'DEV@acme.example', 'b')).toEqual(['b']);
    expect(by('dev@acme.example')).toEqual([]);
    expect(by('a', 'b', ' ')).toEqual(['a', 'b']);
  });

  it('says how many approvers a waiver lacks', () => {
    const verdict = judge('{approvers: 2}', { waiver: { approvers: ['security@acme.example', 'dev@acme.example'] } });
    expect(wordsOf(verdict)).toContain('1 not waived: W-1 needs 2 approvers and has 1.');
    expect(judge('{approvers: 2}', { waiver: { approvers: ['lead@acme.example'] } }).outcome).toBe('pass');
  });

  it('takes waivers of the statuses that it names, and of no other', () => {
    expect(judge('{statuses: [accepted]}').outcome).toBe('pass');
    const refused = judge('{statuses: [not_affected]}');
    expect(refused.outcome).toBe('fail');
    expect(wordsOf(refused)?.[0]).toContain('W-1 has the status accepted');
    expect(judge('{statuses: []}').outcome).toBe('fail');
  });

  it('takes another waiver that meets what is asked, wherever it stands', () => {
    const policy = parsePolicy(
      'version: 1\nenvironments: {prod: {vulnerabilities: {critical: 0}, waivers: {approvers: 2}}}',
    );
    const facts = factsFrom([aScanRecord({ claims: [aClaim()] })]);
    const waivers = [
      aWaiver({ expiresAt: '2029-01-01T00:00:00.000Z' }),
      aWaiver({ id: 'W-2', approvers: ['lead@acme.example'] }),
    ];
    for (const held of [waivers, waivers.toReversed()]) {
      expect(evaluate({ facts, policy, waivers: held, environment: 'prod', at: NOW })).toMatchObject({
        outcome: 'pass',
        holdsUntil: '2027-01-01T00:00:00.000Z',
        inputs: { waivers: ['W-2'] },
      });
    }
  });
});

describe('a waiver for a range of versions', () => {
  const outcome = (versions: string, componentKey: string, component?: string) =>
    judge('{}', {
      waiver: { scope: { advisory: 'CVE-2023-0286', versions, ...(component === undefined ? {} : { component }) } },
      claim: { componentKey },
    }).outcome;

  it.each([
    ['vers:apk/<3.0.8', 'pkg:apk/alpine/openssl@3.0.7-r0', 'pass'],
    ['vers:apk/<3.0.7-r0', 'pkg:apk/alpine/openssl@3.0.7-r0', 'fail'],
    ['vers:apk/>=3.0.0|<3.0.8', 'pkg:apk/alpine/openssl@3.0.7-r0?arch=x86_64', 'pass'],
    ['vers:deb/<3.0.8', 'pkg:apk/alpine/openssl@3.0.7-r0', 'fail'],
    ['vers:apk/<3.0.8', 'pkg:apk/alpine/openssl', 'fail'],
    ['vers:apk/<3.0.8', 'pkg:apk/alpine/openssl@unknown', 'fail'],
    ['vers:deb/<1%3A1.0', 'pkg:deb/debian/zlib@1:1.2', 'fail'],
    ['vers:deb/<1%3A2.0', 'pkg:deb/debian/zlib@1:1.2', 'pass'],
    ['whatever', 'pkg:apk/alpine/openssl@3.0.7-r0', 'fail'],
  ])('%s and %s: %s', (versions, componentKey, expected) => {
    expect(outcome(versions, componentKey)).toBe(expected);
  });

  it('is for the component that it names alone', () => {
    expect(outcome('vers:apk/<3.0.8', 'pkg:apk/alpine/openssl@3.0.7-r0', 'pkg:apk/alpine/libssl')).toBe('fail');
  });
});
