import { type CursorKeys, type KeyKind, readCursor, writeCursor } from './cursor.js';

/** One way to sort a list: SQL expressions whose last one is unique, and what their values are. */
export interface SortKeys {
  readonly expressions: readonly string[];
  readonly kinds: readonly KeyKind[];
}

const CASTS: Record<KeyKind, string> = {
  text: 'text',
  number: 'float8',
  integer: 'int',
  instant: 'timestamptz',
  id: 'int',
  uuid: 'uuid',
};

/**
 * A list's order and the place where a page of it starts, as SQL. All keys go the same way, so that one row
 * comparison, which an index can serve, tells what comes after the cursor.
 */
export class Keyset {
  private readonly after: CursorKeys | null;
  private readonly isDescending: boolean;
  private readonly order: string;

  /** `list` tells the cursors of lists apart whose sorts share a name. `sort` may have a leading `-`. */
  constructor(
    list: string,
    sort: string,
    private readonly keys: SortKeys,
    cursor: string | undefined,
  ) {
    this.isDescending = sort.startsWith('-');
    this.order = `${list} ${sort}`;
    this.after = readCursor(cursor, this.order, keys.kinds);
  }

  get isFirstPage(): boolean {
    return this.after === null;
  }

  /** A condition; its values are appended to `parameters`. */
  condition(parameters: unknown[]): string {
    if (this.after === null) return 'true';
    const places = this.after.map((value, place) => {
      parameters.push(value);
      return `$${parameters.length}::${CASTS[this.keys.kinds[place] ?? 'text']}`;
    });
    return `(${this.keys.expressions.join(', ')}) ${this.isDescending ? '<' : '>'} (${places.join(', ')})`;
  }

  get orderBy(): string {
    return this.keys.expressions.map((key) => `${key}${this.isDescending ? ' DESC' : ''}`).join(', ');
  }

  /** To be selected, so that `cursorAfter` can tell where the next page starts. */
  get selectKeys(): string {
    return `json_build_array(${this.keys.expressions.map((key, place) => this.keyAsJson(key, place)).join(', ')}) AS keys`;
  }

  /** Takes `limit + 1` rows at most; more rows than the limit mean that there is a next page. */
  page<Row extends { keys: CursorKeys }>(
    rows: readonly Row[],
    limit: number,
  ): { rows: Row[]; nextCursor: string | null } {
    const kept = rows.slice(0, limit);
    const last = kept.at(-1);
    const nextCursor = rows.length > limit && last !== undefined ? writeCursor(this.order, last.keys) : null;
    return { rows: kept, nextCursor };
  }

  private keyAsJson(expression: string, place: number): string {
    switch (this.keys.kinds[place]) {
      case 'instant':
        return `CASE WHEN ${expression} = '-infinity' THEN '-infinity'
          ELSE to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END`;
      case 'uuid':
        return `replace(${expression}::text, '-', '')`;
      default:
        return expression;
    }
  }
}
