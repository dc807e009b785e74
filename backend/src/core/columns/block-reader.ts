import { ALIGNMENT, checksumOf, HEADER, MARK, padded, sealOf } from './block-layout.js';
import type { Numbers } from './block-writer.js';
import { DamagedBlockError } from './damaged-block-error.js';

/** Reads a block's sections in the order in which they were written, without copying them. Throws DamagedBlockError. */
export class BlockReader {
  readonly #bytes: Uint8Array;
  #at = HEADER * 4;

  constructor(given: Uint8Array, layout: number) {
    // Bytes from a socket begin anywhere.
    const bytes = given.byteOffset % ALIGNMENT === 0 ? given : new Uint8Array(given);
    this.#bytes = bytes;
    if (bytes.byteLength < HEADER * 4 || bytes.byteLength % ALIGNMENT !== 0) throw damage('is cut off');
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    if (words[0] !== MARK) throw damage('does not begin as one');
    if (words[1] !== layout) throw damage(`is of layout ${words[1]}, not ${layout}`);
    if (words[2] !== bytes.byteLength) throw damage(`has ${bytes.byteLength} bytes, not ${words[2]}`);
    if (words[3] !== checksumOf(words)) throw damage('has another checksum');
  }

  get checksum(): number {
    return sealOf(this.#bytes);
  }

  /** `count` of them, where the caller knows how many there must be. */
  numbers(count?: number): Numbers {
    const { buffer, offset, length, width } = this.#next();
    if (count !== undefined && length !== count) throw damage(`has ${length} elements where ${count} belong`);
    if (width === 1) return new Uint8Array(buffer, offset, length);
    if (width === 2) return new Uint16Array(buffer, offset, length);
    if (width === 4) return new Uint32Array(buffer, offset, length);
    throw damage(`has numbers of ${width} bytes`);
  }

  integers(count: number): Int32Array {
    const { buffer, offset, length, width } = this.#next();
    if (width !== 4 || length !== count) throw damage(`has ${length} integers of ${width} bytes, not ${count}`);
    return new Int32Array(buffer, offset, length);
  }

  floats(): Float64Array {
    const { buffer, offset, length, width } = this.#next();
    if (width !== 8) throw damage(`has floats of ${width} bytes`);
    return new Float64Array(buffer, offset, length);
  }

  bytes(): Uint8Array {
    const { buffer, offset, length, width } = this.#next();
    if (width !== 1) throw damage(`has bytes of ${width} bytes`);
    return new Uint8Array(buffer, offset, length);
  }

  /** To be called last: that nothing was left out. */
  end(): void {
    if (this.#at !== this.#bytes.byteLength) throw damage('has more than belongs there');
  }

  #next(): { buffer: ArrayBuffer; offset: number; length: number; width: number } {
    const { buffer, byteOffset, byteLength } = this.#bytes as Uint8Array<ArrayBuffer>;
    if (this.#at + 8 > byteLength) throw damage('ends too early');
    const [length = 0, width = 0] = new Uint32Array(buffer, byteOffset + this.#at, 2);
    const offset = this.#at + 8;
    if (offset + padded(length * width) > byteLength) throw damage('ends too early');
    this.#at = offset + padded(length * width);
    return { buffer, offset: byteOffset + offset, length, width };
  }
}

function damage(what: string): DamagedBlockError {
  return new DamagedBlockError(`the block ${what}`);
}
