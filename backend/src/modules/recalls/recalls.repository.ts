import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import type { AuditActor } from '../audit/audit-event.js';
import { isRecalledBy, type RecallableScan, type RecallConditions } from '../scans/recall-conditions.js';
import { RECALL_CONDITIONS } from '../scans/recalled-scans.js';

/** So many scans are held in memory at once. */
const BATCH = 10_000;

const MOST_LISTED = 200;

/** Which scans a recall is about, and in which project; null for every one. */
export type Recallable = { readonly [Name in keyof RecallConditions]: RecallConditions[Name] } & {
  readonly projectId: number | null;
};

export type RecallRow = Recallable & {
  id: number;
  project: string | null;
  reason: string;
  recalledAt: Date;
  recalledByKind: string;
  recalledById: string | null;
  recalledBy: string;
  undoneAt: Date | null;
  undoneByKind: string | null;
  undoneById: string | null;
  undoneBy: string | null;
  scanCount: number;
  artifactCount: number;
};

/** A scan that a recall is about. */
export interface FoundScan {
  readonly scanId: number;
  readonly artifactId: number;
  readonly isCurrent: boolean;
}

@Injectable()
export class RecallsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Newest first. Counts are of the scope's scans alone: a recall of every project reveals nothing about other
   * projects.
   */
  list(scope: ProjectScope): Promise<RecallRow[]> {
    return this.read(this.database, `$1::int[] IS NULL OR recall.project_id IS NULL OR recall.project_id = ANY ($1)`, [
      scopeParameter(scope),
    ]);
  }

  /** One that is not in the scope is not there. */
  async find(sql: Sql, id: number, scope: ProjectScope): Promise<RecallRow | null> {
    const [row] = await this.read(
      sql,
      `($1::int[] IS NULL OR recall.project_id IS NULL OR recall.project_id = ANY ($1)) AND recall.id = $2`,
      [scopeParameter(scope), id],
    );
    return row ?? null;
  }

  private read(sql: Sql, condition: string, parameters: readonly unknown[]): Promise<RecallRow[]> {
    return sql.query<RecallRow>(
      `SELECT recall.id, recall.project_id AS "projectId", slug AS project, ${RECALL_CONDITIONS}, reason,
         recalled_at AS "recalledAt", recalled_by_kind AS "recalledByKind", recalled_by_id AS "recalledById",
         recalled_by AS "recalledBy", undone_at AS "undoneAt", undone_by_kind AS "undoneByKind",
         undone_by_id AS "undoneById", undone_by AS "undoneBy", "scanCount", "artifactCount"
       FROM evidence_recall AS recall LEFT JOIN project ON project.id = recall.project_id,
         LATERAL (SELECT count(*)::int AS "scanCount", count(DISTINCT artifact_id)::int AS "artifactCount"
           FROM recalled_scan JOIN scan ON scan.id = scan_id JOIN artifact ON artifact.id = artifact_id
             JOIN image ON image.id = image_id
           WHERE recall_id = recall.id AND ($1::int[] IS NULL OR image.project_id = ANY ($1))) AS counted
       WHERE ${condition} ORDER BY recall.id DESC LIMIT ${MOST_LISTED}`,
      parameters,
    );
  }

  /** Every scan that a recall would be about, in the order of their artifacts. */
  async findScans(sql: Sql, recall: Recallable): Promise<FoundScan[]> {
    const found: FoundScan[] = [];
    for (let after = 0; ;) {
      const rows = await sql.query<FoundScan & RecallableScan & Record<string, unknown>>(
        `SELECT scan.id AS "scanId", artifact_id AS "artifactId", is_current AS "isCurrent", tool,
           tool_version AS "toolVersion", sender, received_at AS "receivedAt"
         FROM scan JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id
         WHERE scan.id > $1 AND ($2::int IS NULL OR project_id = $2) AND ($3::text IS NULL OR lower(tool) = lower($3))
           AND ($4::timestamptz IS NULL OR received_at >= $4) AND ($5::timestamptz IS NULL OR received_at < $5)
         ORDER BY scan.id LIMIT ${BATCH}`,
        [after, recall.projectId, recall.tool, recall.receivedFrom, recall.receivedUntil],
      );
      for (const { scanId, artifactId, isCurrent, ...scan } of rows) {
        if (isRecalledBy(recall, scan)) found.push({ scanId, artifactId, isCurrent });
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) return found;
      after = last.scanId;
    }
  }

  async insert(
    sql: Sql,
    { projectId, tool, versions, sender, receivedFrom, receivedUntil }: Recallable,
    { reason, by, at }: { readonly reason: string; readonly by: AuditActor; readonly at: Date },
  ): Promise<number> {
    const [created] = await sql.query<{ id: number }>(
      `INSERT INTO evidence_recall (project_id, tool, versions, sender, received_from, received_until, reason, recalled_at,
         recalled_by_kind, recalled_by_id, recalled_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
      [projectId, tool, versions, sender, receivedFrom, receivedUntil, reason, at, by.kind, by.id, by.name],
    );
    if (created === undefined) throw new Error('the recall was not created');
    return created.id;
  }

  async addScans(sql: Sql, recallId: number, scanIds: readonly number[]): Promise<void> {
    await sql.query('INSERT INTO recalled_scan (recall_id, scan_id) SELECT $1, unnest($2::int[])', [recallId, scanIds]);
  }

  /** False for one that was undone before. */
  async undo(sql: Sql, recallId: number, by: AuditActor, at: Date): Promise<boolean> {
    const undone = await sql.query(
      `UPDATE evidence_recall SET undone_at = $2, undone_by_kind = $3, undone_by_id = $4, undone_by = $5
       WHERE id = $1 AND undone_at IS NULL RETURNING id`,
      [recallId, at, by.kind, by.id, by.name],
    );
    if (undone.length === 0) return false;
    await sql.query('UPDATE recalled_scan SET is_applied = false WHERE recall_id = $1', [recallId]);
    return true;
  }

  async listArtifacts(sql: Sql, recallId: number): Promise<number[]> {
    const rows = await sql.query<{ id: number }>(
      `SELECT DISTINCT artifact_id AS id FROM recalled_scan JOIN scan ON scan.id = scan_id WHERE recall_id = $1 ORDER BY id`,
      [recallId],
    );
    return rows.map(({ id }) => id);
  }
}
