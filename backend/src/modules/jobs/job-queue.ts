import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type PgBoss from 'pg-boss';
import { LOG, type Log } from '../../common/logging/log.js';
import { POOL, type Sql } from '../../database/database.js';
import type { JobName } from './job-names.js';

/** The schema of the queue's tables, which a migration makes. */
export const QUEUE_SCHEMA = 'jobs';

const DAY = 24 * 60 * 60;

/** In seconds. */
const KEPT = { completed: 2 * DAY, failed: 14 * DAY };

/**
 * pg-boss on this process's own connections: what keeps jobs, and hands each to one replica. Loaded when the first job is asked or looked
 * for. Its own loops and timers are not used: they leave promises unheard where the database goes away, which ends the process.
 */
@Injectable()
export class JobQueue {
  private opening: Promise<PgBoss> | undefined;
  private isChecked = false;

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Has the job run soon, if the transaction is kept. One that waits already is enough. */
  async request(sql: Sql, name: JobName): Promise<void> {
    const boss = await this.open();
    await boss.send(name, {}, { db: overSql(sql) });
  }

  /** Has the job run once in each span of so many milliseconds, however many ask. */
  async requestOnceIn(everyMs: number, name: JobName): Promise<void> {
    const boss = await this.open();
    await boss.send(name, {}, { singletonSeconds: everyMs / 1000 });
  }

  /** A waiting job, for this process to run; null if another process took it. */
  async take(name: JobName): Promise<PgBoss.JobWithMetadata | null> {
    const boss = await this.open();
    const [job] = await boss.fetch<object>(name, { includeMetadata: true });
    return job ?? null;
  }

  async complete(sql: Sql, { name, id }: PgBoss.Job, output: object): Promise<void> {
    const boss = await this.open();
    await boss.complete(name, id, output, { db: overSql(sql) });
  }

  /** It is tried again after a while, or has failed for good after its last attempt. */
  async fail(sql: Sql, { name, id }: PgBoss.Job, output: object): Promise<void> {
    const boss = await this.open();
    await boss.fail(name, id, output, { db: overSql(sql) });
  }

  /** It is not done, and not tried again. */
  async cancel(sql: Sql, { name, id }: PgBoss.Job): Promise<void> {
    const boss = await this.open();
    await boss.cancel(name, id, { db: overSql(sql) });
  }

  /** Gives back what the process that ran it has not renewed. */
  async expire(): Promise<void> {
    const boss = await this.open();
    await boss.expire();
  }

  /** Takes out what ended long ago. */
  async clearUp(): Promise<void> {
    const boss = await this.open();
    await boss.maintain();
  }

  /** Throws where the tables are missing, or are another version's. */
  async check(): Promise<void> {
    if (this.isChecked) return;
    // One of its own: one whose check failed once takes itself for started.
    const boss = await this.create();
    await boss.start();
    await boss.stop({ graceful: false });
    this.isChecked = true;
  }

  private open(): Promise<PgBoss> {
    this.opening ??= this.create();
    return this.opening;
  }

  private async create(): Promise<PgBoss> {
    const { default: Boss } = await import('pg-boss');
    const boss = new Boss({
      db: overPool(this.pool),
      schema: QUEUE_SCHEMA,
      migrate: false,
      supervise: false,
      schedule: false,
      archiveCompletedAfterSeconds: KEPT.completed,
      archiveFailedAfterSeconds: KEPT.failed,
      deleteAfterHours: 1,
    });
    boss.on('error', (error) => this.log.warn({ err: error }, 'the queue of jobs reports an error'));
    return boss;
  }
}

/** What has no values is several statements with a transaction of its own: a connection on which they failed is not used again. */
function overPool(pool: Pool): PgBoss.Db {
  return {
    async executeSql(text, values) {
      if ((values as unknown[] | undefined) !== undefined) return pool.query<Record<string, unknown>>(text, values);
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        return await client.query<Record<string, unknown>>(text);
      } catch (error) {
        broken = error as Error;
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}

function overSql(sql: Sql): PgBoss.Db {
  return { executeSql: async (text, values) => ({ rows: await sql.query(text, values) }) };
}
