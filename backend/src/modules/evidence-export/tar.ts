import { createHash } from 'node:crypto';
import { Header } from 'tar';

/** A file to be written into an archive. */
export interface TarFile {
  readonly name: string;
  readonly at: Date;
  readonly sizeBytes: number;
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
}

const BLOCK = 512;

/** More would need an extended header, which no name here does. */
const LONGEST_NAME = 100;

/**
 * A file as a tar archive holds it, piece by piece and no faster than it is taken. Answers SHA-256 of its bytes, hexadecimal. Throws where it
 * is not as long as was said: the archive ends there, without a manifest.
 */
export async function* tarPieces({ name, at, sizeBytes, bytes }: TarFile): AsyncGenerator<Uint8Array, string> {
  if (Buffer.byteLength(name) > LONGEST_NAME) throw new Error(`the name ${name} is too long for an archive`);
  const header = Buffer.alloc(BLOCK);
  new Header({ path: name, mode: 0o444, uid: 0, gid: 0, size: sizeBytes, mtime: at, type: 'File' }).encode(header);
  yield header;
  const hash = createHash('sha256');
  let written = 0;
  for await (const piece of Symbol.asyncIterator in bytes ? bytes : [bytes]) {
    hash.update(piece);
    written += piece.length;
    if (written > sizeBytes) break;
    yield piece;
  }
  if (written !== sizeBytes) throw new Error(`${name} is not the ${sizeBytes} bytes that were said`);
  const rest = sizeBytes % BLOCK;
  if (rest > 0) yield Buffer.alloc(BLOCK - rest);
  return hash.digest('hex');
}

/** After the last file. */
export function tarEnd(): Uint8Array {
  return Buffer.alloc(2 * BLOCK);
}
