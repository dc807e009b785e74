import { isAllowed, isDenied } from './licence-expression.js';
import { readLicence } from './licence-name.js';

const denied = (licence: string, ...patterns: string[]): boolean => isDenied(licence, patterns.map(readLicence));
const allowed = (licence: string, ...patterns: string[]): boolean => isAllowed(licence, patterns.map(readLicence));

describe('isDenied', () => {
  it.each([
    ['as it is', 'SSPL-1.0'],
    ['in small letters', 'sspl-1.0'],
    ['with a non-breaking hyphen', 'SSPL\u20111.0'],
    ['with an en dash', 'SSPL\u20131.0'],
    ['with a minus', 'SSPL\u22121.0'],
    ['with a soft hyphen', 'SSPL\u00AD1.0'],
    ['with a space', 'SSPL 1.0'],
    ['with a space that does not break', 'SSPL\u00A01.0'],
    ['with a zero-width space', 'SS\u200BPL-1.0'],
    ['with a zero-width joiner', 'SSPL\u200D-1.0'],
    ['with a variation selector', 'SSPL-\uFE0F1.0'],
    ['in wide letters', 'ＳＳＰＬ－１.０'],
    ['with a plus', 'SSPL-1.0+'],
    ['with several', 'SSPL-1.0++'],
    ['with a bracket that is not closed', '(SSPL-1.0'],
    ['with a bracket that was not opened', 'SSPL-1.0)'],
    ['in brackets', '((SSPL-1.0))'],
    ['with an end that is missing', 'SSPL-1.0 AND'],
    ['with a choice of nothing', 'SSPL-1.0 OR'],
    ['with a choice that is none', 'OR MIT SSPL-1.0'],
    ['in a sum', 'MIT AND SSPL-1.0'],
    ['in a choice of sums', '(MIT AND SSPL-1.0) OR (Apache-2.0 AND SSPL-1.0)'],
    ['with an exception', 'SSPL-1.0 WITH Some-exception'],
    ['with an exception that is missing', 'SSPL-1.0 WITH'],
    ['beside another, as Cargo wrote it', 'MIT/SSPL-1.0'],
    ['after a comma', 'MIT, SSPL-1.0'],
    ['in words', 'Licensed under SSPL-1.0 only'],
    ['in quotes', '"SSPL-1.0"'],
    ['with a line break', 'SSPL-1.0\nMIT'],
    ['in a hundred thousand brackets', `${'('.repeat(100_000)}SSPL-1.0${')'.repeat(100_000)}`],
    ['behind a hundred thousand others', `${'MIT OR '.repeat(100_000)}SSPL-1.0`],
  ])('holds a licence against the list: %s', (_, licence) => {
    expect(denied(licence, 'AGPL-3.0*', 'SSPL-1.0')).toBe(true);
  });

  it.each([
    ['another', 'MIT'],
    ['a choice with a side that is free of it', 'MIT OR SSPL-1.0'],
    ['the same in small letters', 'mit or sspl-1.0'],
    ['a choice within a sum', '(MIT OR SSPL-1.0) AND Apache-2.0'],
    ['a name that is on no list', 'Custom-License OR SSPL-1.0'],
    ['a name that has it within', 'MySSPL-1.0X'],
    ['a reference', 'LicenseRef-acme OR SSPL-1.0'],
  ])('takes %s', (_, licence) => {
    expect(denied(licence, 'AGPL-3.0*', 'SSPL-1.0')).toBe(false);
  });

  it('holds names as written against patterns of words', () => {
    expect(denied('GNU GPL v3', 'GPL*')).toBe(true);
    expect(denied('MIT with Commons Clause', 'Commons Clause')).toBe(true);
    expect(denied('GNU Lesser General Public License v3', 'GPL*')).toBe(false);
    expect(denied('LicenseRef-scancode-sspl', '*sspl*')).toBe(true);
  });
});

describe('isAllowed', () => {
  it.each([
    'MIT',
    'mit',
    '(MIT)',
    'MIT OR SSPL-1.0',
    'MIT AND Apache-2.0',
    'Apache-2.0 WITH LLVM-exception',
    'MIT License',
    'LicenseRef-acme',
    'Custom-License OR MIT',
  ])('takes %s', (licence) => {
    expect(allowed(licence, 'MIT', 'Apache-2.0', 'MIT License', 'LicenseRef-*')).toBe(true);
  });

  it.each([
    'SSPL-1.0',
    'MIT AND SSPL-1.0',
    'MIT AND',
    '(MIT',
    'MIT SSPL-1.0',
    'MIT, SSPL-1.0',
    'MIT+',
    'MIT-0',
    'MIT/SSPL-1.0',
  ])('takes nothing that is not on the list, and nothing that cannot be read: %s', (licence) => {
    expect(allowed(licence, 'MIT', 'Apache-2.0')).toBe(false);
  });
});
