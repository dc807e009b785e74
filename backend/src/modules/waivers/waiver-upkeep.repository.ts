import { Injectable } from '@nestjs/common';
import { normaliseIdentifier } from '../../core/advisories/identifier.js';
import type { Sql } from '../../database/database.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';
import { artifactsLedBy, WAITING } from '../postings/artifacts-with.js';

/** A waiver that may no longer be for anything. */
export type UsedWaiver = {
  id: number;
  /** Null for every project. */
  projectId: number | null;
  number: number;
  content: StoredContent;
  /** Since when no current artifact has what it is for; null if one has, or if it was not checked. */
  goneSince: Date | null;
};

/** What becomes of waivers with time. */
@Injectable()
export class WaiverUpkeepRepository {
  /** Of those that end within so many days, those that were not announced. The first to end first. */
  async listEnding(sql: Sql, days: number, most: number): Promise<number[]> {
    const rows = await sql.query<{ id: number }>(
      `SELECT id FROM waiver WHERE state = 'approved' AND ending_told_at IS NULL
         AND expires_at > now() AND expires_at <= now() + $1::int * interval '1 day'
       ORDER BY expires_at, id LIMIT $2`,
      [days, most],
    );
    return rows.map(({ id }) => id);
  }

  /** False if it was announced before, or no longer ends soon. */
  async tellEnding(sql: Sql, id: number, days: number): Promise<boolean> {
    const told = await sql.query(
      `UPDATE waiver SET ending_told_at = now() WHERE id = $1 AND state = 'approved' AND ending_told_at IS NULL
         AND expires_at > now() AND expires_at <= now() + $2::int * interval '1 day' RETURNING id`,
      [id, days],
    );
    return told.length > 0;
  }

  /** The server's own in force for an advisory, that a verdict has named; by id, after the one given. What a file has is the file's. */
  listUsed(sql: Sql, after: number, most: number): Promise<UsedWaiver[]> {
    return sql.query<UsedWaiver>(
      `SELECT waiver.id, project_id AS "projectId", waiver.number, content, gone_since AS "goneSince"
       FROM waiver JOIN waiver_revision AS revision ON waiver_id = waiver.id AND revision.number = waiver.number
       WHERE waiver.id > $1 AND state = 'approved' AND source = 'server' AND content #> '{scope,advisory}' IS NOT NULL
         AND waiver.valid_from <= now() AND expires_at > now() AND EXISTS (SELECT FROM waiver_use AS used WHERE used.waiver_id = waiver.id)
       ORDER BY waiver.id LIMIT $2`,
      [after, most],
    );
  }

  /**
   * Whether no current artifact that the waiver is for has a finding by any of these names, and each was scanned since
   * the waiver began. Current are the newest of each image, what is deployed, and the one that the waiver names. For an
   * artifact whose findings are not posted yet it is not known.
   */
  async isGone(
    sql: Sql,
    { id, projectId, content: { scope } }: Pick<UsedWaiver, 'id' | 'projectId' | 'content'>,
    names: readonly string[],
  ): Promise<boolean> {
    const [found] = await sql.query<{ isGone: boolean }>(
      `WITH waiting AS MATERIALIZED (${WAITING}),
         current AS MATERIALIZED (
           SELECT artifact.id, last_scanned_at FROM artifact JOIN image ON image.id = image_id
           WHERE ($2::int IS NULL OR project_id = $2) AND ($3::text IS NULL OR repository = $3) AND ($4::text IS NULL OR digest = $4)
             AND ($4::text IS NOT NULL OR artifact.id = image.latest_id
               OR EXISTS (SELECT FROM deployment WHERE artifact_id = artifact.id AND ended_at IS NULL)))
       SELECT EXISTS (SELECT FROM current)
         AND NOT EXISTS (SELECT FROM current, waiver WHERE waiver.id = $1 AND last_scanned_at <= waiver.valid_from)
         AND NOT EXISTS (SELECT FROM current JOIN waiting USING (id) WHERE leads IS NULL)
         AND NOT EXISTS (SELECT FROM current WHERE id IN (
           ${artifactsLedBy('$5', 'ARRAY(SELECT id FROM advisory_alias WHERE alias = ANY ($5::text[]))')})) AS "isGone"`,
      [
        id,
        projectId,
        scope.image ?? null,
        scope.digest ?? null,
        [...new Set([normaliseIdentifier(scope.advisory ?? ''), ...names])],
      ],
    );
    return found?.isGone === true;
  }

  async noteGone(sql: Sql, { id, number }: Pick<UsedWaiver, 'id' | 'number'>, isGone: boolean): Promise<void> {
    await sql.query(
      `UPDATE waiver SET gone_since = CASE WHEN $3 THEN coalesce(gone_since, now()) END WHERE id = $1 AND number = $2 AND state = 'approved'`,
      [id, number, isGone],
    );
  }

  /** Since when it has been gone, where that is so many days; else null. */
  async goneFor(sql: Sql, { id, number }: Pick<UsedWaiver, 'id' | 'number'>, days: number): Promise<Date | null> {
    const [row] = await sql.query<{ goneSince: Date }>(
      `SELECT gone_since AS "goneSince" FROM waiver WHERE id = $1 AND number = $2 AND gone_since <= now() - $3::int * interval '1 day'`,
      [id, number, days],
    );
    return row?.goneSince ?? null;
  }
}
