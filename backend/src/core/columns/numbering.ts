/** Gives each distinct value the next number, from 0. */
export class Numbering<Value extends string | number> {
  readonly values: Value[] = [];
  readonly #numbers = new Map<Value, number>();

  number(value: Value): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.values.push(value) - 1;
    this.#numbers.set(value, number);
    return number;
  }

  /** The values in the order that `sorted` puts them, and for each number its place there. */
  inOrder(sorted: (values: readonly Value[]) => Value[]): {
    readonly values: readonly Value[];
    readonly places: Uint32Array;
  } {
    const values = sorted(this.values);
    const places = new Uint32Array(values.length);
    for (const [place, value] of values.entries()) places[this.#numbers.get(value) as number] = place;
    return { values, places };
  }
}
