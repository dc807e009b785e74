import type { FindingColumns } from './finding-columns.js';
import { firstOf } from './first-of.js';
import { kindIn, severityIn } from './flags.js';
import { IdOrder } from './id-order.js';
import { type RowFilter, rowTest } from './row-filter.js';

/** By what rows can be sorted; then by name and id. */
export type RowSort = 'severity' | 'advisory' | 'component' | 'published' | 'epss' | 'kind';

/**
 * Where a row stands, in values that mean the same in any other block: what it is sorted by (rank, place of the kind, text, milliseconds
 * or probability; null for none; left out for the name), its name and its id.
 */
export interface RowPosition {
  readonly value?: string | number | null;
  readonly name: string;
  readonly id: string;
}

/** The order of an artifact's findings by one thing, in which no two of them tie. What has no value stands below what has one. */
export class RowOrder {
  private readonly values: ValueOrder;

  constructor(
    private readonly columns: FindingColumns,
    sort: RowSort,
    private readonly isDescending: boolean,
  ) {
    this.values = ORDERS[sort](columns);
  }

  /** The first rows that are wanted, at most `limit`; of those after a position where one is given. */
  rows(filter: RowFilter, after: RowPosition | null, limit: number): number[] {
    const isWanted = rowTest(this.columns, filter);
    const isAfter = after === null ? () => true : this.isAfter(after);
    const rows = new Uint32Array(this.columns.count);
    let count = 0;
    for (let row = 0; row < rows.length; row += 1) if (isWanted(row) && isAfter(row)) rows[count++] = row;
    return firstOf(rows.subarray(0, count), limit, (a, b) => this.compare(a, b));
  }

  positionOf(row: number): RowPosition {
    const { columns, values } = this;
    const position = { name: columns.nameOf(row), id: columns.idOf(row) };
    return values.valueOf === null ? position : { value: values.valueOf(row), ...position };
  }

  private compare(a: number, b: number): number {
    const { columns, values } = this;
    const difference =
      values.rankOf(a) - values.rankOf(b) ||
      nameRankOf(columns, a) - nameRankOf(columns, b) ||
      (columns.names.idRanks[a] as number) - (columns.names.idRanks[b] as number);
    return this.isDescending ? -difference : difference;
  }

  /** The position need not be one of the rows': what stood there may be gone. */
  private isAfter({ value = null, name, id }: RowPosition): (row: number) => boolean {
    const { columns, values } = this;
    const [valueRank, isValue] = values.firstFrom === null ? [0, true] : values.firstFrom(value);
    const nameRank = columns.names.texts.firstFrom(name);
    const isName = nameRank < columns.names.texts.size && columns.names.texts.at(nameRank) === name;
    const order = new IdOrder(columns);
    const idRank = order.firstFrom(id);
    const isId = order.rowOf(id) !== null;
    // What is not there lies before the first that is greater.
    const [atValue, atName, atId] = [
      isValue ? valueRank : valueRank - 0.5,
      isName ? nameRank : nameRank - 0.5,
      isId ? idRank : idRank - 0.5,
    ];
    return (row) => {
      const difference =
        values.rankOf(row) - atValue ||
        nameRankOf(columns, row) - atName ||
        (columns.names.idRanks[row] as number) - atId;
      return this.isDescending ? difference < 0 : difference > 0;
    };
  }
}

/** What rows are sorted by first. */
interface ValueOrder {
  readonly rankOf: (row: number) => number;
  /** Null where there is nothing but the name. */
  readonly valueOf: ((row: number) => string | number | null) | null;
  /** The rank of the first value that is not below this one, and whether it is this one. */
  readonly firstFrom: ((value: string | number | null) => [rank: number, isThere: boolean]) | null;
}

const ORDERS: Record<RowSort, (columns: FindingColumns) => ValueOrder> = {
  advisory: () => ({ rankOf: () => 0, valueOf: null, firstFrom: null }),
  severity: ({ flags }) => {
    const rankOf = (row: number): number => severityIn(flags[row] as number);
    return { rankOf, valueOf: rankOf, firstFrom: wholeNumber };
  },
  kind: ({ flags }) => {
    const rankOf = (row: number): number => kindIn(flags[row] as number);
    return { rankOf, valueOf: rankOf, firstFrom: wholeNumber };
  },
  published: ({ subjects, subjectInstants, instants }) => numbers(subjects, subjectInstants, instants),
  epss: ({ subjects, subjectEpss, epss }) => numbers(subjects, subjectEpss, epss),
  component: (columns) => {
    const rankOf = (row: number): number => labelOf(columns, row);
    return {
      rankOf,
      valueOf: (row) => columns.names.texts.at(rankOf(row)),
      firstFrom: (value) => {
        const rank = columns.names.texts.firstFrom(String(value));
        return [rank, rank < columns.names.texts.size && columns.names.texts.at(rank) === value];
      },
    };
  },
};

function wholeNumber(value: string | number | null): [rank: number, isThere: boolean] {
  return [Number(value), true];
}

function numbers(
  subjects: FindingColumns['subjects'],
  places: FindingColumns['subjectEpss'],
  ascending: Float64Array,
): ValueOrder {
  const rankOf = (row: number): number => places[subjects[row] as number] as number;
  return {
    rankOf,
    valueOf: (row) => ascending[rankOf(row) - 1] ?? null,
    firstFrom: (value) => {
      if (value === null) return [0, true];
      let [low, high] = [0, ascending.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((ascending[middle] as number) < Number(value)) low = middle + 1;
        else high = middle;
      }
      return [low + 1, ascending[low] === value];
    },
  };
}

function nameRankOf({ subjects, names }: FindingColumns, row: number): number {
  return names.subjectNames[subjects[row] as number] as number;
}

/** The component's name, else the path, else the empty text, which is number 0. */
function labelOf(columns: FindingColumns, row: number): number {
  const component = columns.components[row] as number;
  return component > 0 ? (columns.names.componentNames[component - 1] as number) : (columns.names.pathTextOf(row) ?? 0);
}
