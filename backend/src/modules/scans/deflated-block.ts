import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { DamagedBlockError } from '../../core/columns/damaged-block-error.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** The block's length in bytes stands before it. */
const HEADER = 4;

/** Deflate cannot do better: what says that it holds more is no deflated block. */
const MOST_TIMES = 1100;

/** A block with many texts, in about a third of its room; in a thread of the pool. Higher levels take three times as long for a tenth. */
export async function deflateBlock(block: Uint8Array): Promise<Buffer> {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(block.byteLength);
  return Buffer.concat([header, await deflate(block, { level: 1 })]);
}

/** Throws DamagedBlockError. */
export async function inflateBlock(bytes: Buffer): Promise<Buffer> {
  const length = bytes.length < HEADER ? 0 : bytes.readUInt32LE();
  if (length === 0 || length > bytes.length * MOST_TIMES) throw new DamagedBlockError('the block is not deflated');
  try {
    // In one piece: zlib would else make hundreds, and put them together.
    const chunkSize = Math.max(64, length + 1);
    return await inflate(bytes.subarray(HEADER), { chunkSize, maxOutputLength: length });
  } catch (error) {
    throw new DamagedBlockError(`the block cannot be decompressed: ${(error as Error).message}`);
  }
}
