import { lineNumber } from './line-number.js';

describe('lineNumber', () => {
  it.each([1, 42, 2 ** 31 - 1])('takes %d', (line) => {
    expect(lineNumber(line)).toBe(line);
  });

  it.each([0, -0, -1, 1.5, 2 ** 31, 1e21, Infinity, Number.NaN, '7', null, undefined, [7], {}])(
    'takes %p for none',
    (value) => {
      expect(lineNumber(value)).toBeNull();
    },
  );
});
