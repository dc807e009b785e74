/** So few are looked through faster than a set is made of them, and most lists have one or two. */
const FEW = 8;

/** Texts in the order in which they came, each once. */
export class DistinctList<Item extends string | number> {
  readonly items: Item[] = [];
  private known: Set<Item> | null = null;

  constructor(items: Iterable<Item> = []) {
    for (const item of items) this.add(item);
  }

  has(item: Item): boolean {
    return this.known === null ? this.items.includes(item) : this.known.has(item);
  }

  /** Says whether it is new. */
  add(item: Item): boolean {
    if (this.has(item)) return false;
    this.items.push(item);
    if (this.known !== null) this.known.add(item);
    else if (this.items.length > FEW) this.known = new Set(this.items);
    return true;
  }
}
