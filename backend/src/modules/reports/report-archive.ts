import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { constants, createGzip } from 'node:zlib';

/** Pieces of a report's archive are at most this large. */
const PIECE_BYTES = 1024 * 1024;

export interface ArchivedReport {
  /** Hex digits. */
  sha256: string;
  sizeBytes: number;
  /** The bytes in gzip, cut anywhere. */
  pieces: Buffer[];
}

/** Hashes, counts and compresses a report while somebody else reads it. */
export class ReportArchive {
  private readonly hash = createHash('sha256');
  private readonly gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 128 * 1024 });
  private readonly pieces: Buffer[] = [];
  private collected: Buffer[] = [];
  private collectedBytes = 0;
  private sizeBytes = 0;

  constructor() {
    this.gzip.on('data', (chunk: Buffer) => this.collect(chunk));
  }

  /** Passes the bytes on, as fast as they are compressed. */
  async *watch(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.sizeBytes += chunk.length;
      this.hash.update(chunk);
      if (!this.gzip.write(chunk)) await once(this.gzip, 'drain');
      yield chunk;
    }
  }

  async finish(): Promise<ArchivedReport> {
    this.gzip.end();
    await once(this.gzip, 'end');
    this.cut();
    return { sha256: this.hash.digest('hex'), sizeBytes: this.sizeBytes, pieces: this.pieces };
  }

  /** Frees what zlib holds outside the heap. */
  discard(): void {
    this.gzip.destroy();
  }

  private collect(chunk: Buffer): void {
    if (this.collectedBytes + chunk.length > PIECE_BYTES) this.cut();
    this.collected.push(chunk);
    this.collectedBytes += chunk.length;
  }

  private cut(): void {
    if (this.collectedBytes > 0) this.pieces.push(Buffer.concat(this.collected, this.collectedBytes));
    this.collected = [];
    this.collectedBytes = 0;
  }
}
