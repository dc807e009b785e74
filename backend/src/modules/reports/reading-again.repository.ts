import { Injectable } from '@nestjs/common';
import type { FindingKind } from '../../core/model/finding-kind.js';
import { READER_VERSION } from '../../core/reports/reader-version.js';
import type { ReportFormat } from '../../core/reports/scan.js';
import type { Sql } from '../../database/database.js';
import { FINDING_LAYOUTS } from '../scans/stored-findings.repository.js';
import { type ReadScan, scanColumns } from './scan-columns.js';

/** A scan that counts and is to be read again. */
export type OutdatedScan = {
  scanId: number;
  reportId: number;
  /** `sha256:` of the report's bytes. */
  report: string;
  receivedAt: Date;
  format: ReportFormat;
  covers: FindingKind[];
  databaseDate: Date | null;
  given: string;
  /** False for scans from before it was kept what was said beside them. */
  isGivenKept: boolean;
};

/** Replaces what an earlier version read of a report. */
@Injectable()
export class ReadingAgainRepository {
  /** Those that count and that an earlier version read, and these. */
  listOutdated(sql: Sql, artifactId: number, also: readonly number[]): Promise<OutdatedScan[]> {
    return sql.query<OutdatedScan>(
      `SELECT scan.id AS "scanId", report_id AS "reportId", 'sha256:' || report.sha256 AS report,
         coalesce(first_received_at, received_at) AS "receivedAt", format, covers, database_date AS "databaseDate",
         given, sender IS NOT NULL AS "isGivenKept"
       FROM scan JOIN report ON report.id = report_id
       WHERE artifact_id = $1 AND (is_current AND reader < $2 OR scan.id = ANY ($3::int[])) ORDER BY scan.id`,
      [artifactId, READER_VERSION, also],
    );
  }

  /** What `listOutdated`, `RecalledScans.hasPending` and `StoredFindingsRepository.has` say together, in one statement: nearly always all is well. */
  async isUpToDate(sql: Sql, artifactId: number): Promise<boolean> {
    const [asked] = await sql.query<{ isUpToDate: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM scan WHERE artifact_id = $1 AND is_current AND reader < $2)
         AND NOT EXISTS (SELECT FROM recalled_scan JOIN scan ON scan.id = scan_id WHERE artifact_id = $1 AND NOT is_applied)
         AND EXISTS (SELECT FROM artifact_state WHERE artifact_id = $1 AND layouts = $3) AS "isUpToDate"`,
      [artifactId, READER_VERSION, FINDING_LAYOUTS],
    );
    return asked?.isUpToDate === true;
  }

  async isArchiveRemoved(sql: Sql, reportId: number): Promise<boolean> {
    const removed = await sql.query('SELECT FROM report_removal WHERE report_id = $1', [reportId]);
    return removed.length > 0;
  }

  /** Its problems are taken out: the caller writes them anew. */
  async update(sql: Sql, scanId: number, read: ReadScan): Promise<void> {
    await sql.query('DELETE FROM problem WHERE scan_id = $1', [scanId]);
    const columns = scanColumns(read);
    const changes = Object.keys(columns).map((name, index) => `${name} = $${index + 2}`);
    await sql.query(`UPDATE scan SET ${changes.join(', ')} WHERE id = $1`, [scanId, ...Object.values(columns)]);
  }

  /** A report that this version refuses is evidence of nothing; what an earlier version found in it counts. */
  async markUnreadable(sql: Sql, scanId: number, reason: string): Promise<void> {
    const failure = { pointer: '', message: `This version of Plimsoll does not read the report: ${reason}` };
    await sql.query(`UPDATE scan SET attempted = covers, covers = '{}', failures = $2, reader = $3 WHERE id = $1`, [
      scanId,
      JSON.stringify([failure]),
      READER_VERSION,
    ]);
  }
}
