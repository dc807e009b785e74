import type { BlockReader } from './block-reader.js';
import type { BlockWriter } from './block-writer.js';

const DAY_MS = 86_400_000;

/** Days from the first one that ISO 8601 writes with four digits to 1970. */
const EARLIEST_DAY = 719_528;

/** Instants in milliseconds since 1970, ascending: as days from the first of them and the time of the day, which takes the least room. */
export function writeInstants(block: BlockWriter, instants: readonly number[]): void {
  const days = instants.map((instant) => Math.floor(instant / DAY_MS));
  const first = days[0] ?? 0;
  block
    .numbers([first + EARLIEST_DAY])
    .numbers(days.map((day) => day - first))
    .numbers(instants.map((instant, place) => instant - (days[place] as number) * DAY_MS));
}

export function readInstants(block: BlockReader): Float64Array {
  const first = (block.numbers(1)[0] as number) - EARLIEST_DAY;
  const days = block.numbers();
  const times = block.numbers(days.length);
  const instants = new Float64Array(days.length);
  for (let place = 0; place < instants.length; place += 1) {
    instants[place] = (first + (days[place] as number)) * DAY_MS + (times[place] as number);
  }
  return instants;
}
