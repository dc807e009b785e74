import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import type { BackgroundJob, BackgroundJobList, EndedJob } from './dto/job.dto.js';
import { JOB_NAMES, type JobName, JOBS } from './job-names.js';
import { JobQueue } from './job-queue.js';
import { JobRegistry, type RegisteredJob } from './job-registry.js';
import { JobNotFoundError } from './jobs.errors.js';
import { type EndedRun, JobsRepository, type QueueState } from './jobs.repository.js';

const MOST_RUNS = 10;

/** Background jobs, for operators. */
@Injectable()
export class JobsService {
  constructor(
    private readonly audit: AuditLog,
    private readonly queue: JobQueue,
    private readonly registry: JobRegistry,
    private readonly jobs: JobsRepository,
  ) {}

  async list(): Promise<BackgroundJobList> {
    const states = await this.jobs.listStates();
    const ended = await this.jobs.listEnded(MOST_RUNS);
    return {
      items: this.registry.list().map((job) =>
        toJob(
          job,
          states.find(({ name }) => name === job.name),
          ended.filter(({ name }) => name === job.name),
        ),
      ),
    };
  }

  async run(written: string, source: AuditSource): Promise<BackgroundJob> {
    const name = JOB_NAMES.find((each) => each === written);
    if (name === undefined) throw new JobNotFoundError();
    await this.audit.changeInSql(source, async (sql, note) => {
      await this.queue.request(sql, name);
      await note({ action: 'job.requested', target: { kind: 'job', id: null, name } });
    });
    return this.get(name);
  }

  private async get(name: JobName): Promise<BackgroundJob> {
    const job = (await this.list()).items.find((each) => each.name === name);
    if (job === undefined) throw new JobNotFoundError();
    return job;
  }
}

function toJob(
  { name, everyMs }: RegisteredJob,
  state: QueueState | undefined,
  ended: readonly EndedRun[],
): BackgroundJob {
  const { waiting = 0, oldestAt, retryAt, retryReason = null, startedAt, attempt, progress, failed = 0 } = state ?? {};
  return {
    name,
    description: JOBS[name],
    every: everyMs === null ? null : everyMs / 1000,
    waiting,
    waitingSince: oldestAt?.toISOString() ?? null,
    running: startedAt
      ? { startedAt: startedAt.toISOString(), attempt: attempt ?? 1, progress: progress ?? null }
      : null,
    retry: retryAt ? { at: retryAt.toISOString(), reason: retryReason } : null,
    failed,
    lastRuns: ended.map(toEnded),
  };
}

function toEnded({ outcome, startedAt, endedAt, attempts, said }: EndedRun): EndedJob {
  return { outcome, startedAt: startedAt?.toISOString() ?? null, endedAt: endedAt.toISOString(), attempts, said };
}
