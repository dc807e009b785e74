import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';

export type RemovedReport = { reportId: number; archivedBytes: number };

export type OldReport = { id: number; /** `sha256:` of its bytes. */ report: string };

/** Of one statement: each report may be thousands of rows of its bytes. */
const AT_ONCE = 10;

/** Reports that nothing current rests on. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  /** Those whose every scan was received before, is not current and was never recalled, oldest first; the database checks it again. */
  listOld(before: Date, after: number, most: number): Promise<OldReport[]> {
    return this.database.query<OldReport>(
      `SELECT report.id, 'sha256:' || sha256 AS report FROM report
       WHERE created_at < $1 AND report.id > $2
         AND NOT EXISTS (SELECT FROM report_removal WHERE report_id = report.id)
         AND report.id NOT IN (
           SELECT report_id FROM scan WHERE is_current OR received_at >= $1
             OR id IN (SELECT scan_id FROM recalled_scan))
       ORDER BY report.id LIMIT $3`,
      [before, after, most],
    );
  }

  /** The verdicts (verdict.id) that were given last on artifacts which these reports are of, and those that their deployments were made by. */
  async listHolding(reportIds: readonly number[]): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `WITH held AS (SELECT DISTINCT artifact_id AS id FROM scan WHERE report_id = ANY ($1::int[]))
       SELECT verdict_id AS id FROM artifact_verdict WHERE artifact_id IN (SELECT id FROM held)
       UNION SELECT verdict.id FROM deployment JOIN verdict USING (artifact_id, verdict_id)
       WHERE artifact_id IN (SELECT id FROM held)`,
      [reportIds],
    );
    return rows.map(({ id }) => id);
  }

  async remove(sql: Sql, reportIds: readonly number[], before: Date): Promise<RemovedReport[]> {
    const removed: RemovedReport[] = [];
    for (let start = 0; start < reportIds.length; start += AT_ONCE) {
      const rows = await sql.query<RemovedReport>(
        `SELECT report_id AS "reportId", archived_bytes::float8 AS "archivedBytes" FROM report_archive_remove($1::int[], $2)`,
        [reportIds.slice(start, start + AT_ONCE), before],
      );
      removed.push(...rows);
    }
    return removed;
  }
}
