/** Sets of inputs as bits: the place of an input among those that differ is its bit. */
export type Mask = number;

/**
 * The smallest sets that do: none of them contains another one. `count` inputs differ; `does` is asked for each set but those that contain one that was
 * found, small ones first.
 */
export function minimalSets(count: number, does: (set: Mask) => boolean): Mask[] {
  const found: Mask[] = [];
  for (const set of smallFirst(count)) {
    if (!found.some((smaller) => (set & smaller) === smaller) && does(set)) found.push(set);
  }
  return found;
}

function smallFirst(count: number): Mask[] {
  const all = Array.from({ length: 2 ** count }, (_, set) => set);
  return all.sort((a, b) => sizeOf(a) - sizeOf(b) || a - b);
}

function sizeOf(set: Mask): number {
  let size = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) size += 1;
  return size;
}
