import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';
import { errorCode } from './disk-error.js';

const LARGEST_BYTES = 10_000_000;

/** A log that never takes more than twice 10 MB: the full file becomes `NAME.1`, in place of the one before. */
export class LogFile {
  private size: number;
  private stream: WriteStream;

  constructor(private readonly path: string) {
    this.size = sizeOf(path);
    this.stream = this.open();
  }

  write(line: string): void {
    if (this.size > LARGEST_BYTES) this.rotate();
    this.size += Buffer.byteLength(line) + 1;
    this.stream.write(`${line}\n`);
  }

  close(): void {
    this.stream.end();
  }

  private rotate(): void {
    this.stream.end();
    renameSync(this.path, `${this.path}.1`);
    this.size = 0;
    this.stream = this.open();
  }

  private open(): WriteStream {
    // A full disk must stop neither web nor API for want of a log line.
    return createWriteStream(this.path, { flags: 'a', mode: 0o600 }).on('error', () => undefined);
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
