import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { WaiverFixes } from './waiver-fixes.js';
import { type ApprovedRow, type ApprovedWaiver, approvedWaiver } from './stored-waiver.js';

const COLUMNS = `waiver.id AS "waiverId", revision.number, waiver.name, content, requested_by AS author,
  revision.valid_from AS "validFrom", revision.names`;

const APPROVERS = `ARRAY(SELECT approver FROM waiver_approval AS given
    WHERE given.waiver_id = waiver.id AND given.number = waiver.number ORDER BY approver) AS approvers`;

/** When a revision was: one that says when it begins may have been approved before. */
const APPROVED_SINCE = `CASE WHEN source = 'file' THEN revision.requested_at WHEN content ->> 'validFrom' IS NULL THEN revision.valid_from
    ELSE coalesce((SELECT min(approved_at) FROM waiver_approval AS given
      WHERE given.waiver_id = waiver.id AND given.number = revision.number), revision.requested_at) END`;

const TABLES = `waiver JOIN waiver_revision AS revision ON waiver_id = waiver.id AND revision.number = waiver.number`;

const IS_APPROVED = (at: string): string =>
  `state = 'approved' AND expires_at > greatest(${at}::timestamptz, statement_timestamp())`;

/** Of a project: requested after an image was moved into it, or for that very image. What is of every project is of this one, too. */
const REACHES = `(waiver.project_id IS NULL OR waiver.project_id = place.project_id AND
    (place.moved_at IS NULL OR revision.requested_at > place.moved_at OR waiver.image IS NOT NULL))`;

type PlaceRow = { projectId: number | null; image: string | null; digest: string | null; requestedAt: Date };

/** Where an image is, and since when, where it came from another project. */
type Place = { projectId: number; movedAt: Date | null };

/** The waivers that an artifact is evaluated with. */
@Injectable()
export class ArtifactWaivers {
  constructor(private readonly fixes: WaiverFixes) {}

  /**
   * Those of its project and of every project that are approved and not over, by name; some may not have begun. For an
   * image that was moved into its project, those that were approved for all images there before it came do not count.
   * Of this clock and PostgreSQL's, the one that is ahead decides. A change of a waiver waits for transactions that
   * hold the artifact.
   */
  async listFor(
    sql: Sql,
    { id, image, digest }: { readonly id: number; readonly image: string; readonly digest: string },
    at: Date,
  ): Promise<ApprovedWaiver[]> {
    // The other query takes a millisecond to plan, and where there are no waivers nothing is to get slower.
    if (!(await this.hasAny(sql))) return [];
    const rows = await sql.query<ApprovedRow & { projectId: number }>(
      `SELECT ${COLUMNS}, ${APPROVERS}, place.project_id AS "projectId"
       FROM ${TABLES}, (SELECT project_id, moved_at FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1) AS place
       WHERE ${IS_APPROVED('$4')} AND ${REACHES}
         AND (image IS NULL OR image = $2) AND (digest IS NULL OR digest = $3)
       ORDER BY waiver.name COLLATE "C"`,
      [id, image, digest, at],
    );
    return this.withFixes(sql, rows);
  }

  private async hasAny(sql: Sql): Promise<boolean> {
    return (await sql.query(`SELECT FROM waiver WHERE state = 'approved' LIMIT 1`)).length > 0;
  }

  /** The same for many artifacts, by their ids: waivers are few where artifacts are many. */
  async listForEach(
    sql: Sql,
    artifacts: readonly { readonly id: number; readonly image: string; readonly digest: string }[],
    at: Date,
  ): Promise<ReadonlyMap<number, readonly ApprovedWaiver[]>> {
    const [rows, places] = [
      await sql.query<ApprovedRow & PlaceRow>(
        `SELECT ${COLUMNS}, ${APPROVERS}, project_id AS "projectId", image, digest, revision.requested_at AS "requestedAt"
         FROM ${TABLES}
         WHERE ${IS_APPROVED('$1')} ORDER BY waiver.name COLLATE "C"`,
        [at],
      ),
      await sql.query<Place & { id: number }>(
        `SELECT artifact.id, project_id AS "projectId", moved_at AS "movedAt" FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = ANY ($1::int[])`,
        [artifacts.map(({ id }) => id)],
      ),
    ];
    const placeOf = new Map(places.map((place) => [place.id, place]));
    const waivers = rows.map((row) => ({ row, waiver: approvedWaiver(row) }));
    const withFixes = await this.fixes.of(
      sql,
      waivers.map(({ waiver }) => waiver),
      places.map(({ projectId }) => projectId),
    );
    return new Map(
      artifacts.map(({ id, image, digest }) => [
        id,
        waivers
          .filter(
            ({ row }) =>
              reaches(row, placeOf.get(id)) && (row.image ?? image) === image && (row.digest ?? digest) === digest,
          )
          .map(({ waiver }) => withFixes(waiver, placeOf.get(id)?.projectId ?? 0)),
      ]),
    );
  }

