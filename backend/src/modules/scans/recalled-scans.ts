import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { isRecalledBy, type RecallableScan, type RecallConditions } from './recall-conditions.js';

/** The columns of `evidence_recall AS recall` that tell which scans it is about. */
export const RECALL_CONDITIONS = `tool, versions, sender, received_from AS "receivedFrom", received_until AS "receivedUntil"`;

/** Keeps which scans are recalled, for those who take scans in and judge by them. */
@Injectable()
export class RecalledScans {
  /**
   * Recalls a scan that has just come, where a recall that is in force is about it. Who makes a recall waits for those who take scans in
   * (IntakeLock), so that none slips through between.
   */
  async recallNew(sql: Sql, scanId: number, imageId: number, scan: RecallableScan): Promise<void> {
    const recalls = await sql.query<RecallConditions & { id: number } & Record<string, unknown>>(
      `SELECT id, ${RECALL_CONDITIONS} FROM evidence_recall
       WHERE undone_at IS NULL AND (project_id IS NULL OR project_id = (SELECT project_id FROM image WHERE id = $1))`,
      [imageId],
    );
    const ids = recalls.filter((recall) => isRecalledBy(recall, scan)).map(({ id }) => id);
    if (ids.length === 0) return;
    await sql.query(`INSERT INTO recalled_scan (recall_id, scan_id, is_applied) SELECT unnest($1::int[]), $2, true`, [
      ids,
      scanId,
    ]);
  }

  /** Whether a recall, or its undoing, is not yet in what lists show of the artifact. */
  async hasPending(sql: Sql, artifactId: number): Promise<boolean> {
    const rows = await sql.query(
      `SELECT FROM recalled_scan JOIN scan ON scan.id = scan_id WHERE artifact_id = $1 AND NOT is_applied LIMIT 1`,
      [artifactId],
    );
    return rows.length > 0;
  }

  /** By artifact.id: all of which that is so. */
  async listPending(sql: Sql): Promise<ReadonlySet<number>> {
    const rows = await sql.query<{ artifactId: number }>(
      `SELECT DISTINCT artifact_id AS "artifactId" FROM recalled_scan JOIN scan ON scan.id = scan_id WHERE NOT is_applied`,
    );
    return new Set(rows.map(({ artifactId }) => artifactId));
  }

  async markApplied(sql: Sql, artifactId: number): Promise<void> {
    await sql.query(
      `UPDATE recalled_scan SET is_applied = true
       FROM scan WHERE scan.id = scan_id AND artifact_id = $1 AND NOT is_applied`,
      [artifactId],
    );
  }
}
