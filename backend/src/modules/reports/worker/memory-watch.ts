import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../config/configuration.js';
import { ReportTooHeavyError } from '../reports.errors.js';

const MEBIBYTE = 1024 * 1024;

/**
 * In MiB, what V8 lets a worker have beyond its limit. There the thread is ended, but a single allocation that goes beyond
 * by more than 16 MB ends the whole process: the largest is an entry of a list that is one text, in two bytes each.
 */
export function headroom(largestEntryBytes: number): number {
  return Math.ceil((3 * largestEntryBytes) / MEBIBYTE);
}

/** Of the limit: what is left is enough to go on with for a while, before it has to be looked at again. */
const NEAR = 0.9;

/** Holds a worker to INGEST_MEMORY_LIMIT_MB while a report comes in, before V8 has to. */
@Injectable()
export class MemoryWatch {
  private readonly mebibytes: number;
  private readonly clearUp: () => void;

  constructor(configuration: Configuration) {
    this.mebibytes = configuration.get('INGEST_MEMORY_LIMIT_MB');
    setFlagsFromString('--expose-gc');
    this.clearUp = runInNewContext('gc') as () => void;
    // What is compiled belongs to its flags.
    setFlagsFromString('--no-expose-gc');
  }

  /** Throws ReportTooHeavyError. */
  async *over(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      if (this.share() > 1) {
        // Memory that is no longer in use does not count for any report.
        this.clearUp();
        if (this.share() > NEAR) throw new ReportTooHeavyError(this.mebibytes);
      }
      yield chunk;
    }
  }

  /** Whether so much is left of what was done that the next report would have too little. */
  isSpent(): boolean {
    return this.share() > 0.5;
  }

  /** Of the limit. */
  private share(): number {
    return getHeapStatistics().used_heap_size / (this.mebibytes * MEBIBYTE);
  }
}
