/** Gives each distinct thing the next number, from 0. `keyOf` says which are the same. */
export class Numbering<Item, Key = Item> {
  readonly items: Item[] = [];
  readonly #numbers = new Map<Key, number>();

  constructor(private readonly keyOf: (item: Item) => Key) {}

  number(item: Item): number {
    const key = this.keyOf(item);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.items.push(item) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
