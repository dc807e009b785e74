import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type PgBoss from 'pg-boss';
import { LOG, type Log } from '../../common/logging/log.js';
import { JobExecutor } from './job-executor.js';
import { JobMetrics } from './job-metrics.js';
import type { JobName } from './job-names.js';
import { JobQueue } from './job-queue.js';
import { JobRegistry } from './job-registry.js';
import { QueueCheck } from './queue-check.js';
import { JobsRepository } from './jobs.repository.js';

/** In milliseconds. A process that has just started answers first. */
const FIRST_LOOK = 1_000;

/** In milliseconds. */
const LOOK_EVERY = 2_000;

/** In milliseconds: how often it is looked for jobs whose processes are gone, and for those that ended long ago. */
const EXPIRE_EVERY = 10_000;
const CLEAR_EVERY = 60 * 60_000;

/** Of each process; each takes a database connection now and then. */
const MOST_AT_ONCE = 2;

/**
 * Looks for jobs that wait and runs them. Where the database is away it looks again later. On every replica: the queue hands each job to
 * one of them.
 */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<JobName, Promise<void>>();
  private readonly nextSpan = new Map<JobName, number>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  private isLooking = false;
  private isMoreDue = false;
  private isAway = false;
  private expiredAt = -EXPIRE_EVERY;
  private clearedAt = 0;

  constructor(
    private readonly queues: QueueCheck,
    private readonly registry: JobRegistry,
    private readonly queue: JobQueue,
    private readonly jobs: JobsRepository,
    private readonly executor: JobExecutor,
    private readonly metrics: JobMetrics,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.queues.check();
    this.plan(FIRST_LOOK);
  }

  /** What runs comes to its next pause; what is left of it is another run's. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the process is being stopped'));
    clearTimeout(this.timer);
    await this.looking;
    await Promise.all(this.running.values());
  }

  private plan(milliseconds: number): void {
    if (this.stopping.signal.aborted) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.isLooking = true;
      this.looking = this.look().finally(() => {
        this.isLooking = false;
        this.plan(this.hasRoomForMore ? 0 : LOOK_EVERY);
      });
    }, milliseconds);
    this.timer.unref();
  }

  private get hasRoomForMore(): boolean {
    return this.isMoreDue && this.running.size < MOST_AT_ONCE;
  }

  private async look(): Promise<void> {
    this.isMoreDue = false;
    try {
      await this.queue.check();
      await this.requestDue();
      await this.maintain();
      for (const name of await this.jobs.listDue()) {
        this.isMoreDue = this.running.size >= MOST_AT_ONCE;
        if (this.stopping.signal.aborted || this.isMoreDue) break;
        await this.begin(name);
      }
      if (this.isAway) this.log.info('background jobs run again');
      this.isAway = false;
    } catch (error) {
      if (!this.isAway) this.log.warn({ err: error }, 'background jobs do not run: the database cannot be asked');
      this.isAway = true;
    }
  }

  /** Every replica asks once in each span; the queue takes the first. */
  private async requestDue(): Promise<void> {
    const now = Date.now();
    for (const { name, everyMs } of this.registry.list()) {
      if (everyMs === null || now < (this.nextSpan.get(name) ?? 0)) continue;
      await this.queue.requestOnceIn(everyMs, name);
      this.nextSpan.set(name, (Math.floor(now / everyMs) + 1) * everyMs);
    }
  }

  private async maintain(): Promise<void> {
    const now = performance.now();
    if (now - this.clearedAt > CLEAR_EVERY) {
      await this.queue.clearUp();
      this.clearedAt = now;
      this.expiredAt = now;
    } else if (now - this.expiredAt > EXPIRE_EVERY) {
      await this.queue.expire();
      this.expiredAt = now;
    }
  }

  private async begin(name: JobName): Promise<void> {
    if (this.running.has(name)) return;
    const job = await this.queue.take(name);
    if (job === null) return;
    this.running.set(name, this.execute(name, job));
  }

  private async execute(name: JobName, job: PgBoss.JobWithMetadata): Promise<void> {
    const { outcome, seconds } = await this.executor.execute(this.registry.get(name), job, this.stopping.signal);
    this.running.delete(name);
    this.metrics.count(name, outcome, seconds);
    if (this.hasRoomForMore && !this.isLooking) this.plan(0);
  }
}
