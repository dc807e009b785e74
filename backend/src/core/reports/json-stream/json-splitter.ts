import { isAscii, isUtf8 } from 'node:buffer';
import { ReportError } from '../report-error.js';
import { limitExceeded } from '../limit-exceeded.js';
import { DEFAULT_REPORT_LIMITS, type ReportLimits } from '../report-limits.js';
import { ByteCollector } from './byte-collector.js';
import { jsonPointer, type JsonPath } from './json-pointer.js';
import { locateJsonError } from './locate-json-error.js';
import type { LayoutNode } from './split-layout.js';
import { type WholeElement, WholeElements } from './whole-element.js';

/** What the splitter tells while it reads. */
export interface SplitSink {
  /** An element of a list. `text` is JSON, not yet parsed. */
  element(list: string, text: ElementText): void;
  /** A watched string. */
  watched(name: string, value: string): void;
  /** Bytes that are not UTF-8 were replaced in the value at this path. */
  replaced(path: JsonPath): void;
}

/** Containers within containers; deeper is refused. */
export const MAX_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const LINE_FEED = 0x0a;

/** The position of bytes in the file, for error messages. */
interface Position {
  readonly byte: number;
  readonly line: number;
  readonly lineStart: number;
}

/** One element of a list: where it lies and its bytes. */
export class ElementText {
  constructor(
    readonly path: JsonPath,
    private readonly bytes: Buffer,
    private readonly origins: readonly Origin[],
    private readonly sink: SplitSink,
    /** What it is, where that is known already. */
    private readonly known: WholeElement | null = null,
  ) {}

  get byteLength(): number {
    return this.bytes.length;
  }

  /** The bytes belong to the chunk that is being read: a caller that keeps an element must copy it. */
  copy(): ElementText {
    return new ElementText(this.path, Buffer.from(this.bytes), this.origins, this.sink);
  }

  parse(): unknown {
    const { known } = this;
    if (known !== null) {
      if (known.isReplaced) this.sink.replaced(this.path);
      return known.value;
    }
    return parsePiece(this.bytes, this.path, this.origins, this.sink);
  }
}

/** From `at` on, a piece's bytes lie at `position` in the file. */
interface Origin {
  readonly at: number;
  readonly position: Position;
}

/** What is being collected: the document's skeleton, or an element. Elements may hold lists themselves. */
interface Frame {
  readonly collected: ByteCollector;
  readonly path: JsonPath;
  origins: Origin[];
}

interface OpenContainer {
  isObject: boolean;
  node: LayoutNode | null;
  /** In a container that the layout knows: the key or index that is being read. */
  step: string | number;
  /** Keys of the layout that were seen, to refuse a second one. */
  seen: Set<string> | null;
  isConstructor: boolean;
}

/**
 * Takes a JSON document apart at byte level, chunk by chunk: cuts the elements out of the lists that a layout names,
 * hands them over one at a time, and keeps what remains (the skeleton). Memory: one element and the skeleton. It
 * follows strings, brackets and keys only; JSON.parse checks that a piece is JSON. Elements that can be found whole are
 * not followed at all, which changes nothing but the time that it takes.
 *
 * A key of the layout that is written twice is refused: JSON.parse would let the last win, and the elements of the
 * first would be lost. Elsewhere the last wins, as everywhere.
 */
export class JsonSplitter {
  private readonly frames: Frame[];
  private readonly containers: OpenContainer[] = [];
  private depth = 0;
  /** Of the chunk that is being read: where the part begins that the innermost frame has not collected. */
  private start = 0;
  private chunk: Buffer = Buffer.alloc(0);
  private chunkByte = 0;
  private line = 1;
  private lineStart = 0;
  private isInString = false;
  private isEscaped = false;
  private hasEscape = false;
  private stringStart = 0;
  private readonly stringHead = new ByteCollector();
  private isKeyNext = false;
  private isAfterConstructor = false;
  private valueNode: LayoutNode | null;
  private isRootRead = false;
  private readonly wholeElements = new WholeElements();
  /** In the chunk that is being read. */
  private lastWhole: WholeElement | null = null;

  constructor(
    layout: LayoutNode,
    private readonly sink: SplitSink,
    private readonly limits: ReportLimits = DEFAULT_REPORT_LIMITS,
  ) {
    this.valueNode = layout;
    this.frames = [
      { collected: new ByteCollector(), path: [], origins: [{ at: 0, position: { byte: 0, line: 1, lineStart: 0 } }] },
    ];
  }

