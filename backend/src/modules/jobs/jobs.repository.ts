import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { JOB_NAMES, type JobName } from './job-names.js';
import type { JobProgress } from './job-run.js';

/** A run, as far as it must be known to tell it from the next attempt at the same job. */
export interface HeldJob {
  readonly name: string;
  readonly id: string;
  readonly retryCount: number;
}

/** How a job's queue stands. */
export type QueueState = {
  name: JobName;
  /** Those whose time has come. */
  waiting: number;
  /** Since when the oldest of them waits. */
  oldestAt: Date | null;
  /** When one that failed is tried again. */
  retryAt: Date | null;
  /** Why the last attempt failed, where it is tried again. */
  retryReason: string | null;
  startedAt: Date | null;
  /** From 1. */
  attempt: number | null;
  progress: JobProgress | null;
  /** Runs that failed for good since the last one that did not. */
  failed: number;
};

export type EndedRun = {
  name: JobName;
  outcome: 'completed' | 'failed';
  startedAt: Date | null;
  endedAt: Date;
  attempts: number;
  said: string | null;
};

/** What pg-boss has no call for, on the tables of the version whose migration this is. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /** The names of the queues that there are. Fails where their table is not there yet. */
  async listQueues(): Promise<string[]> {
    return (await this.database.query<{ name: string }>('SELECT name FROM jobs.queue')).map(({ name }) => name);
  }

  /** Jobs that are due and not running, the longest-waiting first. */
  async listDue(): Promise<JobName[]> {
    const rows = await this.database.query<{ name: JobName }>(
      `SELECT name FROM jobs.job AS waiting WHERE state < 'active' AND start_after < now() AND name = ANY ($1::text[])
         AND NOT EXISTS (SELECT FROM jobs.job AS running WHERE running.name = waiting.name AND running.state = 'active')
       GROUP BY name ORDER BY min(start_after), name`,
      [JOB_NAMES],
    );
    return rows.map(({ name }) => name);
  }

  /** Holds the job for so many seconds more; false where it is no longer this run's. */
  async hold(
    sql: Sql,
    { name, id, retryCount }: HeldJob,
    seconds: number,
    progress: JobProgress | null,
  ): Promise<boolean> {
    const held = await sql.query(
      `UPDATE jobs.job SET expire_in = now() - started_on + make_interval(secs => $4), output = $5::jsonb
       WHERE name = $1 AND id = $2 AND retry_count = $3 AND state = 'active' RETURNING 1`,
      [name, id, retryCount, seconds, progress === null ? null : JSON.stringify({ progress })],
    );
    return held.length === 1;
  }

  listStates(): Promise<QueueState[]> {
    return this.database.query<QueueState>(
      `SELECT queue.name,
         (count(*) FILTER (WHERE state < 'active' AND start_after <= now()))::int AS waiting,
         min(start_after) FILTER (WHERE state < 'active' AND start_after <= now()) AS "oldestAt",
         min(start_after) FILTER (WHERE state = 'retry') AS "retryAt",
         min(${said('job')}) FILTER (WHERE state = 'retry') AS "retryReason",
         min(started_on) FILTER (WHERE state = 'active') AS "startedAt",
         max(retry_count) FILTER (WHERE state = 'active') + 1 AS attempt,
         (jsonb_agg(output -> 'progress') FILTER (WHERE state = 'active')) -> 0 AS progress,
         (count(*) FILTER (WHERE state = 'failed' AND completed_on > coalesce(worked.at, '-infinity')))::int AS failed
       FROM jobs.queue LEFT JOIN jobs.job ON job.name = queue.name
         LEFT JOIN LATERAL (SELECT max(completed_on) AS at FROM jobs.job AS done
           WHERE done.name = queue.name AND done.state = 'completed') AS worked ON true
       WHERE queue.name = ANY ($1::text[]) GROUP BY queue.name`,
      [JOB_NAMES],
    );
  }

  /** Of each job so many at most, newest first. */
  listEnded(most: number): Promise<EndedRun[]> {
    return this.database.query<EndedRun>(
      `SELECT ended.* FROM jobs.queue, LATERAL (
         SELECT name, state::text AS outcome, started_on AS "startedAt", completed_on AS "endedAt", retry_count + 1 AS attempts,
           ${said('job')} AS said
         FROM jobs.job WHERE job.name = queue.name AND state IN ('completed', 'failed') ORDER BY completed_on DESC LIMIT $2
       ) AS ended WHERE queue.name = ANY ($1::text[]) ORDER BY "endedAt" DESC`,
      [JOB_NAMES, most],
    );
  }
}

/** In pg-boss's own words if it was not renewed. */
function said(job: string): string {
  return `coalesce(${job}.output ->> 'said',
    CASE WHEN ${job}.output -> 'value' ->> 'message' IS NOT NULL THEN '${CUT_OFF}' END)`;
}

const CUT_OFF = 'The process that ran it ended, or lost the database.';
