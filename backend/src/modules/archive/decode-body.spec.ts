import {
  brotliCompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  deflateSync,
  gzipSync,
} from 'node:zlib';
import { BodyAbortedError } from '../reports/reports.errors.js';
import { DecompressionBombError } from './body.errors.js';
import { decodeBody, type Encoding } from './decode-body.js';
import { decodeZstd } from './zstd-decoder.js';
import { MAX_BLOCK } from './zstd-frames.js';

const MEBIBYTE = 1024 * 1024;

/** A frame that claims so many runs of 128 KiB, four bytes each. */
function bombInZstd(runs: number): Buffer {
  const block = Buffer.alloc(4, ' ');
  block.writeUIntLE((MAX_BLOCK << 3) | 2, 0, 3);
  const last = Buffer.from(block);
  last.writeUInt8(block.readUInt8() | 1);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (17 - 10) << 3]), ...Array(runs).fill(block), last]);
}

/** As a socket gives them. */
async function* inChunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
}

describe('decodeZstd', () => {
  it('decodes no more than one block past what is admitted, though one chunk would swell to gigabytes', async () => {
    const bound = MEBIBYTE;
    let produced = 0;
    const decoding = drain(
      decodeZstd(inChunks(bombInZstd(16_000)), (bytes) => {
        produced += bytes;
        if (produced > bound) throw new DecompressionBombError('too much');
      }),
    );
    await expect(decoding).rejects.toThrow(DecompressionBombError);
    expect(produced).toBeGreaterThan(bound);
    expect(produced).toBeLessThanOrEqual(bound + MAX_BLOCK);
  });

  it('holds only a few blocks while nobody takes them', async () => {
    let produced = 0;
    const decoding = decodeZstd(inChunks(bombInZstd(16_000)), (bytes) => {
      produced += bytes;
    });
    await decoding.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(produced).toBeLessThanOrEqual(4 * MAX_BLOCK);
    await decoding.return(undefined);
  });

  it('decodes a short frame at the end', async () => {
    const short = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 1, 0x09, 0, 0, 0x7d]);
    const bytes = await drain(decodeZstd(inChunks(Buffer.concat([bombInZstd(0), short])), () => undefined));
    expect(bytes).toBe(MAX_BLOCK + 1);
  });
});

describe('decodeBody', () => {
  const LIMITS = { bytes: 8 * MEBIBYTE, ratio: 100_000 };

  const bombs: [Encoding, Buffer][] = [
    ['gzip', gzipSync(Buffer.alloc(64 * MEBIBYTE, ' '))],
    ['deflate', deflateSync(Buffer.alloc(64 * MEBIBYTE, ' '))],
    ['br', brotliCompressSync(Buffer.alloc(64 * MEBIBYTE, ' '), { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
    ['zstd', bombInZstd(512)],
  ];

  it.each(bombs)('gives out no more than the limit of a bomb in %s', async (encoding, bomb) => {
    let bytes = 0;
    const decoding = (async () => {
      for await (const chunk of decodeBody(inChunks(bomb), encoding, LIMITS)) bytes += chunk.length;
    })();
    await expect(decoding).rejects.toThrow(`larger than ${LIMITS.bytes} bytes`);
    expect(bytes).toBeLessThanOrEqual(LIMITS.bytes);
  });

  it.each(bombs)('refuses %s that swells beyond the ratio', async (encoding, bomb) => {
    const decoding = drain(decodeBody(inChunks(bomb), encoding, { bytes: 64 * MEBIBYTE, ratio: 10 }));
    await expect(decoding).rejects.toThrow('more than 10 times its size as sent');
  });

  it.each([
    ['gzip', createGunzip, gzipSync],
    ['deflate', createInflate, deflateSync],
    [
      'br',
      createBrotliDecompress,
      (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    ],
  ] as const)('relies on zlib to stop at what nobody takes: %s', async (_encoding, create, compress) => {
    const decoder = create();
    let produced = 0;
    const push = decoder.push.bind(decoder);
    decoder.push = (chunk: Buffer | null) => {
      produced += chunk?.length ?? 0;
      return push(chunk);
    };
    decoder.end(compress(Buffer.alloc(16 * MEBIBYTE, ' ')));
    await new Promise((resolve) => decoder.once('readable', resolve));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(produced).toBeLessThanOrEqual(2 * MAX_BLOCK);
    decoder.destroy();
  });

  const TEXT = Buffer.from('{"a": 1}'.repeat(50_000));
  const compressed: [Encoding, Buffer][] = [
    ['gzip', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['zstd', bombInZstd(3)],
  ];

  async function exactness(encoding: Encoding, bytes: Buffer): Promise<boolean> {
    const decoding = { sent: 0, isExact: false };
    await drain(decodeBody(inChunks(bytes), encoding, { bytes: 8 * MEBIBYTE, ratio: Infinity }, decoding));
    return decoding.isExact && decoding.sent === bytes.length;
  }

  it.each(compressed)('knows that %s is what was decoded, and nothing else', async (encoding, bytes) => {
    expect(await exactness(encoding, bytes)).toBe(true);
  });

  it.each(compressed.filter(([encoding]) => encoding !== 'zstd'))(
    'hears of what follows %s',
    async (encoding, bytes) => {
      // All that gzip lets stand there are zeros.
      expect(await exactness(encoding, Buffer.concat([bytes, Buffer.alloc(3)]))).toBe(false);
    },
  );

  it('takes members of gzip for one, up to what is none', async () => {
    const members = Buffer.concat([gzipSync('[1,'), gzipSync('2]')]);
    expect(await exactness('gzip', members)).toBe(true);
    expect(await exactness('gzip', Buffer.concat([members, Buffer.alloc(3)]))).toBe(false);
  });

  it('tells that the sender left, not that the encoding is broken', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield gzipSync(Buffer.from('{}')).subarray(0, 5);
      throw new BodyAbortedError(new Error('reset'));
    }
    await expect(drain(decodeBody(broken(), 'gzip', LIMITS))).rejects.toThrow(BodyAbortedError);
  });
});
