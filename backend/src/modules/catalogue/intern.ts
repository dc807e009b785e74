/** Rows of one statement: enough to be fast, few enough to need little memory at once. */
const CHUNK = 2_000;

export interface Interned {
  id: number;
  key: string;
}

/**
 * Gives the row of each item, by key, and makes those that do not exist yet. Two transactions may do so for the
 * same keys at the same time: keys are inserted in sorted order, so that one waits for the other and none for
 * itself, and what the other made is looked up again.
 */
export async function intern<Item>(
  items: ReadonlyMap<string, Item>,
  table: {
    find: (keys: string[]) => Promise<Interned[]>;
    /** Skips keys that exist, and returns the rows that it made. */
    insert: (items: [string, Item][]) => Promise<Interned[]>;
  },
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  const note = (rows: Interned[]): void => {
    for (const { id, key } of rows) ids.set(key, id);
  };
  for (const keys of chunksOf([...items.keys()])) note(await table.find(keys));
  const missing = [...items.keys()].filter((key) => !ids.has(key)).sort();
  for (const keys of chunksOf(missing)) {
    const made = await table.insert(keys.map((key) => [key, items.get(key) as Item]));
    note(made);
    if (made.length < keys.length) note(await table.find(keys.filter((key) => !ids.has(key))));
  }
  return ids;
}

export function* chunksOf<Item>(items: readonly Item[], size = CHUNK): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
