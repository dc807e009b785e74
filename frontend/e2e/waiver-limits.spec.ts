import { dayOfEnd, instantOrDay } from '../src/features/waivers/waiver-dates.ts';
import { limitFor } from '../src/features/waivers/waiver-limits.ts';
import { expect, test } from './test.ts';

test.describe('What the policy accepts', { tag: '@look' }, () => {
  const same = <Value>(value: Value) => ({ critical: value, high: value, medium: value, low: value, unknown: value });
  const dev = { environment: 'dev', longest: same('90d'), approvers: same(0), statuses: ['accepted' as const] };
  const prod = {
    environment: 'prod',
    longest: { ...same<string | null>(null), critical: '2w', unknown: '14d' },
    approvers: { ...same(1), critical: 2 },
    statuses: ['accepted' as const, 'fixed' as const],
  };
  const days = (count: number) => count * 86_400_000;

  test('is the longest of the environments and the most approvers, and says where it ends first', () => {
    expect(limitFor([dev, prod], ['dev', 'prod'], 'critical')).toEqual({
      longestMs: days(90),
      shortest: { environment: 'prod', longestMs: days(14) },
      approvers: 2,
      statuses: ['accepted'],
    });
    // Of which severity the findings are is not known: as long as for any.
    expect(limitFor([dev, prod], ['prod'], null)?.longestMs).toBe(Infinity);
    // An environment that the policy does not have is no way round it.
    expect(limitFor([dev, prod], ['gone'], 'critical')?.approvers).toBe(2);
    expect(limitFor(null, ['prod'], 'critical')).toBeNull();
    expect(dayOfEnd('2026-12-10T00:00:00.000Z')).toBe('2026-12-09');
    expect(instantOrDay('2026-12-09', '2026-12-09T15:30:00.000Z', dayOfEnd)).toBe('2026-12-09T15:30:00.000Z');
    expect(instantOrDay('2026-12-11', '2026-12-09T15:30:00.000Z', dayOfEnd)).toBe('2026-12-11');
  });
});
