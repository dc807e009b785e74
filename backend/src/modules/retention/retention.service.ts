import { Injectable } from '@nestjs/common';
import { durationOf } from '../../core/model/duration.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import { VerdictsRepository } from '../gate/verdicts.repository.js';
import { Job } from '../jobs/job.js';
import { JobQueue } from '../jobs/job-queue.js';
import type { JobRun } from '../jobs/job-run.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { RetentionRepository } from './retention.repository.js';

/** Reports whose bytes one run removes, in one transaction with the event that tells of it; the next run takes more. */
const MOST_AT_ONCE = 100;

/** How many are looked at together. */
const BATCH = 200;

/**
 * Removes the bytes of reports that are superseded and older than the policy keeps them. Bytes alone: scans stay, for rules compare a scan
 * with all that came before it, and so no verdict changes.
 */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
    private readonly reports: RetentionRepository,
    private readonly verdicts: VerdictsRepository,
    private readonly audit: AuditLog,
    private readonly queue: JobQueue,
  ) {}

  @Job('retention', { every: '1d' })
  async removeReports(run: JobRun): Promise<string | null> {
    const { policy } = await this.policies.get();
    const keptFor = policy.retention?.reports;
    if (keptFor === undefined) return null;
    const before = new Date(Date.now() - durationOf(keptFor));
    const reportIds = await this.findUnused(before, run);
    if (reportIds.length === 0) return null;
    const removed = await this.audit.changeInSql(SYSTEM, async (sql, note) => {
      const reports = await this.reports.remove(sql, reportIds, before);
      const bytes = reports.reduce((sum, { archivedBytes }) => sum + archivedBytes, 0);
      const counts = { keptFor, receivedBefore: before.toISOString(), reports: reports.length, archivedBytes: bytes };
      if (reportIds.length === MOST_AT_ONCE && reports.length > 0) await this.queue.request(sql, 'retention');
      if (reports.length > 0) {
        await note({
          action: 'report.bytes-removed',
          target: { kind: 'policy', id: null, name: policy.version },
          after: counts,
        });
      }
      return counts;
    });
    if (removed.reports === 0) return null;
    const megabytes = (removed.archivedBytes / 1_000_000).toFixed(1);
    const reports = `${removed.reports} superseded ${removed.reports === 1 ? 'report' : 'reports'}`;
    return `Removed the bytes of ${reports}, ${megabytes} MB as archived.`;
  }

  /** No verdict that was given last, and none that a deployment was made by, rests on them. */
  private async findUnused(before: Date, run: JobRun): Promise<number[]> {
    const unused: number[] = [];
    for (let after = 0; unused.length < MOST_AT_ONCE;) {
      await run.pause();
      const old = await this.reports.listOld(before, after, BATCH);
      const last = old.at(-1);
      if (last === undefined) break;
      after = last.id;
      const holding = await this.reports.listHolding(old.map(({ id }) => id));
      const bases = await this.verdicts.listBases(this.database, holding);
      const held = new Set([...bases.values()].flatMap(({ reports }) => reports));
      unused.push(...old.filter(({ report }) => !held.has(report)).map(({ id }) => id));
    }
    return unused.slice(0, MOST_AT_ONCE);
  }
}
