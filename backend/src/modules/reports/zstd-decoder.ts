import { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { ZstdFrames } from './zstd-frames.js';

/** Node's own decoder from 22.15 on; before that, one in JavaScript. Both refuse windows that would take much memory. */
export function createZstdDecoder(): Transform {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };
  return createZstdDecompress?.() ?? createJavaScriptDecoder();
}

function createJavaScriptDecoder(): Transform {
  const frames = new ZstdFrames();
  const decoder = new Decompress();
  const transform = new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      attempt(done, () => {
        frames.check(chunk);
        decoder.push(chunk);
      });
    },
    flush(done): void {
      attempt(done, () => frames.end());
    },
  });
  decoder.ondata = (bytes) => {
    // The decoder writes the next block over this one.
    if (bytes.length > 0) transform.push(Buffer.from(bytes));
  };
  return transform;
}

function attempt(done: (error?: Error) => void, work: () => void): void {
  try {
    work();
  } catch (error) {
    done(error as Error);
    return;
  }
  done();
}
