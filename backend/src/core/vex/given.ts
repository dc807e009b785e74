import { isoTime } from '../reports/timestamps.js';
import { invalidAt, VexError } from './vex-error.js';
import { VEX_LIMITS } from './vex-limits.js';

/** A value of a document and where it stands. Throws VexError for what is of another type than it is read as. */
export class Given {
  constructor(
    private readonly value: unknown,
    readonly pointer: string = '',
  ) {}

  get isThere(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get isText(): boolean {
    return typeof this.value === 'string';
  }

  get isObject(): boolean {
    return this.isThere && typeof this.value === 'object' && !this.isList;
  }

  get isList(): boolean {
    return Array.isArray(this.value);
  }

  at(key: string): Given {
    if (!this.isThere) return new Given(undefined, `${this.pointer}/${key}`);
    if (typeof this.value !== 'object' || Array.isArray(this.value)) throw invalidAt(this.pointer, 'must be an object');
    const own = Object.hasOwn(this.value as object, key) ? (this.value as Record<string, unknown>)[key] : undefined;
    return new Given(own, `${this.pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }

  /** Empty where it is not there. */
  list(): Given[] {
    if (!this.isThere) return [];
    if (!Array.isArray(this.value)) throw invalidAt(this.pointer, 'must be a list');
    return this.value.map((entry: unknown, place) => new Given(entry, `${this.pointer}/${place}`));
  }

  /** Trimmed; null where it is not there or empty. `most` characters. */
  text(most: number = VEX_LIMITS.text): string | null {
    if (!this.isThere) return null;
    if (typeof this.value !== 'string') throw invalidAt(this.pointer, 'must be a text');
    const text = this.value.trim();
    if (text.length > most) {
      throw new VexError('vex_limit', `the text at ${this.pointer} is longer than ${most} characters`);
    }
    return text === '' ? null : text;
  }

  identifier(): string | null {
    return this.text(VEX_LIMITS.identifier);
  }

  /** ISO 8601 in UTC; null where it is not there. */
  time(): string | null {
    const text = this.text(100);
    if (text === null) return null;
    const time = isoTime(text);
    if (time === null)
      throw invalidAt(this.pointer, `must be an instant such as 2026-11-21T12:00:00Z, and is "${text}"`);
    return time;
  }

  /** A text that is one of these; null where it is not there. */
  oneOf<Word extends string>(words: readonly Word[]): Word | null {
    const text = this.text(200);
    if (text === null) return null;
    const word = words.find((known) => known === text);
    if (word === undefined) throw invalidAt(this.pointer, `must be one of ${words.join(', ')}, and is "${text}"`);
    return word;
  }

  /** The value, written anew. */
  json(): string {
    return JSON.stringify(this.value);
  }

  /** Keys of an object. */
  keys(): string[] {
    if (!this.isThere) return [];
    if (typeof this.value !== 'object' || Array.isArray(this.value)) throw invalidAt(this.pointer, 'must be an object');
    return Object.keys(this.value as object);
  }
}
