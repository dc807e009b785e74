import { pipeline } from 'node:stream';
import { type BrotliCompress, constants, createBrotliCompress } from 'node:zlib';
import { ARCHIVE_PIECE } from './archived-report.js';

/** How bytes that come as they are become an archive: half the time of the quickest gzip, and no larger. */
export function createCompressor(): BrotliCompress {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN } = constants;
  return createBrotliCompress({
    chunkSize: 128 * 1024,
    params: { [BROTLI_PARAM_QUALITY]: 0, [BROTLI_PARAM_LGWIN]: 22 },
  });
}

/** The bytes in Brotli, as pieces of an archive. */
export async function compress(source: AsyncIterable<Uint8Array>): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  let collected: Buffer[] = [];
  let bytes = 0;
  const cut = (): void => {
    if (bytes > 0) pieces.push(Buffer.concat(collected, bytes));
    collected = [];
    bytes = 0;
  };
  // The error is that of the loop.
  for await (const chunk of pipeline(source, createCompressor(), () => undefined) as AsyncIterable<Buffer>) {
    if (bytes + chunk.length > ARCHIVE_PIECE) cut();
    collected.push(chunk);
    bytes += chunk.length;
  }
  cut();
  return pieces;
}
