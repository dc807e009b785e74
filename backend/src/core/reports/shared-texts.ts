/**
 * Lone surrogates and NUL: JSON can write them, UTF-8 and PostgreSQL's text cannot hold them. And control characters but tabs and line
 * breaks: no text needs them, and they speak to terminals.
 */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSTORABLE = /[\p{Surrogate}\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/gu;

/** What may be such a character; quick, for nearly every text has none. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const SUSPECT = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]/;

const ELLIPSIS_BYTES = 3;

/**
 * Keeps one copy of each text. Scanners repeat an advisory's description for every package that it
 * touches; equal texts that are parsed anew each time are what fills the memory.
 */
export class SharedTexts {
  private readonly texts = new Map<string, string>();
  private readonly cuts = new Map<string, string>();
  private readonly numbers = new Map<string, number>();
  private replacedCount = 0;

  /** How many different texts held characters that cannot be stored. */
  get replaced(): number {
    return this.replacedCount;
  }

  share(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const clean = SUSPECT.test(text) ? text.replace(UNSTORABLE, '\uFFFD') : text;
    if (clean !== text) this.replacedCount++;
    this.texts.set(text, clean);
    return clean;
  }

  /** The text itself where it can be stored, without a look at the others: for texts that few share. */
  clean(text: string): string {
    return SUSPECT.test(text) ? this.share(text) : text;
  }

  /** No longer than so many bytes in UTF-8, by a cut between two characters. */
  cut(text: string, mostBytes: number): string {
    // A character of UTF-16 has three bytes at most.
    if (text.length * 3 <= mostBytes || Buffer.byteLength(text) <= mostBytes) return text;
    const known = this.cuts.get(text);
    if (known !== undefined) return known;
    const { read } = new TextEncoder().encodeInto(text, new Uint8Array(mostBytes - ELLIPSIS_BYTES));
    const short = `${text.slice(0, read)}…`;
    this.cuts.set(text, short);
    return short;
  }

  /** How many different texts were cut. */
  get cutCount(): number {
    return this.cuts.size;
  }

  /** The same number for the same text, in the order in which they were asked for; null stands for itself. */
  numberOf(text: string | null): number | null {
    if (text === null) return null;
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.numbers.size);
    return this.numbers.size - 1;
  }

  /** Plain data with each of its texts shared. */
  all<Value>(value: Value): Value {
    if (typeof value === 'string') return this.share(value) as Value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((element: unknown) => this.all(element)) as Value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.all(inner)])) as Value;
  }

  /** A text with something in it; all else is null. */
  orNull(value: unknown): string | null {
    const text = filled(value);
    return text === null ? null : this.share(text);
  }
}

/** A text with something in it, without the white space around it; all else is null. */
export function filled(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}
