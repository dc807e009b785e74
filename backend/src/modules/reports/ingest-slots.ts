import { Injectable } from '@nestjs/common';
import { Configuration } from '../../config/configuration.js';

/**
 * How many reports are read at once. Each takes memory in proportion to its size and a database connection;
 * the others wait with their bodies unread, which holds their senders back.
 */
@Injectable()
export class IngestSlots {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(configuration: Configuration) {
    this.free = configuration.get('INGEST_CONCURRENCY');
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }
}
