import * as fc from 'fast-check';
import { isEmailAddress, normaliseEmail } from './email.js';

describe('normaliseEmail', () => {
  it.each([
    ['Ada@Example.ORG', 'ada@example.org'],
    [' ada@example.org ', 'ada@example.org'],
    ['ａｄａ@example.org', 'ada@example.org'],
    ['A\u0301da@example.org', '\u00e1da@example.org'],
  ])('reads %s as %s', (written, compared) => {
    expect(normaliseEmail(written)).toBe(compared);
  });

  it('changes nothing more when it is done again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' })), (text) => {
        const once = normaliseEmail(text);
        expect(normaliseEmail(once)).toBe(once);
      }),
    );
  });
});

describe('isEmailAddress', () => {
  it.each(['ada@example.org', 'ada+ci@sub.example.org', 'ada@intranet'])('takes %s', (text) => {
    expect(isEmailAddress(text)).toBe(true);
  });

  it.each([
    '',
    'ada',
    '@example.org',
    'ada@',
    'a b@example.org',
    'ada@example.org\nbcc: eve@example.org',
    'a\uD800da@example.org',
    'ada@exa\uDFFFmple.org',
    'a\u202eda@example.org',
    'a\u200bda@example.org',
  ])('refuses %j', (text) => {
    expect(isEmailAddress(text)).toBe(false);
  });
});
