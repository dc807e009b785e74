import { HOSTILE_CHARACTERS, HOSTILE_VALUES, spoiled } from './hostile-values.js';

/** Where in a JSON value: keys and indices from the top. */
export type ValuePath = readonly (string | number)[];

/** Every place in a JSON value but the top, depth first. */
export function placesIn(value: unknown, path: ValuePath = []): ValuePath[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return [place, ...placesIn(inner, place)];
  });
}

/** A copy with the place left out: of a list, its element. */
export function without<Value>(value: Value, path: ValuePath): Value {
  return edited(value, path, (parent, key) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  });
}

/** A copy with another value at the place. */
export function withValue<Value>(value: Value, path: ValuePath, inner: unknown): Value {
  return edited(value, path, (parent, key) => {
    parent[key] = inner;
  });
}

type Parent = Record<string | number, unknown>;

function edited<Value>(value: Value, path: ValuePath, edit: (parent: Parent, key: string | number) => void): Value {
  const copy = structuredClone(value);
  const last = path.at(-1);
  if (last === undefined) throw new RangeError('the top has no parent');
  let parent = copy as unknown as Parent;
  for (const key of path.slice(0, -1)) parent = parent[key] as Parent;
  edit(parent, last);
  return copy;
}

/** Whole numbers from 0 to below `limit`, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

const ODD_VALUES: readonly unknown[] = [...HOSTILE_VALUES, 'CVE-2024-1', '{0}{1}'];

/** The bytes of a document with a few things changed: in its structure, or in its bytes. */
export function mutated(bytes: Uint8Array, document: unknown, seed: number): Uint8Array {
  const random = randomFrom(seed);
  if (random(3) === 0) return withChangedBytes(bytes, random);
  let value: unknown = document;
  for (let step = 0; step <= random(3); step += 1) {
    const places = placesIn(value);
    const place = places[random(places.length)];
    if (place === undefined) break;
    value = withChangedValue(value, place, places, random);
  }
  return Buffer.from(JSON.stringify(value));
}

function withChangedValue(
  value: unknown,
  place: ValuePath,
  places: readonly ValuePath[],
  random: (limit: number) => number,
): unknown {
  switch (random(6)) {
    case 0:
      return without(value, place);
    case 1:
      return withValue(value, place, structuredClone(valueAt(value, places[random(places.length)] ?? place)));
    case 2:
      return withValue(
        value,
        place,
        spoiled(String(valueAt(value, place)), HOSTILE_CHARACTERS[random(HOSTILE_CHARACTERS.length)] ?? ''),
      );
    default:
      return withValue(value, place, structuredClone(ODD_VALUES[random(ODD_VALUES.length)]));
  }
}

function valueAt(value: unknown, path: ValuePath): unknown {
  let inner = value;
  for (const key of path) inner = (inner as Parent)[key];
  return inner;
}

function withChangedBytes(bytes: Uint8Array, random: (limit: number) => number): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = random(copy.length);
  switch (random(4)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + random(50))]);
    case 2:
      return Buffer.concat([copy.subarray(0, at), Buffer.from([random(256)]), copy.subarray(at)]);
    default:
      copy[at] = random(256);
      return copy;
  }
}
