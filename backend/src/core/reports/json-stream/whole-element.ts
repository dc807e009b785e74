import { isAscii, isUtf8 } from 'node:buffer';
import type { LayoutNode } from './split-layout.js';

/** An element that was found whole. Places are indices into the chunk that it lies in. */
export interface WholeElement {
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
  /** Whether bytes that are not UTF-8 were replaced. */
  readonly isReplaced: boolean;
  readonly lineFeeds: number;
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const QUOTE = 0x22;

/** How far an element's end is looked for. Longer elements are read byte by byte. */
const REACH = 32 * 1024;

/** What an end is known by is no longer than this. */
const LONGEST_MARK = 128;

/** Keys that are refused, as they are written. */
const REFUSED_KEY = /"(?:__proto__|prototype)"/;

/** A letter or underscore in JSON's other spelling, in which a key can hide. */
const HIDDEN_LETTER = /\\u00[567]/;

/**
 * Finds elements of a list whole, without a look at each of their bytes: where an element likely ends is searched for,
 * and JSON.parse proves that it ends there. What cannot be decided so is left to the reader that goes byte by byte:
 * elements that may hold a key that is refused, a list of the layout, or more levels than are allowed.
 *
 * Nothing is guessed again before as much was read as a guess that failed has looked at: the work stays in proportion
 * to the bytes.
 */
export class WholeElements {
  /** Of the file. */
  private notBefore = 0;
  private chunk: Buffer = Buffer.alloc(0);
  private lineFeeds = new LineFeeds(this.chunk);
  /** How far the chunk was looked at for the last guess. */
  private seen = 0;
  /** What stands between two elements of the list, up to where the second can be known by. */
  private readonly between = new Mark('},', '');
  /** What the last element of a list ends with that is written in lines. */
  private readonly closing = new Mark('', '}');
  private readonly proto = new Occurrence('proto');
  private readonly escape = new Occurrence('\\u00');
  private readonly lineFeed = new Occurrence('\n');
  private readonly lists = new Map<LayoutNode, readonly Occurrence[]>();

  /** What is found from now on lies in this chunk. */
  readIn(chunk: Buffer): void {
    this.chunk = chunk;
    this.lineFeeds = new LineFeeds(chunk);
    const { proto, escape, lineFeed } = this;
    for (const text of [proto, escape, lineFeed, ...[...this.lists.values()].flat()]) text.readIn(chunk);
  }

  /**
   * The element that begins with the brace at `start`; null where it is to be read byte by byte. Before the brace, back to `from`,
   * is white space. `chunkByte`: where in the file the chunk lies. `levels`: how many containers may lie within each other.
   */
  find(start: number, from: number, chunkByte: number, levels: number, node: LayoutNode): WholeElement | null {
    if (chunkByte + start < this.notBefore) return null;
    this.seen = start;
    const lineStart = this.lineStart(from, start);
    const element =
      this.proveAt(start, this.endBeforeNext(from, start, lineStart), levels, node) ??
      (lineStart === null ? null : this.proveAt(start, this.endOfLines(start, lineStart), levels, node));
    if (element === null) this.notBefore = chunkByte + this.seen;
    return element;
  }

  /**
   * The next element is preceded by what precedes this one. In a line of its own that alone tells it from what lies deeper;
   * in one line with others it is taken to begin with the same key.
   */
  private endBeforeNext(from: number, start: number, lineStart: number | null): number | null {
    const end = lineStart === null ? this.endOfFirstKey(start) : start + 1;
    if (end === null) return null;
    const found = this.search(this.between.around(this.chunk, from, end), start + 1);
    return found === null ? null : found + 1;
  }

  /** The brace that closes an element in lines stands below the one that opens it. */
  private endOfLines(start: number, lineStart: number): number | null {
    const mark = this.closing.around(this.chunk, lineStart, start);
    const found = this.search(mark, start + 1);
    return found === null ? null : found + start - lineStart + 1;
  }

  private search(mark: Buffer | null, start: number): number | null {
    if (mark === null) return null;
    const found = this.chunk.subarray(start, start + REACH).indexOf(mark);
    const end = found < 0 ? Math.min(start + REACH, this.chunk.length) : start + found + mark.length;
    this.seen = Math.max(this.seen, end);
    return found < 0 ? null : start + found;
  }

  /** Where the line feed before an element is; null where something else stands in its line. */
  private lineStart(from: number, start: number): number | null {
    const { chunk } = this;
    let place = start - 1;
    while (place >= from && (chunk[place] === SPACE || chunk[place] === TAB)) place--;
    return place >= from && chunk[place] === LINE_FEED ? place : null;
  }

  private endOfFirstKey(start: number): number | null {
    const { chunk } = this;
    if (chunk[start + 1] !== QUOTE) return null;
    let end = start + 2;
    while (end < chunk.length && end - start < LONGEST_MARK && chunk[end] !== QUOTE) end++;
    return chunk[end] === QUOTE ? end + 1 : null;
  }

