import * as fc from 'fast-check';
import { type DatedFinding, FirstSeen } from './first-seen.js';

const IMAGE_SINCE = Date.parse('2026-03-01T00:00:00Z');
const AT = Date.parse('2026-06-01T00:00:00Z');

const findingOf = (names: readonly string[], publishedAt: string | null = null): DatedFinding => {
  const [id = '', ...aliases] = names;
  return { advisory: { id, aliases }, publishedAt };
};

const seen = (names: Readonly<Record<string, string>>, isNoted = true): FirstSeen =>
  new FirstSeen({
    names: Object.fromEntries(Object.entries(names).map(([name, iso]) => [name, Math.floor(Date.parse(iso) / 1000)])),
    imageSince: IMAGE_SINCE,
    isNoted,
  });

const dayOf = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString().slice(0, 10);

describe('FirstSeen', () => {
  it('is the earliest that is noted of any of its names', () => {
    const known = seen({ 'CVE-2026-1': '2026-05-01', 'GHSA-1': '2026-04-01', 'CVE-2026-2': '2026-03-02' });
    expect(dayOf(known.of(findingOf(['CVE-2026-1', 'GHSA-1']), AT))).toBe('2026-04-01');
    expect(dayOf(known.of(findingOf(['CVE-2026-1']), AT))).toBe('2026-05-01');
  });

  it('counts what was not noted from the image’s first report, or from its publication where that is later', () => {
    const known = seen({});
    expect(dayOf(known.of(findingOf(['CVE-2026-1']), AT))).toBe('2026-03-01');
    expect(dayOf(known.of(findingOf(['CVE-2026-1'], '2026-05-05T00:00:00Z'), AT))).toBe('2026-05-05');
    expect(dayOf(known.of(findingOf(['CVE-2026-1'], '2020-05-05T00:00:00Z'), AT))).toBe('2026-03-01');
  });

  it.each(['2027-01-01T00:00:00Z', 'soon'])('takes no publication of %s for it', (publishedAt) => {
    expect(dayOf(seen({}).of(findingOf(['CVE-2026-1'], publishedAt), AT))).toBe('2026-03-01');
  });

  it('of an artifact from before it was noted, takes what was noted later for the latest that is possible', () => {
    const known = seen({ 'CVE-2026-1': '2026-05-01' }, false);
    expect(dayOf(known.of(findingOf(['CVE-2026-1']), AT))).toBe('2026-03-01');
    expect(dayOf(known.of(findingOf(['CVE-2026-1'], '2026-04-04T00:00:00Z'), AT))).toBe('2026-04-04');
    expect(dayOf(known.of(findingOf(['CVE-2026-1'], '2026-05-20T00:00:00Z'), AT))).toBe('2026-05-01');
  });

  it('is null for what is no vulnerability', () => {
    expect(seen({}).of({ advisory: null, publishedAt: null }, AT)).toBeNull();
  });

  it('never gets later by another name, nor comes after the instant that is asked about', () => {
    const names = fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 1 });
    const instants = fc.dictionary(
      fc.constantFrom('A', 'B', 'C', 'D'),
      fc
        .date({ min: new Date(IMAGE_SINCE), max: new Date(AT + 1e10), noInvalidDate: true })
        .map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(names, names, instants, fc.boolean(), (some, more, known, isNoted) => {
        const all = [...new Set([...some, ...more])];
        const first = seen(known, isNoted);
        const [of, ofAll] = [first.of(findingOf(some), AT), first.of(findingOf(all), AT)];
        expect(of).toBeLessThanOrEqual(AT);
        expect(of).toBeGreaterThanOrEqual(IMAGE_SINCE);
        // What was not noted counts from the earliest already.
        expect(ofAll ?? AT).toBeLessThanOrEqual(some.some((name) => name in known) ? (of ?? 0) : AT);
      }),
    );
  });
});
