import { checksumOf, HEADER, MARK, padded } from './block-layout.js';

/** Whole numbers from 0 to 2³² − 1, each in as few bytes as the greatest of them needs. */
export type Numbers = Uint8Array | Uint16Array | Uint32Array;

/** Writes a block section by section; `BlockReader` reads them in the same order. */
export class BlockWriter {
  readonly #sections: { readonly count: number; readonly width: number; readonly bytes: Uint8Array }[] = [];

  /** `layout` names what is in the block and in which order. */
  constructor(private readonly layout: number) {}

  numbers(values: ArrayLike<number>): this {
    return this.#add(narrowed(values));
  }

  /** Whole numbers of 32 bits, of either sign. */
  integers(values: readonly number[]): this {
    return this.#add(Int32Array.from(values));
  }

  floats(values: readonly number[]): this {
    return this.#add(Float64Array.from(values));
  }

  bytes(bytes: Uint8Array): this {
    return this.#add(bytes);
  }

  finish(): Uint8Array {
    const length = this.#sections.reduce((sum, { bytes }) => sum + 8 + padded(bytes.byteLength), HEADER * 4);
    const block = new Uint8Array(length);
    const words = new Uint32Array(block.buffer);
    let at = HEADER * 4;
    for (const { count, width, bytes } of this.#sections) {
      words.set([count, width], at / 4);
      block.set(bytes, at + 8);
      at += 8 + padded(bytes.byteLength);
    }
    words.set([MARK, this.layout, length]);
    words[3] = checksumOf(words);
    return block;
  }

  #add(elements: Numbers | Int32Array | Float64Array): this {
    const { buffer, byteOffset, byteLength, length, BYTES_PER_ELEMENT: width } = elements;
    this.#sections.push({ count: length, width, bytes: new Uint8Array(buffer, byteOffset, byteLength) });
    return this;
  }
}

function narrowed(values: ArrayLike<number>): Numbers {
  let most = 0;
  for (let at = 0; at < values.length; at += 1) most = Math.max(most, values[at] as number);
  if (most < 2 ** 8) return Uint8Array.from(values);
  return most < 2 ** 16 ? Uint16Array.from(values) : Uint32Array.from(values);
}
