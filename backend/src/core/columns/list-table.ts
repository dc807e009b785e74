import type { BlockReader } from './block-reader.js';
import type { BlockWriter, Numbers } from './block-writer.js';
import { startsOf } from './starts-of.js';

/** Short lists of numbers, by number. The empty one is 0. */
export class ListTable {
  #starts: Uint32Array | null = null;

  private constructor(
    private readonly lengths: Numbers,
    private readonly items: Numbers,
  ) {}

  static write(block: BlockWriter, lists: readonly (readonly number[])[]): void {
    block.numbers(lists.map(({ length }) => length)).numbers(lists.flat());
  }

  static read(block: BlockReader): ListTable {
    return new ListTable(block.numbers(), block.numbers());
  }

  get size(): number {
    return this.lengths.length;
  }

  /** Whether one of a list's numbers is marked. */
  hasMarked(number: number, marks: Uint8Array): boolean {
    const starts = this.starts();
    const end = starts[number + 1] ?? 0;
    for (let at = starts[number] ?? 0; at < end; at += 1) if (marks[this.items[at] as number] === 1) return true;
    return false;
  }

  at(number: number): Numbers {
    const starts = this.starts();
    const [start, end] = [starts[number], starts[number + 1]];
    if (start === undefined || end === undefined) throw new RangeError(`there is no list ${number}`);
    return this.items.subarray(start, end);
  }

  private starts(): Uint32Array {
    return (this.#starts ??= startsOf(this.lengths));
  }
}
