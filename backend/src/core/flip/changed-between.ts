export interface Changed<Item> {
  readonly item: Item;
  readonly change: 'come' | 'gone' | 'other';
}

/** How items are known again, and what of them may be another. */
export interface Compared<Item> {
  readonly nameOf: (item: Item) => string;
  readonly contentOf: (item: Item) => unknown;
}

/** Those that differ, of `used` where any of these does. */
export function changedBetween<Item>(
  before: readonly Item[],
  after: readonly Item[],
  { nameOf, contentOf }: Compared<Item>,
  used: ReadonlySet<string>,
): Changed<Item>[] {
  const [old, current] = [before, after].map((items) => new Map(items.map((item) => [nameOf(item), item]))) as [
    Map<string, Item>,
    Map<string, Item>,
  ];
  const changes = [...new Map([...old, ...current])].flatMap(([name, item]): (Changed<Item> & { name: string })[] => {
    const [was, is] = [old.get(name), current.get(name)];
    if (was === undefined) return [{ name, item, change: 'come' }];
    if (is === undefined) return [{ name, item, change: 'gone' }];
    return JSON.stringify(contentOf(was)) === JSON.stringify(contentOf(is)) ? [] : [{ name, item, change: 'other' }];
  });
  const ofUsed = changes.filter(({ name }) => used.has(name));
  return ofUsed.length > 0 ? ofUsed : changes;
}
