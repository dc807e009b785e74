import type { FindingColumns } from './finding-columns.js';

/** Finds rows by their findings' ids. */
export class IdOrder {
  /** Rows from the lowest id on. */
  readonly #rows: Uint32Array;

  constructor(private readonly columns: FindingColumns) {
    this.#rows = new Uint32Array(columns.count);
    for (const [row, rank] of columns.names.idRanks.entries()) this.#rows[rank] = row;
  }

  /** Takes 32 hex digits. Null where there is no such finding. */
  rowOf(id: string): number | null {
    const row = this.#rows[this.firstFrom(id)];
    return row !== undefined && this.columns.idOf(row) === id ? row : null;
  }

  /** The rank of the first id that is not below this one. */
  firstFrom(id: string): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.columns.idOf(this.#rows[middle] as number) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
