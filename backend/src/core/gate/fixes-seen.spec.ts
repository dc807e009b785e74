import { aClaim, aScanRecord, aWaiver, factsFrom } from '../../../test/factories/scan-record.js';
import type { KnownFix } from '../model/known-fix.js';
import type { Waiver } from '../model/waiver.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { evaluate, type Question } from './evaluate.js';
import { fixesSeen } from './fixes-seen.js';

const POLICY = parsePolicy(`version: 1
environments: {prod: {vulnerabilities: {critical: 0, high: 0}}, dev: {vulnerabilities: {critical: 0}}}`);
const BEGAN = '2026-11-01T00:00:00.000Z';
const NOW = '2026-11-21T00:00:00.000Z';
const ADVISORY = 'CVE-2023-0286';
const NO_FIX = { fixedVersion: null, fixState: 'not-fixed' };

interface Asked {
  readonly waiver?: Partial<Waiver>;
  readonly claim?: Parameters<typeof aClaim>[0];
  readonly at?: string;
  readonly environment?: string;
}

function question({ waiver = {}, claim = {}, at = NOW, environment = 'prod' }: Asked): Question {
  const conditional = { conditions: { untilFixed: '14d' }, validFrom: BEGAN, ...waiver };
  const facts = factsFrom([aScanRecord({ claims: [aClaim({ severity: 'critical', ...claim })] })]);
  return { facts, policy: POLICY, waivers: [aWaiver(conditional)], environment, at };
}

const COMPONENT = question({}).facts.findings[0]?.component?.key ?? '';
const fix = (since: string | null, more: Partial<KnownFix> = {}): KnownFix => ({
  advisory: ADVISORY,
  component: COMPONENT,
  environment: 'prod',
  since,
  ...more,
});
const endOf = (fixes: readonly KnownFix[], more: Partial<Waiver> = {}) =>
  evaluate(question({ waiver: { fixes, ...more } })).holdsUntil;

describe('since when a fix is known', () => {
  it('is what the waiver states for the finding, not when the waiver began', () => {
    expect(endOf([fix('2026-11-20T00:00:00.000Z')])).toBe('2026-12-04T00:00:00.000Z');
    // Of a fix that was there all along, the time of grace is over.
    expect(evaluate(question({}))).toMatchObject({ outcome: 'fail', inputs: { waivers: [] } });
    expect(evaluate(question({ waiver: { fixes: [fix('2026-11-06T00:00:00.000Z')] } })).outcome).toBe('fail');
  });

  it('is now where there was none before', () => {
    expect(endOf([fix(null)])).toBe('2026-12-05T00:00:00.000Z');
  });

  it('is the earliest of what is stated', () => {
    const later = '2026-11-20T00:00:00.000Z';
    const earlier = '2026-11-18T00:00:00.000Z';
    const end = '2026-12-02T00:00:00.000Z';
    expect(endOf([fix(later), fix(earlier), fix(null)])).toBe(end);
    expect(endOf([fix(later)], { fixedSince: earlier })).toBe(end);
    expect(endOf([fix(earlier)], { fixedSince: later })).toBe(end);
    expect(endOf([], { fixedSince: earlier })).toBe(end);
  });

  it('finds the finding by other spellings of its names', () => {
    const spelled = { advisory: ADVISORY.toLowerCase() };
    expect(endOf([fix('2026-11-20T00:00:00.000Z', spelled)])).toBe('2026-12-04T00:00:00.000Z');
  });

  it.each<[string, Partial<KnownFix>]>([
    ['advisory', { advisory: 'CVE-2023-0215' }],
    ['component', { component: 'pkg:apk/alpine/openssl@1.0-r0' }],
    ['environment', { environment: 'dev' }],
  ])('of another %s tells nothing: it may have been there when the waiver began', (_, other) => {
    for (const since of [NOW, null]) {
      expect(evaluate(question({ waiver: { fixes: [fix(since, other)] } })).outcome).toBe('fail');
    }
  });
});

describe('fixesSeen', () => {
  const seen = (since: string | null) => [{ ...fix(since), waiver: 'W-1' }];

  it('tells that there is no fix, and once there is one, that it is known since then', () => {
    expect(fixesSeen(question({ claim: NO_FIX }))).toEqual(seen(null));
    expect(fixesSeen(question({ waiver: { fixes: [fix(null)] } }))).toEqual(seen(NOW));
  });

  it('tells of one that was there when it was first seen that it may be as old as the waiver', () => {
    expect(fixesSeen(question({}))).toEqual(seen(BEGAN));
    expect(fixesSeen(question({ waiver: { validFrom: null } }))).toEqual([]);
  });

  it('tells nothing that is stated already, and takes nothing back', () => {
    expect(fixesSeen(question({ claim: NO_FIX, waiver: { fixes: [fix(null)] } }))).toEqual([]);
    expect(fixesSeen(question({ claim: NO_FIX, waiver: { fixes: [fix(NOW)] } }))).toEqual([]);
    expect(fixesSeen(question({ waiver: { fixes: [fix('2026-11-20T00:00:00.000Z')] } }))).toEqual([]);
    expect(fixesSeen(question({ waiver: { fixedSince: NOW } }))).toEqual([]);
  });

  it('takes what no scanner tells for nothing known, not for no fix', () => {
    expect(fixesSeen(question({ claim: { fixedVersion: null, fixState: null } }))).toEqual([]);
  });

  it.each<[string, Partial<Waiver>]>([
    ['has no such condition', { conditions: {} }],
    ['has not begun', { validFrom: '2026-11-22T00:00:00.000Z' }],
    ['is over', { expiresAt: NOW }],
    ['is for another advisory', { scope: { advisory: 'CVE-2023-0215' } }],
    ['is for another environment', { scope: { advisory: ADVISORY, environments: ['dev'] } }],
    ['does not go by these names', { names: ['CVE-2023-0215'] }],
  ])('tells nothing for a waiver that %s', (_, waiver) => {
    expect(fixesSeen(question({ waiver }))).toEqual([]);
  });

  it('never ends sooner by what was not told: the same evaluation, later, with what it told before', () => {
    const first = question({ waiver: { fixes: [fix(null)] } });
    const [told] = fixesSeen(first);
    const later = question({ waiver: { fixes: [fix(told?.since ?? null)] }, at: '2026-12-04T23:59:59.999Z' });
    expect([evaluate(first).holdsUntil, evaluate(later).holdsUntil]).toEqual(Array(2).fill('2026-12-05T00:00:00.000Z'));
    expect(evaluate({ ...later, at: '2026-12-05T00:00:00.000Z' }).outcome).toBe('fail');
  });
});
