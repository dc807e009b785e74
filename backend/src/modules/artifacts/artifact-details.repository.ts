import { Injectable } from '@nestjs/common';
import type { SeverityCounts } from '../../core/findings/severity.js';
import type { FindingKind, ImageFacts, OperatingSystem, Remark, ReportFormat } from '../../core/reports/scan.js';
import { Database } from '../../database/database.js';

const SCANS_SHOWN = 10;

export type ScanRow = {
  id: number;
  format: ReportFormat;
  tool: string;
  toolVersion: string | null;
  scannedAt: Date | null;
  receivedAt: Date;
  databaseDate: Date | null;
  covers: FindingKind[];
  counts: SeverityCounts;
  isCurrent: boolean;
  warnings: Remark[];
  skipped: Remark[];
  warningCount: number;
  skippedCount: number;
  reportSha256: string;
  /** pg gives 64-bit integers as text. */
  reportBytes: string;
};

export type ArtifactFactsRow = { operatingSystem: OperatingSystem | null; imageFacts: ImageFacts };

/** What the page of one artifact shows beyond its row in lists. */
@Injectable()
export class ArtifactDetailsRepository {
  constructor(private readonly database: Database) {}

  async findFacts(id: number): Promise<ArtifactFactsRow | null> {
    const [facts] = await this.database.query<ArtifactFactsRow>(
      'SELECT operating_system AS "operatingSystem", image_facts AS "imageFacts" FROM artifact WHERE id = $1',
      [id],
    );
    return facts ?? null;
  }

  /** Newest first: the last ten and every current one. */
  listScans(artifactId: number): Promise<ScanRow[]> {
    return this.database.query<ScanRow>(
      `SELECT scan.id, format, tool, tool_version AS "toolVersion", scanned_at AS "scannedAt",
         received_at AS "receivedAt", database_date AS "databaseDate", covers, counts, is_current AS "isCurrent",
         warnings, skipped, warning_count AS "warningCount", skipped_count AS "skippedCount",
         sha256 AS "reportSha256", size_bytes AS "reportBytes"
       FROM scan JOIN report ON report.id = report_id
       WHERE artifact_id = $1 AND (is_current OR scan.id IN (
         SELECT id FROM scan WHERE artifact_id = $1 ORDER BY received_at DESC, id DESC LIMIT ${SCANS_SHOWN}))
       ORDER BY received_at DESC, scan.id DESC`,
      [artifactId],
    );
  }

  /** The texts of the verdicts given last, by environment. */
  async listVerdictBodies(artifactId: number, policyId: number): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<{ environment: string; body: string }>(
      `SELECT standing.environment, body FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
       WHERE standing.artifact_id = $1 AND standing.policy_id = $2`,
      [artifactId, policyId],
    );
    return new Map(rows.map(({ environment, body }) => [environment, body]));
  }
}
