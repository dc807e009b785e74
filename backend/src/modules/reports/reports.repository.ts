import { Injectable } from '@nestjs/common';
import type { Sender } from '../../core/model/sender.js';
import { severityRank, type SeverityCounts } from '../../core/model/severity.js';
import type { Problem, Remark, Scan } from '../../core/reports/scan.js';
import { arrayLiteral } from '../../database/array-literal.js';
import { chunksOf } from '../../database/chunks-of.js';
import { Database, type Sql } from '../../database/database.js';
import type { ArchivedReport } from '../archive/archived-report.js';
import { ProjectArchivedError } from '../projects/projects.errors.js';
import { type ReadScan, scanColumns } from './scan-columns.js';

export interface ArtifactName {
  project: string;
  image: string;
  digest: string;
}

export type ArtifactRow = { id: number; imageId: number };

export interface ScanRow extends ReadScan {
  artifactId: number;
  reportId: number;
  receivedAt: Date;
  /** Null where these bytes are new for the artifact. */
  firstReceivedAt: Date | null;
  sender: Sender;
  given: string;
  mismatches: readonly Remark[];
}

/** What is known of a report's bytes for an artifact. */
export interface KnownBytes {
  /** The scan with the same said beside it. */
  readonly scan: KnownScan | null;
  /** When they first came. Null for new ones. */
  readonly firstReceivedAt: Date | null;
}

export type KnownScan = {
  scanId: number;
  format: Scan['format'];
  counts: SeverityCounts;
  components: number;
  warnings: readonly Remark[];
  warningCount: number;
  skipped: readonly Remark[];
  skippedCount: number;
  platform: string | null;
  failures: readonly Remark[];
};

/** What became of a tag: which artifact lost it, or keeps it from the one that asks for it. */
export interface TagPlacement {
  readonly takenFrom: { readonly digest: string } | null;
  readonly keptBy: { readonly digest: string; readonly since: Date } | null;
}

/**
 * Writes a report and the scan that it is. Everything goes into the caller's transaction, thousands of rows with one
 * statement.
 */
@Injectable()
export class ReportsRepository {
  constructor(private readonly database: Database) {}

  /** Null where there is none; whether these bytes came for it with the same said beside them. */
  async findArtifact(
    { project, image, digest }: ArtifactName,
    sha256: string,
    given: string,
  ): Promise<{ id: number; hasScan: boolean } | null> {
    const [artifact] = await this.database.query<{ id: number; hasScan: boolean }>(
      `SELECT artifact.id, EXISTS (SELECT FROM scan JOIN report ON report.id = report_id
         WHERE artifact_id = artifact.id AND sha256 = $4 AND given = $5) AS "hasScan"
       FROM artifact JOIN image ON image.id = image_id JOIN project ON project.id = project_id
       WHERE slug = $1 AND repository = $2 AND digest = $3`,
      [project, image, digest, sha256, given],
    );
    return artifact ?? null;
  }

  /**
   * Makes what is not there yet and holds the artifact until the transaction ends. To archive a project waits for those who take reports in
   * (IntakeLock). Throws ProjectArchivedError.
   */
  async findOrCreateArtifact(
    sql: Sql,
    { project, image, digest }: ArtifactName,
    receivedAt: Date,
  ): Promise<ArtifactRow> {
    await sql.query('INSERT INTO project (slug, name) VALUES ($1, $1) ON CONFLICT (slug) DO NOTHING', [project]);
    await sql.query(
      `INSERT INTO image (project_id, repository) SELECT id, $2 FROM project WHERE slug = $1
       ON CONFLICT (project_id, repository) DO NOTHING`,
      [project, image],
    );
    await sql.query(
      `INSERT INTO artifact (image_id, digest, last_scanned_at, image_facts)
       SELECT image.id, $3, $4, '{}' FROM image JOIN project ON project.id = project_id
       WHERE slug = $1 AND repository = $2 ON CONFLICT (image_id, digest) DO NOTHING`,
      [project, image, digest, receivedAt],
    );
    const [artifact] = await sql.query<ArtifactRow & { isArchived: boolean }>(
      `SELECT artifact.id, image_id AS "imageId", archived_at IS NOT NULL AS "isArchived"
       FROM artifact JOIN image ON image.id = image_id JOIN project ON project.id = project_id
       WHERE slug = $1 AND repository = $2 AND digest = $3 FOR NO KEY UPDATE OF artifact`,
      [project, image, digest],
    );
    if (artifact === undefined) throw new Error('the artifact was deleted while a report of it came in');
    const { id, imageId, isArchived } = artifact;
    if (isArchived) throw new ProjectArchivedError(project);
    return { id, imageId };
  }

  /** Bytes that are there already, for whichever artifact, are not stored again. */
  async findOrCreateReport(sql: Sql, archived: ArchivedReport): Promise<number> {
    const { sha256, sizeBytes, encoding, pieces } = archived;
    const [created] = await sql.query<{ id: number }>(
      `INSERT INTO report (sha256, size_bytes, encoding) VALUES ($1, $2, $3)
       ON CONFLICT (sha256) DO NOTHING RETURNING id`,
      [sha256, sizeBytes, encoding],
    );
    if (created === undefined) {
      const [known] = await sql.query<{ id: number }>('SELECT id FROM report WHERE sha256 = $1', [sha256]);
      if (known === undefined) throw new Error('the report was deleted while it came in again');
      await this.restoreArchive(sql, known.id, archived);
      return known.id;
    }
    await this.addArchive(sql, created.id, pieces);
    return created.id;
  }

