import { HOSTILE_CHARACTERS, HOSTILE_VALUES, spoiled } from './hostile-values.js';
import { placesIn, randomFrom, type ValuePath, withValue } from './mutations.js';

export interface HostileReport {
  /** What was done to it, for people. */
  readonly name: string;
  readonly document: unknown;
}

/** The report with one hostile value in one place: `most` of them a place, picked by the seed. */
export function* hostileReports(report: unknown, most: number, seed: number): Generator<HostileReport> {
  const random = randomFrom(seed);
  for (const place of placesIn(report)) {
    const all = spoilings(valueAt(report, place));
    const picked = most >= all.length ? all : Array.from({ length: most }, () => all[random(all.length)]);
    for (const value of picked) {
      const shown = JSON.stringify(value).slice(0, 60);
      yield { name: `/${place.join('/')} = ${shown}`, document: withValue(report, place, value) };
    }
  }
}

function spoilings(right: unknown): readonly unknown[] {
  if (typeof right !== 'string') return HOSTILE_VALUES;
  return [...HOSTILE_VALUES, ...HOSTILE_CHARACTERS.map((character) => spoiled(right, character))];
}

function valueAt(value: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}
