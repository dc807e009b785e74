/**
 * A block is a header of four words of 32 bits (mark, layout, length in bytes, checksum), then sections: each the number of its elements,
 * the bytes of one, and the elements, padded to a multiple of eight. Everything is in the order of bytes that nearly all machines have
 * (little-endian); on another machine the mark is another one, and the block is refused.
 */
export const MARK = 0x434c_4c50;

/** In words. */
export const HEADER = 4;

/** In bytes: so the elements of every section can be read where they lie, whatever their width. */
export const ALIGNMENT = 8;

export function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/**
 * Of all but the mark and itself. Any change of a single word gives another number. Four sums run beside each other, since each waits for its
 * own last step alone.
 */
export function checksumOf(words: Uint32Array): number {
  let [a, b, c, d] = [0x9747_b28c, 0x85eb_ca6b, 0xc2b2_ae35, 0x27d4_eb2f];
  let at = HEADER;
  for (; at + 3 < words.length; at += 4) {
    a = mixed(a, words[at] as number);
    b = mixed(b, words[at + 1] as number);
    c = mixed(c, words[at + 2] as number);
    d = mixed(d, words[at + 3] as number);
  }
  for (; at < words.length; at += 1) a = mixed(a, words[at] as number);
  const header = mixed(mixed(0, words[1] ?? 0), words[2] ?? 0);
  return [a, b, c, d].reduce(mixed, header) >>> 0;
}

/** What a block is named by in others that belong to it: its checksum. */
export function sealOf(block: Uint8Array): number {
  return new DataView(block.buffer, block.byteOffset, block.byteLength).getUint32(12, true);
}

function mixed(sum: number, word: number): number {
  const product = Math.imul(sum ^ word, 0x0100_0193);
  return product ^ (product >>> 15);
}
