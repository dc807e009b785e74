import * as fc from 'fast-check';
import { structuralHash } from './structural-hash.js';

describe('structuralHash', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(structuralHash(turned)).toBe(structuralHash(value));
      }),
    );
  });

  it('tells different values apart', () => {
    const values = [
      '',
      'a',
      0,
      1,
      '1',
      true,
      'true',
      null,
      [],
      {},
      [1, 2],
      [2, 1],
      [[1], 2],
      { a: 1, b: 2 },
      { a: 2, b: 1 },
      { a: { b: 1 } },
    ];
    expect(new Set(values.map(structuralHash)).size).toBe(values.length);
    const many = Array.from({ length: 100_000 }, (_, index) =>
      structuralHash({ name: `p${index}`, version: index % 7 }),
    );
    expect(new Set(many).size).toBe(many.length);
  });
});
