import { type CursorKeys, type KeyKind, readCursor, writeCursor } from '../../common/paging/cursor.js';
import { type RowCounts, countRows, type RowFilter } from '../../core/columns/row-filter.js';
import { RowOrder, type RowPosition, type RowSort } from '../../core/columns/row-order.js';
import { rowsWith } from '../../core/columns/rows-with.js';
import { FIX_STATES } from '../../core/findings/fix-state.js';
import { FINDING_KINDS } from '../../core/model/finding-kind.js';
import { LAYER_ORIGINS } from '../../core/path/layer-origins.js';
import { severityRank } from '../../core/model/severity.js';
import type { StoredFindings } from '../scans/stored-findings.repository.js';
import type { FindingQuery, FindingSort } from './dto/finding-query.dto.js';

export interface FindingRows {
  readonly rows: readonly number[];
  readonly nextCursor: string | null;
  readonly counts: RowCounts;
  /** Those past their deadline, under the other filters; 0 where that is not asked. */
  readonly overdueCount: number;
  /** By place in LAYER_ORIGINS, under the other filters; zeros where that is not asked. */
  readonly layerCounts: readonly number[];
}

/** What is known of each row beside its columns; null where it is not asked. */
export interface RowMarks {
  /** 1 where it is past its deadline. */
  readonly overdue: Uint8Array | null;
  /** Places in LAYER_ORIGINS. */
  readonly layers: Uint8Array | null;
}

/** What a page's cursor holds of its last finding: what it is sorted by, its name, its id. */
const KEYS: Record<FindingSort, readonly KeyKind[]> = {
  severity: ['integer', 'text', 'uuid'],
  advisory: ['text', 'uuid'],
  component: ['text', 'text', 'uuid'],
  published: ['instant', 'text', 'uuid'],
  epss: ['number', 'text', 'uuid'],
  kind: ['integer', 'text', 'uuid'],
};

/** A cursor's word for a finding that has no date, and for one that has no probability. */
const NEVER = '-infinity';
const NO_EPSS = -1;

/** Reads a cursor, and throws InvalidInputError where it is none of this list. */
export class FindingPages {
  private readonly sort: RowSort;
  private readonly cursorName: string;
  private readonly after: RowPosition | null;

  constructor(private readonly query: FindingQuery) {
    this.sort = query.sort.replace(/^-/, '') as FindingSort;
    this.cursorName = `findings ${query.sort}`;
    const keys = readCursor(query.cursor, this.cursorName, KEYS[this.sort]);
    this.after = keys === null ? null : positionOf(this.sort, keys);
  }

  rowsOf({ columns, texts }: StoredFindings, marks: RowMarks): FindingRows {
    const { query, after, sort } = this;
    const { severity, kind, fix, fixable, q, limit } = query;
    const found = q === undefined || q === '' ? undefined : rowsWith(q, columns, texts);
    const [ofOverdue, ofLayers] = wantedBy(query, marks);
    const flags: RowFilter = {
      severities: severity?.map(severityRank),
      kinds: kind?.map((name) => FINDING_KINDS.indexOf(name)),
      fixes: fix?.map((state) => FIX_STATES.indexOf(state)),
      isFixable: fixable,
    };
    const countWhere = (...some: (Uint8Array | undefined)[]): number =>
      countRows(columns, { ...flags, found: all(found, ...some) }).total;
    const filter = { ...flags, found: all(found, ofOverdue, ofLayers) };
    const order = new RowOrder(columns, sort, query.sort.startsWith('-'));
    const rows = order.rows(filter, after, limit + 1);
    const last = rows[limit - 1];
    const hasMore = rows.length > limit && last !== undefined;
    const { overdue, layers } = marks;
    return {
      rows: rows.slice(0, limit),
      nextCursor: hasMore ? writeCursor(this.cursorName, keysOf(sort, order.positionOf(last))) : null,
      counts: countRows(columns, filter),
      overdueCount: overdue === null ? 0 : countWhere(overdue, ofLayers),
      layerCounts: LAYER_ORIGINS.map((_, place) =>
        layers === null ? 0 : countWhere(ofOverdue, marked(layers, [place])),
      ),
    };
  }
}

function wantedBy({ overdue, layer }: FindingQuery, marks: RowMarks): readonly (Uint8Array | undefined)[] {
  return [
    overdue === undefined ? undefined : marks.overdue?.map((mark) => (overdue ? mark : 1 - mark)),
    layer === undefined || marks.layers === null
      ? undefined
      : marked(
          marks.layers,
          layer.map((name) => LAYER_ORIGINS.indexOf(name)),
        ),
  ];
}

function marked(layers: Uint8Array, places: readonly number[]): Uint8Array {
  return layers.map((place) => (places.includes(place) ? 1 : 0));
}

/** What all of these mark; one that is left out marks all. */
function all(...some: readonly (Uint8Array | undefined)[]): Uint8Array | undefined {
  return some.reduce((one, other) => both(one, other), undefined);
}

/** What both mark; one that is left out marks all. */
function both(some: Uint8Array | undefined, others: Uint8Array | undefined): Uint8Array | undefined {
  return some === undefined || others === undefined
    ? (some ?? others)
    : some.map((mark, row) => mark & (others[row] ?? 0));
}

function positionOf(sort: RowSort, keys: CursorKeys): RowPosition {
  const [id, name, value = null] = keys.toReversed();
  const position = { name: String(name), id: String(id) };
  switch (sort) {
    case 'advisory':
      return position;
    case 'published':
      return { ...position, value: value === NEVER ? null : Date.parse(String(value)) };
    case 'epss':
      return { ...position, value: value === NO_EPSS ? null : value };
    default:
      return { ...position, value };
  }
}

function keysOf(sort: RowSort, { value = null, name, id }: RowPosition): CursorKeys {
  switch (sort) {
    case 'advisory':
      return [name, id];
    case 'published':
      return [value === null ? NEVER : new Date(value).toISOString(), name, id];
    case 'epss':
      return [value ?? NO_EPSS, name, id];
    default:
      return [value ?? '', name, id];
  }
}
