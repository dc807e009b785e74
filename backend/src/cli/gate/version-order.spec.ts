import { compareVersions } from './version-order.js';

describe('compareVersions', () => {
  it.each([
    ['1.2.9', '1.2.10'],
    ['1.1.1n', '3.0.2'],
    ['1.2.3-rc1', '1.2.3'],
    ['1.2.3~beta', '1.2.3'],
    ['3.0.11-1~deb12u1', '3.0.11-1~deb12u2'],
    ['3.0.11-1', '1:1.0'],
    ['2.36-9+deb12u4', '2.36-9+deb12u7'],
    ['3.1.4-r0', '3.1.4-r5'],
    ['v1.20.1', 'v1.20.2'],
    ['0.0.0-20210101000000-abc', '0.0.0-20230101000000-abc'],
  ])('puts %s before %s', (lower, higher) => {
    expect(compareVersions(lower, higher)).toBeLessThan(0);
    expect(compareVersions(higher, lower)).toBeGreaterThan(0);
  });

  it.each([
    ['1.2.3', '1.2.3+build.5'],
    ['v1.2.3', '1.2.3'],
  ])('takes %s and %s for the same', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });
});
