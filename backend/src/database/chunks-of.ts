/** Rows of one statement: enough to be fast, few enough to need little memory at once. */
const CHUNK = 2_000;

export function* chunksOf<Item>(items: readonly Item[], size = CHUNK): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