  /** Those that artifacts of the project are evaluated with, of whatever image; by name. */
  async listOfProject(sql: Sql, projectId: number): Promise<ApprovedWaiver[]> {
    const rows = await sql.query<ApprovedRow & { projectId: number }>(
      `SELECT ${COLUMNS}, ${APPROVERS}, $1::int AS "projectId" FROM ${TABLES}
       WHERE state = 'approved' AND expires_at > statement_timestamp() AND (project_id IS NULL OR project_id = $1)
       ORDER BY waiver.name COLLATE "C"`,
      [projectId],
    );
    return this.withFixes(sql, rows);
  }

  /** Those that a verdict rests on, as they were then. By verdict.id. */
  async listUsed(sql: Sql, verdictRow: number): Promise<ApprovedWaiver[]> {
    const rows = await sql.query<ApprovedRow & { projectId: number }>(
      `SELECT ${COLUMNS}, approvers, image.project_id AS "projectId"
       FROM waiver_use AS used JOIN waiver ON waiver.id = used.waiver_id
         JOIN waiver_revision AS revision ON revision.waiver_id = used.waiver_id AND revision.number = used.number
         JOIN verdict ON verdict.id = used.verdict_id JOIN artifact ON artifact.id = verdict.artifact_id
         JOIN image ON image.id = artifact.image_id
       WHERE used.verdict_id = $1 ORDER BY waiver.name COLLATE "C"`,
      [verdictRow],
    );
    return this.withFixes(sql, rows);
  }

  /**
   * Of these waivers those that were approved at an instant in the artifact's project, as they were then; also those whose time was over. By name. A
   * waiver of a file that was revoked and has come back since is taken for one that never was.
   */
  async listThen(sql: Sql, artifactId: number, waiverIds: readonly number[], then: Date): Promise<ApprovedWaiver[]> {
    const rows = await sql.query<ApprovedRow & { projectId: number }>(
      `SELECT ${COLUMNS}, ARRAY(SELECT approver FROM waiver_approval AS given WHERE given.waiver_id = waiver.id
           AND given.number = revision.number AND approved_at <= $3 ORDER BY approver) AS approvers, place.project_id AS "projectId"
       FROM waiver JOIN waiver_revision AS revision ON waiver_id = waiver.id,
         (SELECT project_id FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1) AS place
       WHERE waiver.id = ANY ($2::int[]) AND (waiver.project_id IS NULL OR waiver.project_id = place.project_id)
         AND verdict_hash IS NOT NULL AND ${APPROVED_SINCE} <= $3
         AND NOT EXISTS (SELECT FROM waiver_revision AS later WHERE later.waiver_id = waiver.id
           AND later.number > revision.number AND later.requested_at <= $3)
         AND (revision.number < waiver.number OR state = 'approved' OR ended_at > $3)
       ORDER BY waiver.name COLLATE "C"`,
      [artifactId, waiverIds, then],
    );
    return this.withFixes(sql, rows);
  }

  /** Each as it is in one project. */
  private async withFixes(sql: Sql, rows: readonly (ApprovedRow & { projectId: number })[]): Promise<ApprovedWaiver[]> {
    const waivers = rows.map(approvedWaiver);
    const withFixes = await this.fixes.of(
      sql,
      waivers,
      rows.map(({ projectId }) => projectId),
    );
    return waivers.map((waiver, place) => withFixes(waiver, rows[place]?.projectId ?? 0));
  }
}

/** As REACHES says it in SQL. */
function reaches({ projectId, image, requestedAt }: PlaceRow, place: Place | undefined): boolean {
  if (projectId === null) return true;
  if (projectId !== place?.projectId) return false;
  return place.movedAt === null || requestedAt > place.movedAt || image !== null;
}
