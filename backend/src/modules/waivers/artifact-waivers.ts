import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { type ApprovedRow, type ApprovedWaiver, approvedWaiver } from './stored-waiver.js';

const COLUMNS = `waiver.id AS "waiverId", revision.number, waiver.name, content, requested_by AS author,
  revision.valid_from AS "validFrom"`;

/** The waivers that an artifact is judged by. */
@Injectable()
export class ArtifactWaivers {
  /**
   * Those of its project and of every project that are approved and not over, by name; some may not have begun. Neither by this clock nor by
   * PostgreSQL's: the one that is ahead decides. Whoever changes a waiver waits for those who hold the artifact.
   */
  async listFor(
    sql: Sql,
    { id, image, digest }: { readonly id: number; readonly image: string; readonly digest: string },
    at: Date,
  ): Promise<ApprovedWaiver[]> {
    const rows = await sql.query<ApprovedRow>(
      `SELECT ${COLUMNS}, ARRAY(SELECT approver FROM waiver_approval AS given
           WHERE given.waiver_id = waiver.id AND given.number = waiver.number ORDER BY approver) AS approvers
       FROM waiver JOIN waiver_revision AS revision ON waiver_id = waiver.id AND revision.number = waiver.number
       WHERE state = 'approved' AND expires_at > greatest($4::timestamptz, statement_timestamp())
         AND (project_id IS NULL OR project_id = (SELECT project_id FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1))
         AND (image IS NULL OR image = $2) AND (digest IS NULL OR digest = $3)
       ORDER BY waiver.name COLLATE "C"`,
      [id, image, digest, at],
    );
    return rows.map(approvedWaiver);
  }

  /** Those that a verdict rests on, as they were then. By verdict.id. */
  async listUsed(sql: Sql, verdictRow: number): Promise<ApprovedWaiver[]> {
    const rows = await sql.query<ApprovedRow>(
      `SELECT ${COLUMNS}, approvers
       FROM waiver_use AS used JOIN waiver ON waiver.id = used.waiver_id
         JOIN waiver_revision AS revision ON revision.waiver_id = used.waiver_id AND revision.number = used.number
       WHERE verdict_id = $1 ORDER BY waiver.name COLLATE "C"`,
      [verdictRow],
    );
    return rows.map(approvedWaiver);
  }
}
