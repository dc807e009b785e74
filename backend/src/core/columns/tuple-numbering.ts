const EMPTY = -1;

/** Gives each distinct tuple of whole numbers, all of one width, the next number, from 0. */
export class TupleNumbering {
  readonly #values: number[] = [];
  /** A hash table with open addressing: numbers of tuples. */
  #table = new Int32Array(1024).fill(EMPTY);
  #count = 0;

  constructor(private readonly width: number) {}

  number(tuple: readonly number[]): number {
    let slot = this.#slotOf(tuple);
    const known = this.#table[slot] as number;
    if (known !== EMPTY) return known;
    if (this.#count * 2 > this.#table.length) {
      this.#grow();
      slot = this.#slotOf(tuple);
    }
    this.#table[slot] = this.#count;
    for (let part = 0; part < this.width; part += 1) this.#values.push(tuple[part] as number);
    this.#count += 1;
    return this.#count - 1;
  }

  /** One part of each tuple, in the order of their numbers. */
  column(part: number): Float64Array {
    return Float64Array.from(
      { length: this.#count },
      (_, number) => this.#values[number * this.width + part] as number,
    );
  }

  /** Where the tuple stands, or is to stand. */
  #slotOf(tuple: readonly number[]): number {
    const mask = this.#table.length - 1;
    let hash = 0x9e37_79b9;
    for (let part = 0; part < this.width; part += 1) {
      hash = Math.imul(hash ^ (tuple[part] as number), 0x85eb_ca6b);
      hash ^= hash >>> 15;
    }
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.#table[slot] as number;
      if (number === EMPTY || this.#is(number, tuple)) return slot;
    }
  }

  #is(number: number, tuple: readonly number[]): boolean {
    for (let part = 0; part < this.width; part += 1) {
      if (this.#values[number * this.width + part] !== tuple[part]) return false;
    }
    return true;
  }

  #grow(): void {
    this.#table = new Int32Array(this.#table.length * 4).fill(EMPTY);
    for (let number = 0; number < this.#count; number += 1) {
      const tuple = this.#values.slice(number * this.width, (number + 1) * this.width);
      this.#table[this.#slotOf(tuple)] = number;
    }
  }
}