  write(bytes: Uint8Array): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.chunk = chunk;
    this.wholeElements.readIn(chunk);
    this.lastWhole = null;
    this.start = 0;
    this.stringStart = 0;
    const length = chunk.length;
    let index = 0;
    while (index < length) {
      if (this.isInString) {
        index = this.readString(index);
        continue;
      }
      switch (chunk[index]) {
        case QUOTE:
          this.isInString = true;
          this.hasEscape = false;
          this.stringStart = index + 1;
          break;
        case OPEN_OBJECT: {
          const end = this.skipWhole(index);
          if (end !== null) {
            index = end;
            continue;
          }
          this.openContainer(true, index);
          break;
        }
        case OPEN_ARRAY:
          this.openContainer(false, index);
          break;
        case CLOSE_OBJECT:
          this.closeContainer(true, index);
          break;
        case CLOSE_ARRAY:
          this.closeContainer(false, index);
          break;
        case COMMA:
          if (this.depth > 0) this.nextMember(index);
          break;
        case COLON:
          this.isKeyNext = false;
          break;
        case LINE_FEED:
          this.line++;
          this.lineStart = this.chunkByte + index + 1;
          break;
      }
      index++;
    }
    if (this.isInString && this.isStringWanted()) this.stringHead.add(chunk.subarray(this.stringStart));
    this.collect(length);
    this.chunkByte += length;
  }

  /** The document without the elements of its lists. */
  end(): unknown {
    const frame = this.innermost();
    if (this.frames.length > 1) {
      const within = locateJsonError(decode(frame.collected.bytes()))?.path ?? [];
      throw this.syntaxError('the report ends too early', [...frame.path, ...within], this.position(0));
    }
    return parsePiece(frame.collected.bytes(), [], frame.origins, this.sink);
  }

  /** Reads on within a string; gives the index after what was read. */
  private readString(from: number): number {
    const chunk = this.chunk;
    const length = chunk.length;
    let index = from;
    if (this.isEscaped) {
      this.isEscaped = false;
      index++;
    }
    for (; index < length; index++) {
      const byte = chunk[index];
      if (byte === QUOTE) {
        this.isInString = false;
        if (this.isStringWanted()) this.endString(index);
        return index + 1;
      }
      if (byte === BACKSLASH) {
        this.hasEscape = true;
        index++;
        if (index >= length) this.isEscaped = true;
      }
    }
    return length;
  }

  private isStringWanted(): boolean {
    return this.isKeyNext || this.valueNode?.watch !== undefined;
  }

  private endString(index: number): void {
    const head = this.stringHead.length;
    const length = head + index - this.stringStart;
    const container = this.containers[this.depth - 1];
    const members = container?.node?.members;
    // In places outside the layout, only keys that could be forbidden matter.
    if (this.isKeyNext && members === undefined && !this.hasEscape && length !== 9 && length !== 11) {
      this.stringHead.clear();
      this.isAfterConstructor = false;
      return;
    }
    let bytes = this.chunk.subarray(this.stringStart, index);
    if (head > 0) {
      this.stringHead.add(bytes);
      bytes = this.stringHead.bytes();
    }
    const text = this.hasEscape ? unescape(decode(bytes)) : decode(bytes);
    this.stringHead.clear();
    if (!this.isKeyNext) {
      const watch = this.valueNode?.watch;
      if (watch !== undefined) this.sink.watched(watch, text);
      this.valueNode = null;
      return;
    }
    if (container === undefined) return;
    this.checkKey(text, container, index);
    if (members === undefined) return;
    container.step = text;
    this.valueNode = members.get(text) ?? null;
    if (this.valueNode === null) return;
    container.seen ??= new Set();
    if (container.seen.has(text)) {
      const path = this.trackedPath();
      throw new ReportError('report_invalid', `The report holds the key "${text}" twice at ${quotePlace(path)}.`, [
        { pointer: jsonPointer(path), message: `${this.at(index)}: the key is written twice` },
      ]);
    }
    container.seen.add(text);
  }

  private checkKey(key: string, container: OpenContainer, index: number): void {
    this.isAfterConstructor = key === 'constructor';
    if (key !== '__proto__' && !(key === 'prototype' && container.isConstructor)) return;
    const path = [...this.pathTo(index), key];
    throw new ReportError('report_forbidden_key', `The report holds the key "${key}", which no report needs.`, [
      { pointer: jsonPointer(path), message: `${this.at(index)}: the key ${key} is not allowed here` },
    ]);
  }

  /** Where the element ends that begins with the brace at `index`; null where it has to be read byte by byte. */
  private skipWhole(index: number): number | null {
    const node = this.valueNode;
    if (node?.list === undefined || this.innermost().collected.length > 0) return null;
    const whole = this.wholeElements.find(index, this.start, this.chunkByte, MAX_DEPTH - this.depth, node);
    if (whole === null) return null;
    this.lastWhole = whole;
    this.valueNode = null;
    this.isAfterConstructor = false;
    if (whole.lineFeeds > 0) {
      this.line += whole.lineFeeds;
      this.lineStart = this.chunkByte + this.chunk.lastIndexOf(LINE_FEED, whole.end - 1) + 1;
    }
    return whole.end;
  }

  private openContainer(isObject: boolean, index: number): void {
    if (this.isRootRead) {
      throw this.syntaxError('nothing more was expected after the end of the document', [], this.position(index));
    }
    if (this.depth === MAX_DEPTH) {
      const path = this.pathTo(index);
      throw new ReportError('report_too_deep', `The report nests deeper than ${MAX_DEPTH} levels.`, [
        { pointer: jsonPointer(path), message: `${this.at(index)}: more than ${MAX_DEPTH} levels deep` },
      ]);
    }
    const node = this.valueNode;
    const container = (this.containers[this.depth] ??= {
      isObject,
      node,
      step: 0,
      seen: null,
      isConstructor: false,
    });
    container.isObject = isObject;
    container.node = node;
    container.step = isObject ? '' : 0;
    container.seen = null;
    container.isConstructor = this.isAfterConstructor;
    this.isAfterConstructor = false;
    this.depth++;
    this.isKeyNext = isObject;
    this.valueNode = isObject ? null : (node?.elements ?? null);
    if (!isObject && node?.elements?.list !== undefined) this.openFrame(index + 1);
  }

  private closeContainer(isObject: boolean, index: number): void {
    const container = this.containers[this.depth - 1];
    if (this.depth === 0 || container === undefined || container.isObject !== isObject) {
      const path = this.pathTo(index);
      throw this.syntaxError(`did not expect ${isObject ? '}' : ']'} here`, path, this.position(index));
    }
    const list = container.isObject ? undefined : container.node?.elements?.list;
    if (list !== undefined) this.closeFrame(list, index, container.step === 0);
    this.depth--;
    if (this.depth === 0) this.isRootRead = true;
    this.isKeyNext = false;
    this.valueNode = null;
  }

  private nextMember(index: number): void {
    const container = this.containers[this.depth - 1];
    if (container === undefined) return;
    this.isKeyNext = container.isObject;
    this.isAfterConstructor = false;
    if (container.isObject) {
      this.valueNode = null;
      return;
    }
    const elements = container.node?.elements;
    if (elements === undefined) return;
    if (elements.list !== undefined) this.closeFrame(elements.list, index, false);
    if (typeof container.step === 'number') container.step++;
    this.valueNode = elements;
    if (elements.list !== undefined) {
      // The comma goes with the element: the skeleton keeps an empty list.
      this.start = index + 1;
      this.openFrame(index + 1);
    }
  }

  private openFrame(from: number): void {
    this.collect(from);
    this.frames.push({
      collected: new ByteCollector(),
      path: this.trackedPath(),
      origins: [{ at: 0, position: this.position(from) }],
    });
  }

  /** Hands over the element that ends before `end`, unless there is none: an empty list. */
  private closeFrame(list: string, end: number, mayBeEmpty: boolean): void {
    const frame = this.innermost();
    const { start } = this;
    let bytes = this.chunk.subarray(start, end);
    if (frame.collected.length > 0) {
      this.collect(end);
      bytes = frame.collected.bytes();
    }
    this.start = end;
    this.frames.pop();
    const outer = this.innermost();
    if (outer.origins.at(-1)?.at === outer.collected.length) outer.origins.pop();
    outer.origins.push({ at: outer.collected.length, position: this.position(end) });
    const known = this.wholeBetween(start, end);
    if (known === null && isBlank(bytes, 0, bytes.length)) {
      if (mayBeEmpty) return;
      throw this.syntaxError('expected a value', frame.path, this.position(end));
    }
    this.sink.element(list, new ElementText(frame.path, bytes, frame.origins, this.sink, known));
  }

  /** The element that was found whole, where nothing else lies there. */
  private wholeBetween(start: number, end: number): WholeElement | null {
    const whole = this.lastWhole;
    if (whole === null || whole.start < start || whole.end > end) return null;
    return isBlank(this.chunk, start, whole.start) && isBlank(this.chunk, whole.end, end) ? whole : null;
  }

  /** Moves what lies before `end` into the innermost frame. */
  private collect(end: number): void {
    const frame = this.innermost();
    if (end > this.start) frame.collected.add(this.chunk.subarray(this.start, end));
    this.start = end;
    if (frame.collected.length > this.limits.entryBytes) {
      throw limitExceeded(this.limits, 'entryBytes', {
        pointer: jsonPointer(frame.path),
        message: `${this.at(end)}: it is larger`,
      });
    }
  }

  private innermost(): Frame {
    const frame = this.frames.at(-1);
    if (frame === undefined) throw new Error('a frame was closed that was never opened');
    return frame;
  }

  /** The path through the containers that the layout knows. */
  private trackedPath(): (string | number)[] {
    const path: (string | number)[] = [];
    for (let level = 0; level < this.depth; level++) {
      const container = this.containers[level];
      if (container === undefined || container.node === null) break;
      path.push(container.step);
    }
    return path;
  }

  /** The path to what is being read, also where the layout does not follow. Slow: for errors. */
  private pathTo(index: number): (string | number)[] {
    this.collect(index);
    const frame = this.innermost();
    const within = locateJsonError(decode(frame.collected.bytes()))?.path ?? [];
    return [...frame.path, ...within];
  }

  private position(index: number): Position {
    return { byte: this.chunkByte + index, line: this.line, lineStart: this.lineStart };
  }

  private at(index: number): string {
    return describePosition(this.position(index));
  }

  private syntaxError(message: string, path: JsonPath, position: Position): ReportError {
    return notJson(message, path, position);
  }
}