  /** Where retention has removed the bytes; from here on it leaves them, until the transaction ends. */
  private async restoreArchive(sql: Sql, reportId: number, { encoding, pieces }: ArchivedReport): Promise<void> {
    const [restored] = await sql.query<{ isRemoved: boolean }>('SELECT report_archive_restore($1, $2) AS "isRemoved"', [
      reportId,
      encoding,
    ]);
    if (restored?.isRemoved === true) await this.addArchive(sql, reportId, pieces);
  }

  private async addArchive(sql: Sql, reportId: number, pieces: ArchivedReport['pieces']): Promise<void> {
    let position = 0;
    for await (const piece of pieces) {
      await sql.query('INSERT INTO report_chunk (report_id, position, bytes) VALUES ($1, $2, $3)', [
        reportId,
        position,
        piece,
      ]);
      position += 1;
    }
  }

  async findBytes(sql: Sql, artifactId: number, reportId: number, given: string): Promise<KnownBytes> {
    const [first] = await sql.query<KnownScan & { isSame: boolean; firstReceivedAt: Date }>(
      `SELECT id AS "scanId", format, counts, component_count AS components, warnings,
         warning_count AS "warningCount", skipped, skipped_count AS "skippedCount", platform, failures,
         given = $3 AS "isSame", coalesce(first_received_at, received_at) AS "firstReceivedAt"
       FROM scan WHERE artifact_id = $1 AND report_id = $2 ORDER BY "isSame" DESC LIMIT 1`,
      [artifactId, reportId, given],
    );
    if (first === undefined) return { scan: null, firstReceivedAt: null };
    const { isSame, firstReceivedAt, ...scan } = first;
    return { scan: isSame ? scan : null, firstReceivedAt };
  }

  async createScan(sql: Sql, row: ScanRow): Promise<number> {
    const columns = {
      artifact_id: row.artifactId,
      report_id: row.reportId,
      received_at: row.receivedAt,
      first_received_at: row.firstReceivedAt,
      sender: JSON.stringify(row.sender),
      given: row.given,
      mismatches: JSON.stringify(row.mismatches),
      is_current: true,
      ...scanColumns(row),
    };
    const names = Object.keys(columns);
    const [created] = await sql.query<{ id: number }>(
      `INSERT INTO scan (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})
       RETURNING id`,
      Object.values(columns),
    );
    if (created === undefined) throw new Error('the scan was not created');
    return created.id;
  }

  /** Returns their ids in the order given. */
  async createProblems(sql: Sql, scanId: number, problems: readonly Problem[]): Promise<number[]> {
    const ids: number[] = [];
    for (const chunk of chunksOf(problems)) {
      const column = (of: (problem: Problem) => string | number | boolean | null): string =>
        arrayLiteral(chunk.map((problem) => of(problem)));
      const rows = await sql.query<{ id: number }>(
        `INSERT INTO problem (scan_id, kind, rule, severity, title, description, resolution, path, start_line, end_line,
           subject, layer, component_key, url, is_suppressed)
         SELECT $1, given.* FROM unnest($2::text[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::text[],
           $8::text[], $9::int[], $10::int[], $11::text[], $12::text[], $13::text[], $14::text[], $15::boolean[]) AS given
         RETURNING id`,
        [
          scanId,
          column(({ kind }) => kind),
          column(({ rule }) => rule),
          column(({ severity }) => severityRank(severity)),
          column(({ title }) => title),
          column(({ description }) => description),
          column(({ resolution }) => resolution),
          column(({ path }) => path),
          column(({ startLine }) => startLine),
          column(({ endLine }) => endLine),
          column(({ subject }) => subject),
          column(({ layer }) => layer),
          column(({ componentKey }) => componentKey),
          column(({ url }) => url),
          column(({ isSuppressed }) => isSuppressed),
        ],
      );
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  }

  /**
   * The tag names this artifact from `since` on, unless another took it later: a report that is sent again does not
   * move it.
   */
  async placeTag(sql: Sql, { id, imageId }: ArtifactRow, tag: string, since: Date): Promise<TagPlacement> {
    const [held] = await sql.query<{ artifactId: number; digest: string; since: Date }>(
      `SELECT artifact.id AS "artifactId", digest, since
       FROM artifact_tag JOIN artifact ON artifact.id = artifact_id
       WHERE artifact_tag.image_id = $1 AND tag = $2 FOR UPDATE OF artifact_tag`,
      [imageId, tag],
    );
    if (held?.artifactId === id) return STAYS;
    const [placed] = await sql.query<{ isPlaced: boolean }>(
      `WITH placed AS (
         INSERT INTO artifact_tag (image_id, tag, artifact_id, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (image_id, tag) DO UPDATE SET artifact_id = excluded.artifact_id, since = excluded.since
         WHERE artifact_tag.since <= excluded.since RETURNING artifact_id, tag, since),
       had AS (INSERT INTO artifact_had_tag SELECT artifact_id, tag, since FROM placed ON CONFLICT DO NOTHING)
       SELECT true AS "isPlaced" FROM placed`,
      [imageId, tag, id, since],
    );
    if (held === undefined) return STAYS;
    return placed === undefined ? { takenFrom: null, keptBy: held } : { takenFrom: held, keptBy: null };
  }
}

const STAYS: TagPlacement = { takenFrom: null, keptBy: null };
