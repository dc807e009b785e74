import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { compareVersions, isAbove } from './compare-versions.js';

const VECTORS = new URL('../../../test/fixtures/versions/', import.meta.url);

/** Lines `a < b`, as upstream's tests state them. */
function vectors(type: string): (readonly [a: string, sign: string, b: string])[] {
  const lines = readFileSync(new URL(`${type}.txt`, VECTORS), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => line.split(' ') as [string, string, string]);
}

function signOf(a: string, b: string, type: string): string {
  if (isAbove(a, b, type)) return '>';
  return isAbove(b, a, type) ? '<' : '=';
}

/** Where the answer is another than upstream's, for texts that are no versions of the ecosystem. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  apk: ['6.6.2p1 > 6.6.2_p1', '6.6.2p1 > 6.6.2_p2', '23_foo > 4_beta'],
  composer: ['1.2.3.# = 1.2.3.1'],
};

const TYPES = ['apk', 'composer', 'deb', 'gem', 'maven', 'npm', 'nuget', 'pypi', 'rpm'];

describe('compareVersions', () => {
  it.each(TYPES)('orders versions of %s as the ecosystem does', (type) => {
    const stated = vectors(type);
    const wrong = stated.filter(([a, sign, b]) => signOf(a, b, type) !== sign).map((vector) => vector.join(' '));
    expect(stated.length).toBeGreaterThan(10);
    expect(wrong).toEqual(OTHERWISE[type] ?? []);
  });

  it.each([
    ['generic', '1.2.9', '1.2.10'],
    ['generic', '1.0~beta1', '1.0'],
    ['generic', '1.1.1', '1.1.1t'],
    ['generic', '20230101000000', '99999999999999999999'],
    ['apk', '3.0.7-r0', '3.0.7-r1'],
    ['apk', '3.0.7-r10', '3.0.8-r0'],
    ['apk', '1.2_rc1', '1.2'],
    ['apk', '1.2', '1.2_p1'],
    ['deb', '1.1.1n-0+deb11u3', '1.1.1n-0+deb11u4'],
    ['deb', '2.30.0', '1:2.20.1'],
    ['deb', '1.0~rc1-1', '1.0-1'],
    ['deb', '2.38.1-5+b1', '2.38.1-5+deb12u1'],
    ['rpm', '0:1.1.1k-7', '1.1.1k-9'],
    ['rpm', '1:1.12.8-26.el8', '2:1.0~rc1-1.el8'],
    ['rpm', '1.0~rc1-1', '1.0-1'],
    ['rpm', '1.0', '1.0^git1'],
    ['rpm', '1.0^git1', '1.0.1'],
    ['npm', '1.0.0-rc1', '1.0.0'],
    ['npm', '1.0.0-rc.2', '1.0.0-rc.10'],
    ['golang', 'v1.9.2', '1.13.0'],
    ['golang', 'v0.0.0-20220722155237-a158d28d115b', 'v0.0.0-20230323094755-0f7d5f4a3b2e'],
    ['golang', 'v0.0.0-20220722155237-a158d28d115b', 'v0.17.0'],
    ['golang', 'v24.0.7+incompatible', '25.0.6'],
    ['pypi', '1.0.dev1', '1.0a1'],
    ['pypi', '1.0rc1', '1.0'],
    ['pypi', '1.0', '1.0.post1'],
    ['maven', '2.0-rc1', '2.0'],
    ['maven', '2.0', '2.0-sp1'],
    ['maven', '31.0-android', '31.1-jre'],
    ['nuget', '6.0.1304', '6.0.1304.1'],
    ['gem', '1.0.0.rc1', '1.0.0'],
    ['composer', '1.0.0-beta2', 'v1.0.0'],
  ])('%s: puts %s before %s', (type, lower, higher) => {
    expect(Math.sign(compareVersions(lower, higher, type))).toBe(-1);
    expect(Math.sign(compareVersions(higher, lower, type))).toBe(1);
    expect(isAbove(higher, lower, type)).toBe(true);
  });

  it.each([
    ['npm', '1.2.3', 'v1.2.3'],
    ['deb', '0:1.2-3', '1.2-3'],
    ['pypi', '1.0', '1.0.0'],
    ['maven', '1.0', '1.0.0.Final'],
    ['golang', 'v1.2.3', '1.2.3'],
  ])('%s: takes %s and %s for one version', (type, one, other) => {
    expect([isAbove(one, other, type), isAbove(other, one, type)]).toEqual([false, false]);
  });

  it.each([...TYPES, 'golang', 'generic'])('is an order for %s', (type) => {
    const version = fc.oneof(
      fc.stringMatching(/^[0-9]{1,2}(\.[0-9]{1,2}){0,2}([-_.~^+](rc|p|a|dev|post|alpha|sp|r)?[0-9]?){0,2}$/),
      fc.stringMatching(/^[0-9a-c.:~+-]{0,8}$/),
    );
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const [lowest = '', middle = '', highest = ''] = [a, b, c].sort((x, y) => compareVersions(x, y, type));
        const signs = [
          [lowest, middle],
          [middle, highest],
          // Maven's own order goes in circles: "a" is before "0.alpha", which is before "", which is before "a".
          type === 'maven' ? [lowest, middle] : [lowest, highest],
          [middle, lowest],
          [highest, middle],
        ].map(([x = '', y = '']) => Math.sign(compareVersions(x, y, type)));
        expect(signs.slice(0, 3).every((sign) => sign <= 0)).toBe(true);
        expect(signs.slice(3).every((sign) => sign >= 0)).toBe(true);
        expect(compareVersions(a, a, type)).toBe(0);
      }),
    );
  });
});
