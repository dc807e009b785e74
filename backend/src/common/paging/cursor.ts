import { InvalidInputError } from '../errors/invalid-input.error.js';
import { unwantedCharacterIn } from '../text/unwanted-character.js';

/** The sort keys of a page's last item: where the next page starts. */
export type CursorKeys = readonly (string | number)[];

/**
 * An opaque cursor. It names the sort it was made for, so that it cannot be read as another's.
 * What comes back is checked for its shape only: its values are used as bound parameters.
 */
export function writeCursor(sort: string, keys: CursorKeys): string {
  return Buffer.from(JSON.stringify([sort, ...keys])).toString('base64url');
}

/** `kinds` are the types of the sort's keys. */
export function readCursor(cursor: string | undefined, sort: string, kinds: readonly KeyKind[]): CursorKeys | null {
  if (cursor === undefined) return null;
  const [madeFor, ...keys] = parse(cursor);
  if (madeFor !== sort) throw invalid('belongs to another list or sort; start again without it');
  if (keys.length !== kinds.length || !keys.every((key, place) => fits(key, kinds[place]))) throw invalid();
  return keys as CursorKeys;
}

/** An instant is ISO 8601 to the millisecond, or `-infinity` for none. */
export type KeyKind = 'text' | 'number' | 'integer' | 'instant' | 'id' | 'uuid';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function fits(key: unknown, kind: KeyKind | undefined): boolean {
  switch (kind) {
    case 'text':
      return typeof key === 'string' && unwantedCharacterIn(key) === null;
    case 'number':
      return typeof key === 'number';
    case 'integer':
      return Number.isInteger(key) && Math.abs(key as number) < 2 ** 31;
    case 'instant':
      return key === '-infinity' || (typeof key === 'string' && INSTANT.test(key) && !Number.isNaN(Date.parse(key)));
    case 'id':
      return Number.isInteger(key) && (key as number) > 0 && (key as number) < 2 ** 31;
    case 'uuid':
      return typeof key === 'string' && /^[0-9a-f]{32}$/.test(key);
    default:
      return false;
  }
}

function parse(cursor: string): unknown[] {
  if (!/^[\w-]+$/.test(cursor)) throw invalid();
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(read)) return read;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalid();
}

function invalid(message = 'is not a cursor of this list; use nextCursor as it was given'): InvalidInputError {
  return new InvalidInputError([{ parameter: 'cursor', message }]);
}
