import { Decompress } from 'fzstd';
import { ZstdFrames } from './zstd-frames.js';

/**
 * Decodes Zstandard in JavaScript, where Node has no decoder of its own (before 22.15). It refuses windows that would
 * take much memory. `admit` is called for each block before it is kept, and throws if that is one too many: a block may
 * be four bytes as sent and 128 KiB as decoded.
 */
export async function* decodeZstd(
  source: AsyncIterable<Buffer>,
  admit: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const frames = new ZstdFrames();
  let blocks: Uint8Array[] = [];
  const decoder = new Decompress((block) => {
    if (block.length === 0) return;
    admit(block.length);
    // The decoder writes the next block over this one.
    blocks.push(Buffer.from(block));
  });
  for await (const chunk of source) {
    for (const part of frames.cut(chunk)) {
      decoder.push(part);
      const decoded = blocks;
      blocks = [];
      yield* decoded;
    }
  }
  frames.end();
  // A short frame at the end waits for this.
  decoder.push(new Uint8Array(0), true);
  yield* blocks;
}
