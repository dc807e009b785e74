import * as fc from 'fast-check';
import { compareVersions } from './compare-versions.js';

describe('compareVersions', () => {
  it.each([
    ['1.2.9', '1.2.10'],
    ['3.0.7-r0', '3.0.7-r1'],
    ['3.0.7-r10', '3.0.8-r0'],
    ['1.0.0-rc1', '1.0.0'],
    ['1.0~beta1', '1.0'],
    ['1.1.1', '1.1.1t'],
    ['v1.9.2', '1.13.0'],
    ['1.9.2', 'v1.13.0'],
    ['1.1.1n-0+deb11u3', '1.1.1n-0+deb11u4'],
    ['2.30.0', '1:2.20.1'],
    ['0:1.1.1k-7', '1.1.1k-9'],
    ['20230101000000', '99999999999999999999'],
  ])('puts %s before %s', (lower, higher) => {
    expect(Math.sign(compareVersions(lower, higher))).toBe(-1);
    expect(Math.sign(compareVersions(higher, lower))).toBe(1);
  });

  it('is an order', () => {
    const version = fc.stringMatching(/^[0-9a-c.~+-]{0,8}$/);
    fc.assert(
      fc.property(fc.array(version, { maxLength: 8 }), (versions) => {
        const sorted = versions.toSorted(compareVersions);
        expect(versions.toReversed().sort(compareVersions)).toEqual(sorted);
        expect(
          sorted.every((one, index) => sorted.slice(index).every((other) => compareVersions(one, other) <= 0)),
        ).toBe(true);
      }),
    );
  });
});
