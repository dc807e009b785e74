import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { KeptBody } from './body-spool.js';

export const PIECE = 256 * 1024;

const readAt = promisify(read);

/** A file is left open, whatever happens: it is another thread's. A stream of it would close it. */
export async function* bytesOf({ place }: KeptBody, piece: number): AsyncGenerator<Buffer> {
  if ('fd' in place) {
    for (let position = 0; ;) {
      const { bytesRead, buffer } = await readAt(place.fd, Buffer.allocUnsafe(piece), 0, piece, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
  const { buffer, byteOffset, length } = place.bytes;
  const whole = Buffer.from(buffer, byteOffset, length);
  for (let start = 0; start < length; start += piece) yield whole.subarray(start, start + piece);
}
