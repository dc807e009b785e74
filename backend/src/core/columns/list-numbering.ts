/** Gives each distinct list of numbers the next number. The empty one is 0. */
export class ListNumbering {
  readonly lists: (readonly number[])[] = [[]];
  readonly #ofOne: number[] = [];
  readonly #ofMore = new Map<string, number>();

  number(list: readonly number[]): number {
    const [first] = list;
    if (first === undefined) return 0;
    if (list.length === 1) return (this.#ofOne[first] ??= this.lists.push(list) - 1);
    const key = list.join();
    const known = this.#ofMore.get(key);
    if (known !== undefined) return known;
    const number = this.lists.push(list) - 1;
    this.#ofMore.set(key, number);
    return number;
  }
}
