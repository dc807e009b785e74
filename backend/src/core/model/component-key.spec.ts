import * as fc from 'fast-check';
import { describedByKey, isPurlKey, keyWithoutPurl, type KeyParts } from './component-key.js';
import { parsePurl } from './purl.js';

/** Words that come close to a purl, among any others. */
const word = fc.oneof(
  fc.constantFrom('pkg', 'PKG', 'pkg:npm', 'npm', 'npm/x', 'x@1', '%70kg', 'pkg%3Anpm', 'a:b', '@', '/', '', ' '),
  fc.string({ unit: 'binary' }),
);

const parts: fc.Arbitrary<KeyParts> = fc.record({
  type: word,
  namespace: fc.option(word, { nil: null }),
  name: word,
  version: fc.option(word, { nil: null }),
});

describe('keyWithoutPurl', () => {
  it('names type, name and version', () => {
    expect(keyWithoutPurl({ type: 'os-package', name: 'openssl', version: '3.0' })).toBe('os-package:openssl@3.0');
    expect(keyWithoutPurl({ type: 'library', namespace: 'a/b', name: 'c:d', version: null })).toBe(
      'library:a%2Fb/c%3Ad',
    );
  });

  it.each<KeyParts>([
    { type: 'pkg', namespace: 'npm', name: 'lodash', version: '4.17.21' },
    { type: 'pkg:npm', name: 'lodash', version: '4.17.21' },
    { type: 'pkg:npm/lodash@4.17.21?a=', name: 'b', version: null },
    { type: 'pkg:npm/lodash@4.17.21#', name: '', version: null },
  ])('spells no purl of %j', (facts) => {
    const key = keyWithoutPurl(facts);
    expect([isPurlKey(key), parsePurl(key)]).toEqual([false, null]);
  });

  it('spells no purl, whatever a report says', () => {
    fc.assert(
      fc.property(parts, (facts) => {
        const key = keyWithoutPurl(facts);
        expect([isPurlKey(key), parsePurl(key)]).toEqual([false, null]);
      }),
    );
  });

  it('tells apart what differs in any part', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const tellsApart = ({ type, namespace, name, version }: KeyParts): string =>
          JSON.stringify(
            [type, namespace || null, name, version].map((part) => part?.replace(/\p{Surrogate}/gu, '\uFFFD')),
          );
        expect(keyWithoutPurl(one) === keyWithoutPurl(other)).toBe(tellsApart(one) === tellsApart(other));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('describedByKey', () => {
  it('reads a purl, and gives a name as its ecosystem writes it', () => {
    expect(describedByKey('pkg:npm/%40angular/core@1.0.0')).toEqual({
      type: 'npm',
      namespace: '@angular',
      name: '@angular/core',
      version: '1.0.0',
    });
    expect(describedByKey('library:x@1')).toMatchObject({ type: 'unknown', name: 'library:x@1', version: null });
  });
});
