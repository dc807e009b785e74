import { Injectable } from '@nestjs/common';
import type { Sender } from '../../core/model/sender.js';
import type { VexFormat } from '../../core/vex/vex-document.js';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset } from '../../common/paging/keyset.js';
import { COUNT_LIMIT } from '../../common/paging/total.js';
import { Database, type Sql } from '../../database/database.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import type { AuditActor } from '../audit/audit-event.js';
import type { EndedOutcome } from '../gate/ended-verdicts.repository.js';
import type { ReadVex } from '../reports/vex-reading.js';

export type VexRow = {
  id: number;
  projectId: number;
  project: string;
  image: string | null;
  digest: string | null;
  sha256: string;
  sizeBytes: number;
  format: VexFormat;
  name: string | null;
  author: string | null;
  issuedAt: Date | null;
  signedBy: string[];
  statementCount: number;
  sender: Sender;
  receivedAt: Date;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
  withdrawReason: string | null;
};

/** What a document is filed for. */
export interface Filing {
  readonly projectId: number;
  readonly image: string | null;
  readonly digest: string | null;
}

const COLUMNS = `vex_document.id, project_id AS "projectId", slug AS project, image, digest, sha256, size_bytes AS "sizeBytes", format,
  vex_document.name, author, issued_at AS "issuedAt", signed_by AS "signedBy", statement_count AS "statementCount", sender, received_at AS "receivedAt",
  withdrawn_at AS "withdrawnAt", withdrawn_by AS "withdrawnBy", withdraw_reason AS "withdrawReason"`;

const DOCUMENTS = `SELECT ${COLUMNS} FROM vex_document JOIN project ON project.id = project_id`;

@Injectable()
export class VexRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(
    scope: ProjectScope,
    projectId: number | null,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ rows: VexRow[]; nextCursor: string | null; count: number }> {
    const keyset = new Keyset('vex', '-received', { expressions: ['vex_document.id'], kinds: ['id'] }, cursor);
    const parameters: unknown[] = [scopeParameter(scope), projectId];
    const visible = '($1::int[] IS NULL OR project_id = ANY ($1)) AND ($2::int IS NULL OR project_id = $2)';
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM vex_document WHERE ${visible} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      parameters,
    );
    const rows = await this.database.query<VexRow & { keys: CursorKeys }>(
      `SELECT ${COLUMNS}, ${keyset.selectKeys} FROM vex_document JOIN project ON project.id = project_id
       WHERE ${visible} AND ${keyset.condition(parameters)} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return { ...keyset.page(rows, limit), count: counted?.count ?? 0 };
  }

  async find(sql: Sql, id: number, scope: ProjectScope): Promise<VexRow | null> {
    const [row] = await sql.query<VexRow>(
      `${DOCUMENTS} WHERE vex_document.id = $1 AND ($2::int[] IS NULL OR project_id = ANY ($2))`,
      [id, scopeParameter(scope)],
    );
    return row ?? null;
  }

  async countInForce(sql: Sql, projectId: number): Promise<number> {
    const [row] = await sql.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM vex_document WHERE project_id = $1 AND withdrawn_at IS NULL',
      [projectId],
    );
    return row?.count ?? 0;
  }

  /** Null where the sender's same bytes are there for the same. */
  async insert(sql: Sql, { projectId, image, digest }: Filing, read: ReadVex, sender: Sender): Promise<number | null> {
    const [row] = await sql.query<{ id: number }>(
      `INSERT INTO vex_document (project_id, image, digest, sha256, size_bytes, body, content, content_size, format, name, author,
         issued_at, signed_by, statement_count, sender, sender_key, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, statement_timestamp())
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        projectId,
        image,
        digest,
        read.sha256,
        read.sizeBytes,
        Buffer.from(read.body),
        read.content,
        read.content.length,
        read.format,
        storable(read.name),
        storable(read.author),
        read.issuedAt,
        read.signedBy,
        read.statementCount,
        JSON.stringify(sender),
        keyOf(sender),
      ],
    );
    return row?.id ?? null;
  }

  async findOpen(
    sql: Sql,
    { projectId, image, digest }: Filing,
    { sha256, signedBy }: Pick<ReadVex, 'sha256' | 'signedBy'>,
    sender: Sender,
  ): Promise<number | null> {
    const [row] = await sql.query<{ id: number }>(
      `SELECT id FROM vex_document WHERE project_id = $1 AND image IS NOT DISTINCT FROM $2 AND digest IS NOT DISTINCT FROM $3
         AND sha256 = $4 AND sender_key = $5 AND signed_by = $6 AND withdrawn_at IS NULL`,
      [projectId, image, digest, sha256, keyOf(sender), signedBy],
    );
    return row?.id ?? null;
  }

  /** False where it is withdrawn already. */
  async withdraw(sql: Sql, id: number, by: AuditActor, reason: string): Promise<boolean> {
    const rows = await sql.query(
      `UPDATE vex_document SET withdrawn_at = statement_timestamp(), withdrawn_by_kind = $2, withdrawn_by_id = $3, withdrawn_by = $4,
         withdraw_reason = $5 WHERE id = $1 AND withdrawn_at IS NULL RETURNING id`,
      [id, by.kind, by.id, by.name, reason],
    );
    return rows.length > 0;
  }

  /**
   * Ends the verdicts for these environments on artifacts that a document is filed for. A transaction that is about to
   * store one holds the artifact.
   */
  async endVerdicts(
    sql: Sql,
    { projectId, image, digest }: Filing,
    environments: readonly string[],
  ): Promise<EndedOutcome[]> {
    const held = await sql.query<{ id: number }>(
      `SELECT artifact.id FROM artifact JOIN image ON image.id = image_id
       WHERE project_id = $1 AND ($2::text IS NULL OR repository = $2) AND ($3::text IS NULL OR digest = $3)
       ORDER BY artifact.id FOR NO KEY UPDATE OF artifact`,
      [projectId, image, digest],
    );
    return sql.query<EndedOutcome>(
      `UPDATE artifact_verdict SET holds_until = 'epoch' WHERE artifact_id = ANY ($1::int[]) AND environment = ANY ($2::text[])
       RETURNING artifact_id AS "artifactId", environment, outcome`,
      [held.map(({ id }) => id), environments],
    );
  }

  /** The bytes as received, in Brotli. */
  async findBody(id: number): Promise<Buffer | null> {
    const [row] = await this.database.query<{ body: Buffer }>('SELECT body FROM vex_document WHERE id = $1', [id]);
    return row?.body ?? null;
  }
}

/** Who sends again, by whatever name. */
function keyOf({ kind, id, name, trustRule }: Sender): string {
  return JSON.stringify([kind, id, name, trustRule]);
}

/** PostgreSQL keeps no NUL. */
function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll(/\0|\p{Surrogate}/gu, '\uFFFD');
}
