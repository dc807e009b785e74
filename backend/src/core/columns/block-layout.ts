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

/** Of all but the mark and itself. Any change of a single word gives another number. */
export function checksumOf(words: Uint32Array): number {
  let sum = mixed(mixed(0x9747_b28c, words[1] ?? 0), words[2] ?? 0);
  for (let at = HEADER; at < words.length; at += 1) sum = mixed(sum, words[at] as number);
  return sum >>> 0;
}

/** What a block is named by in others that belong to it: its checksum. */
export function sealOf(block: Uint8Array): number {
  return new DataView(block.buffer, block.byteOffset, block.byteLength).getUint32(12, true);
}

function mixed(sum: number, word: number): number {
  const product = Math.imul(sum ^ word, 0x0100_0193);
  return product ^ (product >>> 15);
}
