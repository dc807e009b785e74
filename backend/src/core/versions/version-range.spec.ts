import { isWithin, parseVersionRange, type VersionRange } from './version-range.js';

const rangeOf = (text: string): VersionRange => parseVersionRange(text) ?? [];

describe('a range of versions', () => {
  it.each([
    ['2.14.1', '>=2.0 <2.17.1', 'maven', true],
    ['2.17.1', '>=2.0 <2.17.1', 'maven', false],
    ['2.17.1', '>=2.0, <=2.17.1', 'maven', true],
    ['2.9', '< 2.10', 'maven', true],
    ['1:1.2.3-1', '<1.9', 'deb', false],
    ['1.0.0-rc.1', '<1.0.0', 'npm', true],
    ['1.0.0-rc.1', '>=1.0.0', 'npm', false],
    ['1.2.3', '1.2.3', 'npm', true],
    ['1.2.4', '=1.2.3', 'npm', false],
  ])('%s is in %s of %s: %s', (version, range, type, expected) => {
    expect(isWithin(version, rangeOf(range), type)).toBe(expected);
  });

  it.each(['', ' ', '<', '>=', '<1 >', '><1', '1=2', '<<1'])('%p is none', (text) => {
    expect(parseVersionRange(text)).toBeNull();
  });
});
