import { assert, constant, constantFrom, nat, pre, property, stringMatching } from 'fast-check';
import { isTokenText, newTokenText } from './token-text.js';

/** What docs/ci-identity.md gives to secret scanners. */
const PUBLISHED_SHAPE = /^plm_[0-9A-Za-z]{49}$/;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('newTokenText', () => {
  it('has the published shape and a checksum that holds, every time anew', () => {
    const seen = new Set<string>();
    assert(
      property(constant(null), () => {
        const text = newTokenText();
        expect(text).toMatch(PUBLISHED_SHAPE);
        expect(isTokenText(text)).toBe(true);
        expect(seen.has(text)).toBe(false);
        seen.add(text);
      }),
      { numRuns: 5000 },
    );
  });

  it('spreads its random part over every digit', () => {
    const random = Array.from({ length: 2000 }, () => newTokenText().slice(5, -6)).join('');
    const counts = [...DIGITS].map((digit) => random.split(digit).length - 1);
    const expected = random.length / DIGITS.length;
    for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected));
  });
});

describe('isTokenText', () => {
  it('refuses a token in which one character was changed', () => {
    assert(
      property(nat(52), constantFrom(...DIGITS), (place, digit) => {
        const text = newTokenText();
        pre(text[place] !== digit);
        expect(isTokenText(text.slice(0, place) + digit + text.slice(place + 1))).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });

  it('refuses what merely looks like one', () => {
    assert(
      property(stringMatching(PUBLISHED_SHAPE), (text) => {
        // One text in 57 thousand million has a checksum that holds by chance.
        expect(isTokenText(text)).toBe(false);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['another prefix', `ghp_${newTokenText().slice(4)}`],
    ['a line break behind it', `${newTokenText()}\n`],
    ['a blank before it', ` ${newTokenText()}`],
    ['two of them', newTokenText() + newTokenText()],
    ['one that is cut off', newTokenText().slice(0, -1)],
    ['other letters', newTokenText().replace(/.$/, 'é')],
  ])('refuses %s', (_, text) => {
    expect(isTokenText(text)).toBe(false);
  });
});
