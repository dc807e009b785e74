import { Injectable } from '@nestjs/common';
import { Configuration } from '../../config/configuration.js';
import { QueueTooSlowError } from './reports.errors.js';

/** A waiting report, and how it gets a slot. */
interface Waiting {
  readonly enter: () => void;
}

/**
 * How many reports are read at once. The others wait, whole, so that no slot is held while bytes are missing. A free
 * slot goes to the sender with the fewest reports in progress, and among those to the one whose last slot was longest
 * ago: many reports of one sender never block another's.
 */
@Injectable()
export class IngestSlots {
  private free: number;
  private readonly patienceMs: number;
  /** By sender, in the order in which they were let in last. */
  private readonly waiting = new Map<string, Waiting[]>();
  private readonly atWork = new Map<string, number>();

  constructor(configuration: Configuration) {
    this.free = configuration.get('INGEST_CONCURRENCY');
    this.patienceMs = configuration.get('INGEST_QUEUE_TIMEOUT_MS');
  }

  /** Throws QueueTooSlowError where there was no slot in time; nothing was done then. */
  async run<T>(sender: string, work: () => Promise<T>): Promise<T> {
    if (this.free > 0) {
      this.free -= 1;
      this.enter(sender);
    } else await this.wait(sender);
    try {
      return await work();
    } finally {
      this.leave(sender);
    }
  }

  private wait(sender: string): Promise<void> {
    const queue = this.waiting.get(sender) ?? [];
    this.waiting.set(sender, queue);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        enter: () => {
          clearTimeout(timer);
          this.enter(sender);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(waiting), 1);
        if (queue.length === 0) this.waiting.delete(sender);
        reject(new QueueTooSlowError(this.patienceMs));
      }, this.patienceMs);
      queue.push(waiting);
    });
  }

  private enter(sender: string): void {
    this.atWork.set(sender, this.countAtWork(sender) + 1);
  }

  private leave(sender: string): void {
    const count = this.countAtWork(sender) - 1;
    if (count === 0) this.atWork.delete(sender);
    else this.atWork.set(sender, count);
    const next = this.nextSender();
    if (next === undefined) {
      this.free += 1;
      return;
    }
    const queue = this.waiting.get(next) ?? [];
    const first = queue.shift();
    this.waiting.delete(next);
    if (queue.length > 0) this.waiting.set(next, queue);
    first?.enter();
  }

  private nextSender(): string | undefined {
    let best: string | undefined;
    for (const sender of this.waiting.keys()) {
      if (best === undefined || this.countAtWork(sender) < this.countAtWork(best)) best = sender;
    }
    return best;
  }

  private countAtWork(sender: string): number {
    return this.atWork.get(sender) ?? 0;
  }
}
