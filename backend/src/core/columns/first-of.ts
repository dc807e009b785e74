const MOST_ROUNDS = 64;

/** The first `count` of the rows in the order that `compare` tells, which no two rows tie in. Moves them about. */
export function firstOf(rows: Uint32Array, count: number, compare: (a: number, b: number) => number): number[] {
  let [low, high] = [0, rows.length - 1];
  let rounds = 0;
  // Halves what may hold the last one wanted, instead of sorting all of it; where that does not get on, it is sorted.
  while (count < rows.length && low < high && rounds < MOST_ROUNDS) {
    rounds += 1;
    const [below, above] = parted(rows, low, high, compare);
    if (count - 1 <= below) high = below;
    else if (count - 1 >= above) low = above;
    else break;
  }
  const first = rounds < MOST_ROUNDS ? rows.subarray(0, count) : rows.sort(compare).subarray(0, count);
  return [...first].sort(compare);
}

/** Puts what stands before a row in the middle to the left of the rest: where the left part ends, and where the right one begins. */
function parted(
  rows: Uint32Array,
  low: number,
  high: number,
  compare: (a: number, b: number) => number,
): [below: number, above: number] {
  const middle = rows[(low + high) >>> 1] as number;
  let [left, right] = [low, high];
  while (left <= right) {
    while (compare(rows[left] as number, middle) < 0) left += 1;
    while (compare(rows[right] as number, middle) > 0) right -= 1;
    if (left > right) break;
    const row = rows[left] as number;
    rows[left] = rows[right] as number;
    rows[right] = row;
    left += 1;
    right -= 1;
  }
  return [right, left];
}
