/**
 * What nobody sends who means well, a kind of mistake each: texts that a database cannot hold, names that every object has,
 * numbers and dates that are out of somebody's range, and values of another type than is expected.
 */

/** Single characters that do harm within a text that is otherwise right. */
export const HOSTILE_CHARACTERS: readonly string[] = [
  '\uD800',
  '\uDFFF',
  '\uDC00\uD800',
  '\0',
  '\u0001',
  '\u001b[2J',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\uffff',
  '\r\n::error::',
  "'",
  '"',
  '\\',
  '%',
  '%00',
  '\u{1f6a2}',
  'ﬃ',
  'İ',
];

const HOSTILE_DATES: readonly string[] = [
  '2026',
  '2026-11',
  '2026-W48',
  '2026-333',
  '20261129',
  '2026-11-29T24:00:00Z',
  '2026-11-29T23:59:60Z',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+14:00',
  '9999-12-31T23:59:59-14:00',
  '10000-01-01T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  'infinity',
  '-infinity',
  'now',
];

const PROTOTYPE_NAMES: readonly string[] = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];

export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '../../../etc/passwd',
  '*',
  '%',
  '-',
  ',',
  ...HOSTILE_DATES,
  ...PROTOTYPE_NAMES,
  '0',
  '-1',
  '01',
  '1.5',
  '1e3',
  '2147483647',
  '2147483648',
  '9999999999',
  '99999999999999999999',
  'NaN',
  'null',
  "' OR 1=1 --",
  '{"a":1}',
  'sha256:',
  'pkg:npm/%00@',
  'https://[',
  // Longer than a row of an index may be (2,704 bytes), and nothing that compression makes short.
  hardToCompress(6_000),
  'é'.repeat(3_000),
  '('.repeat(5_000),
  'a'.repeat(70_000),
];

export const HOSTILE_NUMBERS: readonly number[] = [
  0,
  -0,
  -1,
  0.5,
  1.5,
  9.9,
  2 ** 15,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 63,
  1e21,
  1e308,
  -1e308,
  5e-324,
];

/** Of JSON, of any type. */
export const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  ...HOSTILE_NUMBERS,
  [],
  {},
  [null],
  [[]],
  [[[['a']]]],
  { '': null },
  { length: 1 },
  { $ne: 1 },
  Array.from({ length: 1_000 }, () => 'a'),
  ...HOSTILE_CHARACTERS,
  ...HOSTILE_TEXTS,
];

/** With the character in the midst of it, where it has room. */
export function spoiled(text: string, character: string): string {
  return `${text.slice(0, 1)}${character}${text.slice(1)}`;
}

/** Letters and digits without a pattern (a linear congruential generator), the same each time. */
function hardToCompress(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 27).toString(36);
  }).join('');
}
