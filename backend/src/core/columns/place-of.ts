import type { Numbers } from './block-writer.js';

/** Where a number stands among numbers in ascending order; null where it does not. */
export function placeOf(numbers: Numbers, number: number): number | null {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === number ? low : null;
}
