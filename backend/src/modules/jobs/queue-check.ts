import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { readMigrationFiles } from '../../database/migration-files.js';
import { readMigrationStatus } from '../../database/migration-status.js';
import { JOB_NAMES } from './job-names.js';
import { JobsRepository } from './jobs.repository.js';

/** Keeps a process from starting whose jobs would never run. */
@Injectable()
export class QueueCheck {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly database: Database,
  ) {}

  /** A database that is not there yet, or not migrated, is no reason not to start: readiness tells. */
  async check(): Promise<void> {
    const queues = await this.jobs.listQueues().catch(() => null);
    if (queues === null) return;
    const missing = JOB_NAMES.filter((name) => !queues.includes(name));
    if (missing.length === 0 || (await this.isMigrationPending())) return;
    throw new Error(
      `The database has no queue for ${missing.join(', ')}. Put SELECT jobs.add_job('${missing[0]}') into a migration.`,
    );
  }

  private async isMigrationPending(): Promise<boolean> {
    const { pending } = await readMigrationStatus((sql) => this.database.query(sql), await readMigrationFiles());
    return pending.length > 0;
  }
}
