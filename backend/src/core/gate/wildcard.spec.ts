import * as fc from 'fast-check';
import { matchesWildcard } from './wildcard.js';

describe('matchesWildcard', () => {
  it.each([
    ['app/*.env', 'app/prod.env', true],
    ['app/*.env', 'app/sub/prod.env', false],
    ['app/**', 'app/sub/prod.env', true],
    ['**/.env', 'app/.env', true],
    ['AGPL-3.0-*', 'AGPL-3.0-only', true],
    ['a.c', 'abc', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
  ])('%p matches %p: %p', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });

  it('agrees with the regular expression that it stands for', () => {
    const letters = fc.stringMatching(/^[ab/]{0,10}$/);
    fc.assert(
      fc.property(fc.stringMatching(/^[ab/*]{0,6}$/), letters, (pattern, text) => {
        const source = pattern.replaceAll('**', '\u0000').replaceAll('*', '[^/]*').replaceAll('\u0000', '[^]*');
        expect(matchesWildcard(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
      { numRuns: 500 },
    );
  });

  it('is not slowed down by a pattern of many stars', () => {
    expect(matchesWildcard(`${'*a'.repeat(50)}b`, 'a'.repeat(2_000))).toBe(false);
  });
});
