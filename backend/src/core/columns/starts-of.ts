import type { Numbers } from './block-writer.js';

/** Where each of things of these lengths begins when they lie one after the other, and where the last one ends. */
export function startsOf(lengths: Numbers): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1);
  let at = 0;
  for (let place = 0; place < lengths.length; place += 1) {
    at += lengths[place] as number;
    starts[place + 1] = at;
  }
  return starts;
}
