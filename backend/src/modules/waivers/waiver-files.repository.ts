import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import type { AuditActor } from '../audit/audit-event.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';
import type { FileWaiver, KnownWaiver } from './waiver-file-plan.js';
import type { Requester } from './waivers.repository.js';

/** What is stored of a file's waiver. */
export interface FileRevision extends FileWaiver {
  /** `waiverRevision` of it. */
  readonly hash: string;
}

/** Writes the waivers that files have. They are approved by who applies the file, and by whom it names. */
@Injectable()
export class WaiverFilesRepository {
  /** Those of the origin in the project, and those that have one of the names and are for artifacts that these would be for. */
  async listKnown(
    sql: Sql,
    {
      projectId,
      origin,
      names,
    }: { readonly projectId: number | null; readonly origin: string; readonly names: readonly string[] },
  ): Promise<KnownWaiver[]> {
    return sql.query<KnownWaiver>(
      `SELECT waiver.id, project_id AS "projectId", name, source, origin, state, waiver.number, content
       FROM waiver JOIN waiver_revision AS revision ON waiver_id = waiver.id AND revision.number = waiver.number
       WHERE (project_id IS NOT DISTINCT FROM $1::int AND source = 'file' AND origin = $2)
         OR (name = ANY ($3::text[]) AND ($1::int IS NULL OR project_id IS NULL OR project_id = $1))
       ORDER BY waiver.id`,
      [projectId, origin, names],
    );
  }

  async insert(
    sql: Sql,
    waiver: FileRevision,
    { projectId, origin, by, at }: { projectId: number | null; origin: string; by: Requester; at: Date },
  ): Promise<number> {
    const { name, content, hash } = waiver;
    const [created] = await sql.query<{ id: number }>(
      `INSERT INTO waiver (project_id, name, source, origin, state, hash, image, digest, valid_from, expires_at, requested_at)
       VALUES ($1, $2, 'file', $3, 'approved', $4, $5, $6, $7, $8, $9) RETURNING id`,
      [projectId, name, origin, hash, ...columnsOf(content), at],
    );
    if (created === undefined) throw new Error('a waiver was not written');
    await this.insertRevision(sql, { id: created.id, number: 1 }, waiver, { by, at });
    return created.id;
  }

  /** Says something else from now on, or counts again. */
  async revise(
    sql: Sql,
    { id, number }: KnownWaiver,
    waiver: FileRevision,
    { origin, by, at }: { origin: string; by: Requester; at: Date },
  ): Promise<void> {
    await sql.query(
      `UPDATE waiver SET state = 'approved', origin = $2, number = $3, hash = $4, image = $5, digest = $6, valid_from = $7, expires_at = $8,
         requested_at = $9, ending_told_at = NULL, ended_at = NULL, ended_by_kind = NULL, ended_by_id = NULL, ended_by = NULL, end_reason = NULL
       WHERE id = $1`,
      [id, origin, number + 1, waiver.hash, ...columnsOf(waiver.content), at],
    );
    await this.insertRevision(sql, { id, number: number + 1 }, waiver, { by, at });
  }

  async revoke(
    sql: Sql,
    ids: readonly number[],
    { by, reason, at }: { by: AuditActor; reason: string; at: Date },
  ): Promise<void> {
    await sql.query(
      `UPDATE waiver SET state = 'revoked', ended_at = $2, ended_by_kind = $3, ended_by_id = $4, ended_by = $5, end_reason = $6
       WHERE id = ANY ($1::int[])`,
      [ids, at, by.kind, by.id, by.name, reason],
    );
  }

  private async insertRevision(
    sql: Sql,
    { id, number }: { readonly id: number; readonly number: number },
    { content, hash }: FileRevision,
    { by: { actor, accountId }, at }: { by: Requester; at: Date },
  ): Promise<void> {
    await sql.query(
      `INSERT INTO waiver_revision (waiver_id, number, hash, content, account_id, requested_by_kind, requested_by_id, requested_by, requested_at,
         valid_from, verdict_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $3)`,
      [
        id,
        number,
        hash,
        JSON.stringify(content),
        accountId,
        actor.kind,
        actor.id,
        actor.name,
        at,
        content.validFrom ?? null,
      ],
    );
  }
}

/** Image, digest, beginning and end. */
function columnsOf({ scope, validFrom, expiresAt }: StoredContent): (string | null)[] {
  return [scope.image ?? null, scope.digest ?? null, validFrom ?? null, expiresAt];
}
