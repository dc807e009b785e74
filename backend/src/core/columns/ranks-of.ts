import { compareText } from '../findings/order.js';

/** Rows that a number of 53 bits has room for beside 32 bits of an id. */
const MOST_ROWS = 2 ** 21;

/** For each id, in hex digits, its place among all. */
export function ranksOf(ids: readonly string[]): Uint32Array {
  const ranks = new Uint32Array(ids.length);
  for (const [rank, row] of orderOf(ids).entries()) ranks[row] = rank;
  return ranks;
}

function orderOf(ids: readonly string[]): Uint32Array {
  const compare = (a: number, b: number): number => compareText(ids[a] as string, ids[b] as string);
  if (ids.length > MOST_ROWS) return Uint32Array.from(ids, (_, row) => row).sort(compare);
  // As numbers, by their first digits and then by row, they are sorted in a tenth of the time.
  const keys = Float64Array.from(ids, (id, row) => Number.parseInt(id.slice(0, 8), 16) * MOST_ROWS + row).sort();
  const order = Uint32Array.from(keys, (key) => key % MOST_ROWS);
  for (let place = 1; place < order.length; place += 1) {
    for (let at = place; at > 0 && compare(order[at - 1] as number, order[at] as number) > 0; at -= 1) {
      const row = order[at] as number;
      order[at] = order[at - 1] as number;
      order[at - 1] = row;
    }
  }
  return order;
}
