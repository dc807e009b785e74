import { DecompressionBombError } from './body.errors.js';

/** Zstandard's own recommendation for decoders is 8 MiB; `--long` asks for up to 128. */
const MAX_WINDOW = 32 * 1024 * 1024;

/** Zstandard allows no larger ones; a run of one byte can claim 2 MiB in four bytes. */
export const MAX_BLOCK = 128 * 1024;

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

type State = 'magic' | 'skippable' | 'descriptor' | 'header' | 'block' | 'content' | 'checksum';

/**
 * Walks the frames of a Zstandard stream (RFC 8878) without decoding them, to refuse before the decoder sees it a
 * frame that would have it allocate its whole window, a block that is too large, and a stream that ends in the middle of a
 * frame; and to cut the stream at the ends of its blocks.
 */
export class ZstdFrames {
  private state: State = 'magic';
  private wanted = 4;
  private kept = Buffer.alloc(0);
  private toSkip = 0;
  private descriptor = 0;
  private isLastBlock = false;

  /** The chunk, in parts of which each has the end of one block at most. */
  *cut(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    let place = 0;
    while (place < chunk.length) {
      if (this.toSkip > 0) {
        const skipped = Math.min(this.toSkip, chunk.length - place);
        this.toSkip -= skipped;
        place += skipped;
        if (this.toSkip > 0) break;
        this.skipped();
        yield chunk.subarray(start, place);
        start = place;
        continue;
      }
      const taken = chunk.subarray(place, place + this.wanted - this.kept.length);
      this.kept = Buffer.concat([this.kept, taken]);
      place += taken.length;
      if (this.kept.length < this.wanted) break;
      const field = this.kept;
      this.kept = Buffer.alloc(0);
      this.read(field);
    }
    if (start < chunk.length) yield chunk.subarray(start);
  }

  end(): void {
    if (this.state !== 'magic' || this.kept.length > 0) throw new Error('the stream ends inside a frame');
  }

  private read(field: Buffer): void {
    switch (this.state) {
      case 'magic': {
        const magic = field.readUInt32LE();
        if (magic === MAGIC) return this.expect('descriptor', 1);
        if (magic >>> 4 === SKIPPABLE_MAGIC >>> 4) return this.expect('skippable', 4);
        throw new Error('this is not Zstandard');
      }
      case 'skippable':
        return this.skip('content', field.readUInt32LE(), true);
      case 'descriptor': {
        this.descriptor = field.readUInt8();
        const dictionaryBytes = [0, 1, 2, 4][this.descriptor & 3] ?? 0;
        return this.expect('header', this.windowBytes + dictionaryBytes + this.contentSizeBytes);
      }
      case 'header':
        if (windowOf(field, this.isSingleSegment, this.contentSizeBytes) > MAX_WINDOW) {
          throw new DecompressionBombError(
            `The Zstandard window is larger than ${MAX_WINDOW} bytes. Compress without --long.`,
          );
        }
        return this.expect('block', 3);
      case 'block': {
        const header = field.readUIntLE(0, 3);
        this.isLastBlock = (header & 1) === 1;
        const isRunLength = ((header >> 1) & 3) === 1;
        if (header >> 3 > MAX_BLOCK) throw new Error('a block is larger than Zstandard allows');
        return this.skip('content', isRunLength ? 1 : header >> 3, false);
      }
      default:
        return this.expect('magic', 4);
    }
  }

  private expect(state: State, bytes: number): void {
    this.state = state;
    this.wanted = bytes;
  }

  private skip(state: State, bytes: number, isLast: boolean): void {
    this.state = state;
    this.toSkip = bytes;
    if (isLast) this.descriptor = 0;
    this.isLastBlock ||= isLast;
    if (bytes === 0) this.skipped();
  }

  private skipped(): void {
    if (!this.isLastBlock) return this.expect('block', 3);
    this.isLastBlock = false;
    const hasChecksum = (this.descriptor & 4) !== 0;
    return hasChecksum ? this.expect('checksum', 4) : this.expect('magic', 4);
  }

  private get isSingleSegment(): boolean {
    return (this.descriptor & 32) !== 0;
  }

  private get windowBytes(): number {
    return this.isSingleSegment ? 0 : 1;
  }

  private get contentSizeBytes(): number {
    const code = this.descriptor >> 6;
    if (code === 0) return this.isSingleSegment ? 1 : 0;
    return 2 ** code;
  }
}

/** In bytes. A frame of a single segment is its own window. */
function windowOf(header: Buffer, isSingleSegment: boolean, contentSizeBytes: number): number {
  if (!isSingleSegment) {
    const descriptor = header.readUInt8();
    const base = 2 ** (10 + (descriptor >> 3));
    return base + (base / 8) * (descriptor & 7);
  }
  const size = header.subarray(header.length - contentSizeBytes);
  if (contentSizeBytes === 8) return Number(size.readBigUInt64LE());
  return size.readUIntLE(0, contentSizeBytes) + (contentSizeBytes === 2 ? 256 : 0);
}
