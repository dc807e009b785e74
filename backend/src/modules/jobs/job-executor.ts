import { setTimeout as delay } from 'node:timers/promises';
import { toUSVString } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type PgBoss from 'pg-boss';
import { RequestLoad } from '../../common/http/request-load.js';
import { LOG, type Log } from '../../common/logging/log.js';
import { Database, type Sql } from '../../database/database.js';
import type { JobName } from './job-names.js';
import { JobQueue } from './job-queue.js';
import type { RegisteredJob } from './job-registry.js';
import { JobRun } from './job-run.js';
import { JobsRepository } from './jobs.repository.js';

/**
 * `stopped` with the process and left to another; `lost` where its end could not be stored, so that it is done again.
 */
export type RunOutcome = 'completed' | 'failed' | 'stopped' | 'lost';

export interface RunEnd {
  readonly outcome: RunOutcome;
  readonly seconds: number;
}

/** In seconds: after so long without a sign of its process a job is given to another. As the migration has it for the first. */
const HOLD = 30;

/** In milliseconds. */
const RENEW_EVERY = 5_000;

/** In milliseconds: a method that does not heed its signal is left alone after so long. */
const PATIENCE = 10_000;

const LONGEST_REASON = 500;

/** Does one run of a job: holds it in the queue while its method runs, and tells the queue how it ended. */
@Injectable()
export class JobExecutor {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly jobs: JobsRepository,
    private readonly load: RequestLoad,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async execute(
    { name, run, limitMs }: RegisteredJob,
    job: PgBoss.JobWithMetadata,
    stopping: AbortSignal,
  ): Promise<RunEnd> {
    const started = performance.now();
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping, lost.signal, AbortSignal.timeout(limitMs)]);
    const current = new JobRun(signal, this.load);
    const renewal = this.renew(job, current, lost);
    let outcome: RunOutcome;
    try {
      const said = await Promise.race([run(current), impatience(signal)]);
      outcome = await this.settle(job, 'completed', async (sql) => {
        await this.queue.complete(sql, job, { said });
        if (current.leavesRest) await this.queue.request(sql, name);
      });
      this.log[said === null ? 'debug' : 'info']({ job: name, said, ms: elapsed(started) }, 'background job');
    } catch (error) {
      outcome = await this.settleFailed(name, job, error, { stopping, lost: lost.signal });
    } finally {
      clearInterval(renewal);
    }
    return { outcome, seconds: elapsed(started) / 1000 };
  }

  private async settleFailed(
    name: JobName,
    job: PgBoss.JobWithMetadata,
    error: unknown,
    { stopping, lost }: { readonly stopping: AbortSignal; readonly lost: AbortSignal },
  ): Promise<RunOutcome> {
    if (lost.aborted) {
      this.log.warn({ job: name }, 'a background job was given to another process');
      return 'lost';
    }
    if (stopping.aborted) {
      return this.settle(job, 'stopped', async (sql) => {
        await this.queue.cancel(sql, job);
        await this.queue.request(sql, name);
      });
    }
    this.log.warn({ job: name, attempt: job.retryCount + 1, err: error }, 'a background job failed');
    return this.settle(job, 'failed', (sql) => this.queue.fail(sql, job, { said: reasonOf(error) }));
  }

  /** All or nothing, and only while the job is still this run's. */
  private async settle(
    job: PgBoss.JobWithMetadata,
    outcome: RunOutcome,
    tell: (sql: Sql) => Promise<void>,
  ): Promise<RunOutcome> {
    try {
      return await this.database.transaction(async (sql) => {
        if (!(await this.jobs.hold(sql, job, HOLD, null))) return 'lost';
        await tell(sql);
        return outcome;
      });
    } catch (error) {
      this.log.warn(
        { job: job.name, err: error },
        'the queue could not be told how a background job ended; it is done again',
      );
      return 'lost';
    }
  }

  private renew(job: PgBoss.JobWithMetadata, run: JobRun, lost: AbortController): NodeJS.Timeout {
    let heldAt = performance.now();
    const renewOnce = async (): Promise<void> => {
      const askedAt = performance.now();
      const isHeld = await this.jobs.hold(this.database, job, HOLD, run.progress).catch(() => null);
      if (isHeld === true) heldAt = askedAt;
      else if (isHeld === false || elapsed(heldAt) > HOLD * 1000) lost.abort(new Error('another process has the job'));
    };
    return setInterval(() => void renewOnce(), RENEW_EVERY).unref();
  }
}

/** Rejects a while after the signal did. */
async function impatience(signal: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await delay(PATIENCE, undefined, { ref: false });
  throw signal.reason;
}

function elapsed(since: number): number {
  return performance.now() - since;
}

/** What JSON of PostgreSQL can hold. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return toUSVString(reason).replaceAll('\0', '\uFFFD').slice(0, LONGEST_REASON);
}
