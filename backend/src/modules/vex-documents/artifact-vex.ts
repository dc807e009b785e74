import { Injectable } from '@nestjs/common';
import type { DecidingPolicy } from '../../core/gate/evaluate.js';
import type { Sender } from '../../core/model/sender.js';
import type { VexContent } from '../../core/vex/vex-document.js';
import { vexOfJson } from '../../core/vex/vex-json.js';
import type { VexDocument } from '../../core/vex/vex-word.js';
import type { Sql } from '../../database/database.js';

/** An artifact as documents are filed for it. */
export interface FiledArtifact {
  readonly id: number;
  readonly image: string;
  readonly digest: string;
}

/** One that is filed for an artifact, with its vex_document.id. */
export interface FiledVex extends VexDocument {
  readonly vexId: number;
}

/** What a document is filed for, within its project, and since when. */
export interface VexFiling {
  readonly id: number;
  /** Null: every image. */
  readonly image: string | null;
  /** Null: every build. */
  readonly digest: string | null;
  readonly receivedAt: Date;
}

type Row = { id: number; sha256: string; sender: Sender; size: number };

/** What has been read stays as it is, so it is taken apart once: so many characters of it are kept. */
const MOST_KEPT = 16 * 1024 * 1024;

const FITS = `(vex_document.image IS NULL OR vex_document.image = $2) AND (vex_document.digest IS NULL OR vex_document.digest = $3)`;

/** Of an image that was moved into its project: for that very image, or received since. */
const OF_ITS_TIME = `(vex_document.image IS NOT NULL OR received_at > coalesce(
  (SELECT moved_at FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1), '-infinity'))`;

const FILED = `project_id = (SELECT project_id FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1)
  AND ${FITS} AND ${OF_ITS_TIME}`;

/** The same at the instant $4, in the project in which the image was then. */
const FILED_THEN = `project_id = (
    SELECT coalesce((SELECT from_project_id FROM image_move WHERE image_id = image.id AND moved_at > $4
      ORDER BY moved_at LIMIT 1), project_id)
    FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1)
  AND ${FITS} AND (vex_document.image IS NOT NULL OR received_at > coalesce((
    SELECT max(image_move.moved_at) FROM artifact JOIN image_move USING (image_id)
    WHERE artifact.id = $1 AND image_move.moved_at <= $4), '-infinity'))`;

/** The VEX documents that are filed for an artifact. Whose count, the policy says. */
@Injectable()
export class ArtifactVex {
  private readonly kept = new Map<number, { readonly content: VexContent; readonly size: number }>();
  private keptSize = 0;

  /** Those in force, in a fixed order; none where no environment of the policy honours any, so that nothing is asked for. */
  async listFor(sql: Sql, artifact: FiledArtifact, policy: DecidingPolicy): Promise<FiledVex[]> {
    return isAskedBy(policy) ? this.listFiled(sql, artifact) : [];
  }

  /** Of several artifacts, by artifact.id; none for those for which none is filed, nor where none of the policies honours any. */
  async listForEach(
    sql: Sql,
    artifacts: readonly FiledArtifact[],
    policies: readonly DecidingPolicy[],
  ): Promise<ReadonlyMap<number, readonly FiledVex[]>> {
    if (!policies.some(isAskedBy)) return new Map();
    const rows = await sql.query<Row & { artifactId: number }>(
      `SELECT artifact.id AS "artifactId", vex_document.id, sha256, sender, content_size AS size
       FROM artifact JOIN image ON image.id = image_id JOIN vex_document ON vex_document.project_id = image.project_id
       WHERE artifact.id = ANY ($1::int[]) AND withdrawn_at IS NULL
         AND (vex_document.image IS NULL OR vex_document.image = repository)
         AND (vex_document.digest IS NULL OR vex_document.digest = artifact.digest)
         AND (moved_at IS NULL OR vex_document.image IS NOT NULL OR received_at > moved_at)
       ORDER BY sha256, vex_document.id`,
      [artifacts.map(({ id }) => id)],
    );
    const documents = await this.readEach(sql, rows);
    const filed = new Map<number, FiledVex[]>();
    for (const { artifactId, id } of rows) {
      const document = documents.get(id);
      if (document === undefined) continue;
      const known = filed.get(artifactId);
      if (known === undefined) filed.set(artifactId, [document]);
      else known.push(document);
    }
    return filed;
  }

