import { Injectable } from '@nestjs/common';
import type { FindingKind } from '../../core/model/finding-kind.js';
import type { SeverityCounts } from '../../core/model/severity.js';
import { READER_VERSION } from '../../core/reports/reader-version.js';
import type { ReportFormat, Scan } from '../../core/reports/scan.js';
import { arrayLiteral } from '../../database/array-literal.js';
import { Database, type Sql } from '../../database/database.js';

/** A scan that counts and that an earlier version read. */
export type OutdatedScan = {
  scanId: number;
  reportId: number;
  /** `sha256:` of the report's bytes. */
  report: string;
  receivedAt: Date;
  format: ReportFormat;
  covers: FindingKind[];
  databaseDate: Date | null;
};

export interface ReadScan {
  scan: Scan;
  counts: SeverityCounts;
  withoutPurlCount: number;
  claimIds: readonly number[];
  componentIds: readonly number[];
}

/** Replaces what an earlier version read of a report. */
@Injectable()
export class ReadingAgainRepository {
  constructor(private readonly database: Database) {}

  listOutdated(sql: Sql, artifactId: number): Promise<OutdatedScan[]> {
    return sql.query<OutdatedScan>(
      `SELECT scan.id AS "scanId", report_id AS "reportId", 'sha256:' || report.sha256 AS report,
         received_at AS "receivedAt", format, covers, database_date AS "databaseDate"
       FROM scan JOIN report ON report.id = report_id
       WHERE artifact_id = $1 AND is_current AND reader < $2 ORDER BY scan.id`,
      [artifactId, READER_VERSION],
    );
  }

  /** The report's archive, piece by piece. */
  async *readArchive(reportId: number): AsyncGenerator<Uint8Array> {
    for (let position = 0; ; position += 1) {
      const [piece] = await this.database.query<{ bytes: Buffer }>(
        'SELECT bytes FROM report_chunk WHERE report_id = $1 AND position = $2',
        [reportId, position],
      );
      if (piece === undefined) return;
      yield piece.bytes;
    }
  }

  /** Its problems are taken out: the caller writes them anew. */
  async update(sql: Sql, scanId: number, { scan, ...read }: ReadScan): Promise<void> {
    await sql.query('DELETE FROM problem WHERE scan_id = $1', [scanId]);
    await sql.query(
      `UPDATE scan SET tool = $2, tool_version = $3, scanned_at = $4, database_date = $5, covers = $6,
         operating_system = $7, image_facts = $8, component_count = $9, without_purl_count = $10, counts = $11,
         warnings = $12, warning_count = $13, skipped = $14, skipped_count = $15, claim_ids = $16, component_ids = $17,
         target = $18, platform = $19, failures = $20, attempted = $21, carries = $22, reader = $23 WHERE id = $1`,
      [
        scanId,
        scan.tool.name,
        scan.tool.version,
        scan.scannedAt,
        scan.databaseDate,
        scan.covers,
        JSON.stringify(scan.operatingSystem),
        JSON.stringify(scan.image),
        scan.components.length,
        read.withoutPurlCount,
        JSON.stringify(read.counts),
        JSON.stringify(scan.warnings),
        scan.warningCount,
        JSON.stringify(scan.skipped),
        scan.skippedCount,
        arrayLiteral(read.claimIds),
        arrayLiteral(read.componentIds),
        scan.target,
        scan.platform,
        JSON.stringify(scan.failures),
        scan.attempted,
        scan.carries,
        READER_VERSION,
      ],
    );
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
