import * as fc from 'fast-check';
import { BlockReader } from './block-reader.js';
import { BlockWriter } from './block-writer.js';
import { sortedByCodePoint } from './code-point-order.js';
import { TextTable } from './text-table.js';

const LAYOUT = 0x00ff_0001;

function tableOf(texts: readonly string[]): TextTable {
  const block = new BlockWriter(LAYOUT);
  TextTable.write(block, sortedByCodePoint(texts));
  return TextTable.read(new BlockReader(block.finish(), LAYOUT));
}

/** Few letters, so that lists have texts in common; some that JavaScript orders otherwise than by code point. */
const text = fc.string({ unit: fc.constantFrom('a', '2', '\uFFFD', '𐀀'), maxLength: 2 });
const texts = fc.uniqueArray(text, { maxLength: 20 });

describe('TextTable', () => {
  it('marks the texts that are in a list, and no others', () => {
    let found = 0;
    fc.assert(
      fc.property(texts, texts, (given, wanted) => {
        const table = tableOf(given);
        const marks = new Uint8Array(table.size);
        table.mark(marks, sortedByCodePoint(wanted));
        const marked = Array.from(marks, (mark, number) => (mark === 1 ? table.at(number) : null)).filter(
          (one) => one !== null,
        );
        expect(marked).toEqual(sortedByCodePoint(given.filter((one) => wanted.includes(one))));
        found += marked.length;
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it('keeps the marks of other lists', () => {
    const table = tableOf(['a', 'b', 'c']);
    const marks = new Uint8Array(3);
    for (const list of [['c'], ['0', 'a', 'z'], []]) table.mark(marks, list);
    expect([...marks]).toEqual([1, 0, 1]);
  });
});
