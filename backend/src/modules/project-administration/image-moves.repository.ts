import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import type { AuditActor } from '../audit/audit-event.js';
import { isRecalledBy, type RecallableScan, type RecallConditions } from '../scans/recall-conditions.js';
import { RECALL_CONDITIONS } from '../scans/recalled-scans.js';

/** An image as it is moved. */
export type HeldImage = { id: number; repository: string; projectId: number; project: string };

/** A recall of a project that would bind the image no longer, or newly. */
export type BindingRecall = { id: number; project: string };

@Injectable()
export class ImageMovesRepository {
  /** Null for one that is not there. Held until the transaction ends. */
  async hold(sql: Sql, id: number): Promise<HeldImage | null> {
    const [image] = await sql.query<HeldImage>(
      `SELECT image.id, repository, project_id AS "projectId", slug AS project
       FROM image JOIN project ON project.id = project_id WHERE image.id = $1 FOR NO KEY UPDATE OF image`,
      [id],
    );
    return image ?? null;
  }

  async isThere(sql: Sql, projectId: number, repository: string): Promise<boolean> {
    const found = await sql.query('SELECT FROM image WHERE project_id = $1 AND repository = $2', [
      projectId,
      repository,
    ]);
    return found.length > 0;
  }

  /**
   * A recall in force of the project that the image leaves and of one of its scans, or of the project that it comes into and that is about
   * one of them. Not where a recall of every project keeps the scan from counting.
   */
  async findRecall(sql: Sql, { id, projectId }: HeldImage, toId: number): Promise<BindingRecall | null> {
    const [left] = await sql.query<BindingRecall>(
      `SELECT recall.id, slug AS project FROM evidence_recall AS recall JOIN project ON project.id = recall.project_id
         JOIN recalled_scan ON recall_id = recall.id JOIN scan ON scan.id = scan_id
         JOIN artifact ON artifact.id = artifact_id
       WHERE image_id = $1 AND recall.project_id = $2 AND undone_at IS NULL AND ${IS_NOT_RECALLED_EVERYWHERE}
       ORDER BY recall.id LIMIT 1`,
      [id, projectId],
    );
    if (left !== undefined) return left;
    const recalls = await sql.query<RecallConditions & BindingRecall & Record<string, unknown>>(
      `SELECT recall.id, slug AS project, ${RECALL_CONDITIONS}
       FROM evidence_recall AS recall JOIN project ON project.id = recall.project_id
       WHERE recall.project_id = $1 AND undone_at IS NULL ORDER BY recall.id`,
      [toId],
    );
    if (recalls.length === 0) return null;
    const scans = await sql.query<RecallableScan & Record<string, unknown>>(
      `SELECT tool, tool_version AS "toolVersion", sender, received_at AS "receivedAt"
       FROM scan JOIN artifact ON artifact.id = artifact_id WHERE image_id = $1 AND ${IS_NOT_RECALLED_EVERYWHERE}`,
      [id],
    );
    const binding = recalls.find((recall) => scans.some((scan) => isRecalledBy(recall, scan)));
    return binding === undefined ? null : { id: binding.id, project: binding.project };
  }

  /** By the clock of the database, which waivers and VEX documents have their times from. */
  async move(sql: Sql, { id, projectId }: HeldImage, toId: number, by: AuditActor): Promise<void> {
    await sql.query(
      `WITH moved AS (
         UPDATE image SET project_id = $3, moved_at = clock_timestamp() WHERE id = $1 RETURNING id, moved_at)
       INSERT INTO image_move (image_id, from_project_id, to_project_id, moved_at, moved_by_kind, moved_by_id, moved_by)
       SELECT id, $2, $3, moved_at, $4, $5, $6 FROM moved`,
      [id, projectId, toId, by.kind, by.id, by.name],
    );
  }

  /**
   * What its old project knows of fixes for the image's components its new one knows as well: else the time of grace of a waiver for every
   * project would begin again.
   */
  async copyFixes(sql: Sql, { id, projectId }: HeldImage, toId: number): Promise<void> {
    await sql.query(
      `INSERT INTO waiver_fix (waiver_id, project_id, environment, finding, advisory, component, fixed_since)
       SELECT waiver_id, $3, environment, finding, advisory, component, fixed_since FROM waiver_fix
       WHERE project_id = $2 AND component IN (
         SELECT key FROM component WHERE id IN (
           SELECT unnest(component_ids) FROM scan JOIN artifact ON artifact.id = artifact_id WHERE image_id = $1))
       ORDER BY waiver_id, environment, finding
       ON CONFLICT (waiver_id, project_id, environment, finding)
         DO UPDATE SET fixed_since = least(waiver_fix.fixed_since, excluded.fixed_since)`,
      [id, projectId, toId],
    );
  }

  /** The newest first. */
  async listArtifacts(sql: Sql, imageId: number): Promise<number[]> {
    const rows = await sql.query<{ id: number }>('SELECT id FROM artifact WHERE image_id = $1 ORDER BY id DESC', [
      imageId,
    ]);
    return rows.map(({ id }) => id);
  }
}

/** Of `scan`. */
const IS_NOT_RECALLED_EVERYWHERE = `NOT EXISTS (
  SELECT FROM recalled_scan AS held JOIN evidence_recall AS everywhere ON everywhere.id = held.recall_id
  WHERE held.scan_id = scan.id AND everywhere.project_id IS NULL AND everywhere.undone_at IS NULL)`;
