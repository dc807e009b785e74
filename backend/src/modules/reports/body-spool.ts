import { randomUUID } from 'node:crypto';
import { constants as files } from 'node:fs';
import { once } from 'node:events';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrotliCompress } from 'node:zlib';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { Configuration } from '../../config/configuration.js';
import { ConfigurationError } from '../../config/configuration-error.js';
import { createCompressor } from '../archive/compress.js';
import type { Encoding } from '../archive/decode-body.js';
import { FairShare } from './fair-share.js';
import { SpoolBrokenError, SpoolFullError } from './reports.errors.js';

/** A body up to this size is kept in memory, as long as there is room. */
const SMALL = 1024 * 1024;

/** For all small bodies together. */
const MEMORY = 32 * 1024 * 1024;

const PREFIX = 'plimsoll-report-';

/** A body that has arrived, and how its bytes are kept. */
export interface KeptBody {
  readonly place: { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly fd: number };
  readonly encoding: Encoding | null;
  /** Whether it was compressed on arrival, which says nothing about its sender. */
  readonly isCompressedHere: boolean;
}

/**
 * Where bodies are kept while they arrive and wait: small ones in memory, larger ones in files that have no name, so that
 * nothing is left of them however the process ends. What is not compressed yet is, on its way to the disk, as its archive will be.
 */
@Injectable()
export class BodySpool implements OnModuleInit {
  private readonly folder: string;
  private readonly limit: number;
  private readonly memory = new FairShare(MEMORY, MEMORY / 2);
  private readonly disk: FairShare;

  constructor(
    configuration: Configuration,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.folder = configuration.get('INGEST_SPOOL_DIRECTORY');
    this.limit = configuration.get('INGEST_SPOOL_LIMIT');
    this.disk = new FairShare(this.limit, this.limit / 2);
  }

  /** A process that was killed between making a file and taking its name away has left it. */
  async onModuleInit(): Promise<void> {
    try {
      for (const entry of await readdir(this.folder, { withFileTypes: true })) {
        if (entry.isFile() && entry.name.startsWith(PREFIX)) await this.removeLeftover(entry.name);
      }
      await (await this.createFile()).close();
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      throw new ConfigurationError([`INGEST_SPOOL_DIRECTORY names a folder that cannot be written to: ${code}`]);
    }
  }

  /** Others can write to a shared folder too: a file that is not ours to remove is no reason not to start. */
  private async removeLeftover(name: string): Promise<void> {
    try {
      await rm(join(this.folder, name), { force: true });
    } catch (error) {
      this.log.warn({ err: error, file: name }, 'a file in INGEST_SPOOL_DIRECTORY could not be removed');
    }
  }

  begin(sender: string, encoding: Encoding | null): SpooledBody {
    return new SpooledBody(this, sender, encoding);
  }

  takeMemory(sender: string, bytes: number): boolean {
    return this.memory.take(sender, bytes);
  }

  giveMemory(sender: string, bytes: number): void {
    this.memory.give(sender, bytes);
  }

  /** Throws SpoolFullError. */
  takeDisk(sender: string, bytes: number): void {
    if (!this.disk.take(sender, bytes)) throw new SpoolFullError(this.limit);
  }

  giveDisk(sender: string, bytes: number): void {
    this.disk.give(sender, bytes);
  }

  /** For its owner only, and without a name. Throws what the file system says. */
  async createFile(): Promise<FileHandle> {
    const path = join(this.folder, `${PREFIX}${randomUUID()}`);
    const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = files;
    const file = await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    await rm(path, { force: true });
    return file;
  }

  /** The error for the sender. */
  broken(error: unknown): SpoolBrokenError {
    this.log.error({ err: error }, 'a report could not be kept in INGEST_SPOOL_DIRECTORY');
    return new SpoolBrokenError(error);
  }
}

/** One body. Its creator frees it. */
export class SpooledBody {
  private chunks: Buffer[] = [];
  private memoryBytes = 0;
  private file: FileHandle | undefined;
  private diskBytes = 0;
  private compressor: BrotliCompress | undefined;
  private compressorClosed: Promise<unknown> = Promise.resolve();
  private writing: Promise<unknown> = Promise.resolve();
  private failure: unknown;

  constructor(
    private readonly spool: BodySpool,
    private readonly sender: string,
    private readonly encoding: Encoding | null,
  ) {}

  /** Throws SpoolFullError, and SpoolBrokenError where the disk fails. */
  async add(chunk: Buffer): Promise<void> {
    if (this.file === undefined) {
      if (this.memoryBytes + chunk.length <= SMALL && this.spool.takeMemory(this.sender, chunk.length)) {
        this.chunks.push(chunk);
        this.memoryBytes += chunk.length;
        return;
      }
      await this.moveToDisk();
    }
    await this.write(chunk);
  }

  async finish(): Promise<KeptBody> {
    const { encoding, file, compressor } = this;
    if (file === undefined) {
      return { place: { bytes: concatenated(this.chunks, this.memoryBytes) }, encoding, isCompressedHere: false };
    }
    if (compressor !== undefined) {
      compressor.end();
      await this.compressorClosed;
    }
    await this.written();
    return {
      place: { fd: file.fd },
      encoding: compressor === undefined ? encoding : 'br',
      isCompressedHere: compressor !== undefined,
    };
  }

  async free(): Promise<void> {
    this.spool.giveMemory(this.sender, this.memoryBytes);
    this.memoryBytes = 0;
    this.chunks = [];
    this.compressor?.destroy();
    // A write that is under way holds the file.
    await this.writing;
    await this.file?.close();
    this.spool.giveDisk(this.sender, this.diskBytes);
    this.diskBytes = 0;
  }

  private async moveToDisk(): Promise<void> {
    try {
      this.file = await this.spool.createFile();
    } catch (error) {
      throw this.spool.broken(error);
    }
    if (this.encoding === null) {
      const compressor = createCompressor();
      compressor.on('data', (chunk: Buffer) => this.append(chunk));
      compressor.on('error', (error) => (this.failure ??= error));
      this.compressor = compressor;
      this.compressorClosed = new Promise((resolve) => compressor.once('close', resolve));
    }
    for (const chunk of this.chunks) await this.write(chunk);
    this.chunks = [];
    this.spool.giveMemory(this.sender, this.memoryBytes);
    this.memoryBytes = 0;
  }

  private async write(chunk: Buffer): Promise<void> {
    const { compressor } = this;
    if (compressor === undefined) this.append(chunk);
    else if (!compressor.write(chunk)) {
      await Promise.race([once(compressor, 'drain'), this.compressorClosed]);
    }
    await this.written();
  }

  /** The order of what is written is that of the calls. */
  private append(chunk: Buffer): void {
    try {
      this.spool.takeDisk(this.sender, chunk.length);
    } catch (error) {
      this.failure ??= error;
    }
    const { file } = this;
    if (file === undefined || this.failure !== undefined) return;
    this.diskBytes += chunk.length;
    this.writing = this.writing
      .then(() => writeAll(file, chunk))
      .catch((error: unknown) => {
        this.failure ??= this.spool.broken(error);
      });
  }

  private async written(): Promise<void> {
    await this.writing;
    if (this.failure !== undefined) throw this.failure;
  }
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, done);
    done += bytesWritten;
  }
}

/** In memory of its own, which can be handed to another thread. */
function concatenated(chunks: readonly Buffer[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let place = 0;
  for (const chunk of chunks) {
    whole.set(chunk, place);
    place += chunk.length;
  }
  return whole;
}
