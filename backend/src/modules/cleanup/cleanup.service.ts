import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { CleanupRepository } from './cleanup.repository.js';

const INTERVAL_MS = 10 * 60_000;

/** Deletes rows that have expired. Every replica tries now and then, and one at a time does it. */
@Injectable()
export class CleanupService implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly expired: CleanupRepository,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.run();
    }, INTERVAL_MS).unref();
  }

  /** The connections are closed next. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  async run(): Promise<void> {
    try {
      const deleted = await this.expired.deleteExpired();
      if (deleted !== null) this.log.debug({ deleted }, 'cleared up what was over');
    } catch (error) {
      this.log.error({ err: error }, 'what is over could not be cleared up; it is tried again in ten minutes');
    }
  }
}