  private proveAt(start: number, end: number | null, levels: number, node: LayoutNode): WholeElement | null {
    return end === null ? null : this.prove(start, end, levels, node);
  }

  private prove(start: number, end: number, levels: number, node: LayoutNode): WholeElement | null {
    const lists = node.members === undefined ? [] : this.listsOf(node.members, node);
    for (const list of lists) if (list.isWithin(start, end)) return null;
    const bytes = this.chunk.subarray(start, end);
    const isPlain = isAscii(bytes);
    const text = this.chunk.toString(isPlain ? 'latin1' : 'utf8', start, end);
    if (this.proto.isWithin(start, end) && REFUSED_KEY.test(text)) return null;
    if (this.escape.isWithin(start, end) && (lists.length > 0 || HIDDEN_LETTER.test(text))) return null;
    if (!hasAtMost(levels, text)) return null;
    try {
      const value: unknown = JSON.parse(text);
      const isReplaced = !isPlain && !isUtf8(bytes);
      const lineFeeds = this.lineFeed.isWithin(start, end) ? this.lineFeeds.count(start, end) : 0;
      return { start, end, value, isReplaced, lineFeeds };
    } catch {
      return null;
    }
  }

  /** Occurrences of the keys that the layout looks for in such an element: plain words in ASCII. */
  private listsOf(members: ReadonlyMap<string, LayoutNode>, node: LayoutNode): readonly Occurrence[] {
    let lists = this.lists.get(node);
    if (lists === undefined) {
      lists = [...members.keys()].map((key) => new Occurrence(`"${key}"`));
      for (const list of lists) list.readIn(this.chunk);
      this.lists.set(node, lists);
    }
    return lists;
  }
}

/** Some bytes of a chunk with others before and behind them, kept for as long as they are the same. */
class Mark {
  private bytes: Buffer = Buffer.alloc(0);

  constructor(
    private readonly before: string,
    private readonly behind: string,
  ) {}

  /** Null where it would be too long. */
  around(chunk: Buffer, from: number, end: number): Buffer | null {
    const length = end - from;
    if (length > LONGEST_MARK) return null;
    const offset = this.before.length;
    let isSame = this.bytes.length === offset + length + this.behind.length;
    for (let index = 0; isSame && index < length; index++) isSame = this.bytes[offset + index] === chunk[from + index];
    if (!isSame) {
      this.bytes = Buffer.concat([Buffer.from(this.before), chunk.subarray(from, end), Buffer.from(this.behind)]);
    }
    return this.bytes;
  }
}

/** Whether a text lies in parts of a chunk, asked from its beginning to its end: each byte is searched once. */
class Occurrence {
  private readonly bytes: Buffer;
  private chunk: Buffer = Buffer.alloc(0);
  private next = -1;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
  }

  readIn(chunk: Buffer): void {
    this.chunk = chunk;
    this.next = -1;
  }

  isWithin(start: number, end: number): boolean {
    if (this.next < start) {
      const next = this.chunk.indexOf(this.bytes, start);
      this.next = next < 0 ? Infinity : next;
    }
    return this.next < end;
  }
}

/** Counts line feeds four bytes at a time. */
class LineFeeds {
  private readonly words: Int32Array;
  /** Index of the first byte of the first word. */
  private readonly offset: number;

  constructor(private readonly chunk: Buffer) {
    this.offset = (4 - (chunk.byteOffset & 3)) & 3;
    const count = (chunk.length - this.offset) >> 2;
    this.words = count > 0 ? new Int32Array(chunk.buffer, chunk.byteOffset + this.offset, count) : new Int32Array();
  }

  count(start: number, end: number): number {
    const { words, offset } = this;
    const firstWord = Math.max(0, (start - offset + 3) >> 2);
    const lastWord = Math.min(words.length, Math.max(firstWord, (end - offset) >> 2));
    let count = this.countBytes(start, Math.min(end, offset + firstWord * 4));
    for (let index = firstWord; index < lastWord; index++) {
      const word = (words[index] ?? 0) ^ 0x0a0a0a0a;
      // Zero where no byte of the word is one.
      if (((word - 0x01010101) & ~word & 0x80808080) === 0) continue;
      if ((word & 0xff) === 0) count++;
      if ((word & 0xff00) === 0) count++;
      if ((word & 0xff0000) === 0) count++;
      if ((word & 0xff000000) === 0) count++;
    }
    return count + this.countBytes(Math.max(start, offset + lastWord * 4), end);
  }

  private countBytes(start: number, end: number): number {
    let count = 0;
    for (let index = start; index < end; index++) if (this.chunk[index] === LINE_FEED) count++;
    return count;
  }
}

/** No more containers begin in a text than may lie within each other, wherever they lie. */
function hasAtMost(levels: number, text: string): boolean {
  let count = 0;
  for (const opening of ['{', '[']) {
    for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
      count++;
      if (count > levels) return false;
    }
  }
  return true;
}