  /** The same, whatever the policy says. */
  listFiled(sql: Sql, artifact: FiledArtifact): Promise<FiledVex[]> {
    return this.read(sql, artifact, `${FILED} AND withdrawn_at IS NULL`, []);
  }

  /** By vex_document.id. */
  async filingsOf(sql: Sql, documents: readonly FiledVex[]): Promise<ReadonlyMap<number, VexFiling>> {
    const rows = await sql.query<VexFiling & Record<string, unknown>>(
      'SELECT id, image, digest, received_at AS "receivedAt" FROM vex_document WHERE id = ANY ($1::int[])',
      [documents.map(({ vexId }) => vexId)],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Those that were in force at an instant. */
  async listThen(sql: Sql, artifact: FiledArtifact, policy: DecidingPolicy, at: string): Promise<FiledVex[]> {
    return isAskedBy(policy) ? this.listFiledThen(sql, artifact, at) : [];
  }

  /** The same, whatever the policy says. */
  listFiledThen(sql: Sql, artifact: FiledArtifact, at: string): Promise<FiledVex[]> {
    const inForce = 'received_at <= $4 AND (withdrawn_at IS NULL OR withdrawn_at > $4)';
    return this.read(sql, artifact, `${FILED_THEN} AND ${inForce}`, [at]);
  }

  /** Characters of those that `listFor` would give, without reading them. */
  async weigh(sql: Sql, artifact: FiledArtifact, policy: DecidingPolicy): Promise<number> {
    if (!isAskedBy(policy)) return 0;
    const [sum] = await sql.query<{ size: number }>(
      `SELECT coalesce(sum(content_size), 0)::float8 AS size FROM vex_document WHERE ${FILED} AND withdrawn_at IS NULL`,
      [artifact.id, artifact.image, artifact.digest],
    );
    return sum?.size ?? 0;
  }

  private async read(
    sql: Sql,
    { id, image, digest }: FiledArtifact,
    condition: string,
    more: readonly unknown[],
  ): Promise<FiledVex[]> {
    const rows = await sql.query<Row>(
      `SELECT id, sha256, sender, content_size AS size FROM vex_document WHERE ${condition} ORDER BY sha256, id`,
      [id, image, digest, ...more],
    );
    const documents = await this.readEach(sql, rows);
    return rows.flatMap((row) => documents.get(row.id) ?? []);
  }

  /** By vex_document.id; a document that several artifacts have is one object. */
  private async readEach(sql: Sql, rows: readonly Row[]): Promise<ReadonlyMap<number, FiledVex>> {
    const distinct = new Map(rows.map((row) => [row.id, row]));
    // Held here: to keep one may drop another that is asked for as well.
    const contents = new Map<number, VexContent>();
    for (const id of distinct.keys()) {
      const known = this.kept.get(id);
      if (known !== undefined) contents.set(id, known.content);
    }
    const missing = [...distinct.keys()].filter((id) => !contents.has(id));
    if (missing.length > 0) {
      const read = await sql.query<{ id: number; content: string }>(
        'SELECT id, content FROM vex_document WHERE id = ANY ($1::int[])',
        [missing],
      );
      for (const row of read) contents.set(row.id, vexOfJson(row.content));
    }
    const documents = new Map<number, FiledVex>();
    for (const { id: vexId, sha256, sender, size } of distinct.values()) {
      const content = contents.get(vexId);
      // It was removed meanwhile.
      if (content === undefined) continue;
      this.keep(vexId, content, size);
      documents.set(vexId, { vexId, document: `sha256:${sha256}`, content, sender });
    }
    return documents;
  }

  private keep(id: number, content: VexContent, size: number): void {
    if (this.kept.has(id) || size > MOST_KEPT) return;
    for (const [first, { size: freed }] of this.kept) {
      if (this.keptSize + size <= MOST_KEPT) break;
      this.kept.delete(first);
      this.keptSize -= freed;
    }
    this.kept.set(id, { content, size });
    this.keptSize += size;
  }
}

function isAskedBy({ environments }: DecidingPolicy): boolean {
  return environments.some(({ settings: { evidence } }) => Array.isArray(evidence?.vexFrom));
}