function parsePiece(bytes: Buffer, path: JsonPath, origins: readonly Origin[], sink: SplitSink): unknown {
  const text = decode(bytes);
  if (!isAscii(bytes) && !isUtf8(bytes)) sink.replaced(path);
  try {
    return JSON.parse(text);
  } catch {
    const place = locateJsonError(text);
    if (place === null) throw new Error('JSON.parse refuses what the walker accepts');
    const before = text.slice(0, place.index);
    const at = Buffer.byteLength(before);
    const origin = origins.findLast((candidate) => candidate.at <= at) ?? origins[0];
    const message = text.trim() === '' ? 'the report is empty' : place.message;
    if (origin === undefined) throw notJson(message, [...path, ...place.path], { byte: at, line: 1, lineStart: 0 });
    const run = bytes.subarray(origin.at, at);
    let { line, lineStart } = origin.position;
    for (let index = run.indexOf(LINE_FEED); index >= 0; index = run.indexOf(LINE_FEED, index + 1)) {
      line++;
      lineStart = origin.position.byte + index + 1;
    }
    const byte = origin.position.byte + run.length;
    throw notJson(message, [...path, ...place.path], { byte, line, lineStart });
  }
}

function notJson(message: string, path: JsonPath, position: Position): ReportError {
  const where = describePosition(position);
  return new ReportError('report_not_json', `The report is not JSON: ${where}: ${message}.`, [
    { pointer: jsonPointer(path), message: `${where}: ${message}` },
  ]);
}

/** Columns count bytes from 1, as editors do for ASCII. */
function describePosition(position: Position): string {
  return `line ${position.line}, column ${position.byte - position.lineStart + 1} (byte ${position.byte})`;
}

function quotePlace(path: JsonPath): string {
  return path.length <= 1 ? 'the top' : jsonPointer(path.slice(0, -1));
}

function decode(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

/** A string with escapes as its text; one that JSON does not allow stays as it is, JSON.parse will refuse it. */
function unescape(content: string): string {
  try {
    return String(JSON.parse(`"${content}"`));
  } catch {
    return content;
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const byte = bytes[index];
    if (byte !== 0x20 && byte !== LINE_FEED && byte !== 0x0d && byte !== 0x09) return false;
  }
  return true;
}
