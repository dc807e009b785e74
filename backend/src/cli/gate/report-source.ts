import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { Decompress as ZstdDecoder } from 'fzstd';

type Bytes = AsyncIterable<Uint8Array>;

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** A report's bytes, decompressed; `digest()` names them once they are read to the end. */
export interface ReportSource {
  readonly bytes: Bytes;
  readonly digest: () => string;
}

/** Opens a file, or standard input for `-`. gzip and Zstandard are known by their first bytes, Brotli by `.br`. */
export function openReport(path: string, stdin: Readable): ReportSource {
  const raw = path === '-' ? stdin : createReadStream(path, { highWaterMark: 256 * 1024 });
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of decompressed(raw, path.endsWith('.br'))) {
      hash.update(chunk);
      yield chunk;
    }
  }
  return { bytes: hashed(), digest: () => `sha256:${hash.digest('hex')}` };
}

async function* decompressed(raw: Bytes, isBrotli: boolean): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peek(raw, ZSTD.length);
  if (isBrotli) yield* through(whole, createBrotliDecompress());
  else if (startsWith(head, GZIP)) yield* through(whole, createGunzip());
  else if (startsWith(head, ZSTD)) yield* zstdDecoded(whole);
  else yield* whole;
}

/** The first bytes, at least `length` where there are as many, and all bytes with them. */
async function peek(bytes: Bytes, length: number): Promise<{ head: Buffer; whole: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < length) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head, whole: whole() };
}

/** The decoder is destroyed with the error of its source, so that reading it throws. */
function through(bytes: Bytes, decoder: NodeJS.ReadWriteStream): Bytes {
  return pipeline(bytes, decoder, () => {}) as unknown as Bytes;
}

async function* zstdDecoded(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const decoder = new ZstdDecoder((chunk) => ready.push(chunk));
  for await (const chunk of bytes) {
    decoder.push(chunk);
    yield* ready.splice(0);
  }
  decoder.push(new Uint8Array(0), true);
  yield* ready;
}

function startsWith(head: Buffer, magic: Buffer): boolean {
  return head.subarray(0, magic.length).equals(magic);
}
