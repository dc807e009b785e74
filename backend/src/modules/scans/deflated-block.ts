import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { DamagedBlockError } from '../../core/columns/damaged-block-error.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** More than any block has: what would be larger is no deflated block. */
const MOST_BYTES = 2 ** 30;

/** A block with many texts, in about a third of its room; in a thread of the pool. Higher levels take three times as long for a tenth. */
export function deflateBlock(block: Uint8Array): Promise<Buffer> {
  return deflate(block, { level: 1 });
}

/** Throws DamagedBlockError. */
export async function inflateBlock(bytes: Uint8Array): Promise<Buffer> {
  try {
    return await inflate(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new DamagedBlockError(`the block cannot be decompressed: ${(error as Error).message}`);
  }
}
