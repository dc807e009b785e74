import { Buffer } from 'node:buffer';
import type { BlockReader } from './block-reader.js';
import type { BlockWriter, Numbers } from './block-writer.js';
import { compareCodePoints } from './code-point-order.js';
import { startsOf } from './starts-of.js';

/** Up to this many texts are decoded one by one. Beyond it, all are decoded at once. */
const MOST_ALONE = 1000;

/** Texts by number. They are decoded when they are asked for. */
export class TextTable {
  #whole: string | null = null;
  #alone = 0;
  #isAscii: boolean | null = null;
  /** Where each begins in the whole, and where the last one ends. */
  #starts: Uint32Array | null = null;

  private constructor(
    /** In UTF-16 units. */
    private readonly lengths: Numbers,
    private readonly bytes: Uint8Array,
  ) {}

  static write(block: BlockWriter, given: readonly string[]): void {
    const texts = given.map(wellFormed);
    block.numbers(texts.map(({ length }) => length)).bytes(Buffer.from(texts.join('')));
  }

  static read(block: BlockReader): TextTable {
    return new TextTable(block.numbers(), block.bytes());
  }

  get size(): number {
    return this.lengths.length;
  }

  at(number: number): string {
    const starts = this.starts();
    const [start, end] = [starts[number], starts[number + 1]];
    if (start === undefined || end === undefined) throw new RangeError(`there is no text ${number}`);
    if (this.#whole === null && this.#alone < MOST_ALONE && this.isAscii()) {
      this.#alone += 1;
      return this.buffer().toString('latin1', start, end);
    }
    return this.whole().slice(start, end);
  }

  /** In UTF-16 units. */
  lengthOf(number: number): number {
    const length = this.lengths[number];
    if (length === undefined) throw new RangeError(`there is no text ${number}`);
    return length;
  }

  /**
   * The number of the first one that is not below the text; they must be in the order of code points. It is looked for from `start` on, and
   * is `end` where all before that are below.
   */
  firstFrom(text: string, start = 0, end = this.size): number {
    let [low, high] = [start, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareCodePoints(this.at(middle), text) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Marks those that are one of these. Both must be in the order of code points. */
  mark(marks: Uint8Array, wanted: readonly string[]): void {
    // The one in the middle first: where it would lie, those before it lie before, and those after it after.
    const markBetween = (first: number, last: number, start: number, end: number): void => {
      if (first >= last) return;
      const middle = (first + last) >>> 1;
      const text = wanted[middle] as string;
      const number = this.firstFrom(text, start, end);
      if (number < this.size && this.at(number) === text) marks[number] = 1;
      markBetween(first, middle, start, number);
      markBetween(middle + 1, last, number, end);
    };
    markBetween(0, wanted.length, 0, this.size);
  }

  /** For each whether the pattern, a global one, is found in it. */
  matches(pattern: RegExp): Uint8Array {
    const found = new Uint8Array(this.size);
    const [whole, starts] = [this.whole(), this.starts()];
    let number = 0;
    pattern.lastIndex = 0;
    for (let hit = pattern.exec(whole); hit !== null; hit = pattern.exec(whole)) {
      while (number < this.size && (starts[number + 1] as number) <= hit.index) number += 1;
      const end = starts[number + 1] ?? whole.length;
      const isInside = hit.index + hit[0].length <= end;
      if (isInside) found[number] = 1;
      // What reaches into the next text is found in neither; another may begin right after it.
      pattern.lastIndex = isInside ? end : hit.index + ((whole.codePointAt(hit.index) ?? 0) > 0xffff ? 2 : 1);
    }
    return found;
  }

  private starts(): Uint32Array {
    return (this.#starts ??= startsOf(this.lengths));
  }

  private whole(): string {
    return (this.#whole ??= this.buffer().toString());
  }

  /** Whether every unit takes one byte, so that a text's bytes lie where its units do. */
  private isAscii(): boolean {
    return (this.#isAscii ??= this.starts()[this.size] === this.bytes.byteLength);
  }

  private buffer(): Buffer {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  }
}

/** Half a surrogate pair has no bytes; two halves of neighbours would become one character. */
function wellFormed(text: string): string {
  return /[\uD800-\uDFFF]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\uFFFD') : text;
}
