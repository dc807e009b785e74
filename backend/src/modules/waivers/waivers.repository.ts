import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import type { AuditActor } from '../audit/audit-event.js';
import { STATE_NOW, type StoredState, type WaiverState } from './waiver-state.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';

/** A waiver that is about to change, and is held until the transaction ends. */
export type HeldWaiver = {
  id: number;
  /** Null for every project. */
  projectId: number | null;
  name: string;
  source: 'server' | 'file';
  origin: string | null;
  state: StoredState;
  isOver: boolean;
  number: number;
  revision: string;
  content: StoredContent;
  /** Who requested the revision. */
  accountId: number | null;
  /** Since when it counts; null where it was never approved. */
  validFrom: Date | null;
};

/** Who requests a revision: a token is its owner's. */
export interface Requester {
  readonly actor: AuditActor;
  readonly accountId: number | null;
}

/** What a revision says, and the name of that. */
export interface NewRevision {
  readonly content: StoredContent;
  /** `waiverRevision` of it. */
  readonly hash: string;
  readonly by: Requester;
}

const SELECT_EACH = `SELECT waiver.id, project_id AS "projectId", waiver.name, source, origin, state, expires_at <= clock_timestamp() AS "isOver",
    waiver.number, waiver.hash AS revision, content, account_id AS "accountId", revision.valid_from AS "validFrom"
  FROM waiver JOIN waiver_revision AS revision ON waiver_id = waiver.id AND revision.number = waiver.number
  WHERE waiver.id = ANY ($1::int[]) ORDER BY waiver.id`;

/** Writes what becomes of waivers that the server holds. */
@Injectable()
export class WaiversRepository {
  /** The database's clock, to the millisecond that has begun. */
  async now(sql: Sql): Promise<Date> {
    const [row] = await sql.query<{ now: Date }>(`SELECT date_trunc('milliseconds', clock_timestamp()) AS now`);
    if (row === undefined) throw new Error('the database has no clock');
    return row.now;
  }

  async hold(sql: Sql, id: number): Promise<HeldWaiver | null> {
    const [waiver] = await this.holdEach(sql, [id]);
    return waiver ?? null;
  }

  /** Those that there are. Rows are held in the order of their ids. */
  holdEach(sql: Sql, ids: readonly number[]): Promise<HeldWaiver[]> {
    return sql.query<HeldWaiver>(`${SELECT_EACH} FOR NO KEY UPDATE OF waiver`, [ids]);
  }

  /** The same without holding them. */
  listEach(sql: Sql, ids: readonly number[]): Promise<HeldWaiver[]> {
    return sql.query<HeldWaiver>(SELECT_EACH, [ids]);
  }

  /** In the order of the ids that are given, by the database's clock. */
  listStates(sql: Sql, ids: readonly number[]): Promise<{ id: string; revision: string; state: WaiverState }[]> {
    return sql.query(
      `SELECT waiver.id::text AS id, hash AS revision, ${STATE_NOW} AS state
       FROM unnest($1::int[]) WITH ORDINALITY AS named (id, place) JOIN waiver ON waiver.id = named.id ORDER BY place`,
      [ids],
    );
  }

  /** Null where another that is open or approved says the same in the same project. */
  async insert(
    sql: Sql,
    { projectId, renewsId = null, ...revision }: NewRevision & { projectId: number | null; renewsId?: number | null },
    at: Date,
  ): Promise<number | null> {
    const { content, hash } = revision;
    const [created] = await sql.query<{ id: number }>(
      `INSERT INTO waiver (id, project_id, name, source, state, hash, image, digest, valid_from, expires_at, requested_at, renews_id)
       SELECT id, $1, 'W-' || id, 'server', 'requested', $2, $3, $4, $5, $6, $7, $8 FROM (SELECT nextval('waiver_id_seq')::int AS id) AS next
       ON CONFLICT (project_id, hash) WHERE source = 'server' AND state IN ('requested', 'approved') DO NOTHING RETURNING id`,
      [
        projectId,
        hash,
        content.scope.image ?? null,
        content.scope.digest ?? null,
        content.validFrom ?? null,
        content.expiresAt,
        at,
        renewsId,
      ],
    );
    if (created === undefined) return null;
    await this.insertRevision(sql, created.id, 1, revision, at);
    return created.id;
  }

  async findOpen(sql: Sql, projectId: number | null, hash: string): Promise<number | null> {
    const [found] = await sql.query<{ id: number }>(
      `SELECT id FROM waiver WHERE source = 'server' AND state IN ('requested', 'approved') AND hash = $2
         AND project_id IS NOT DISTINCT FROM $1::int`,
      [projectId, hash],
    );
    return found?.id ?? null;
  }

  /** It waits for approvals again. Throws PostgreSQL's unique violation where another one says the same. */
  async revise(sql: Sql, { id, number }: HeldWaiver, revision: NewRevision, at: Date): Promise<void> {
    const { content, hash } = revision;
    await sql.query(
      `UPDATE waiver SET state = 'requested', number = $2, hash = $3, image = $4, digest = $5, valid_from = $6, expires_at = $7, requested_at = $8,
         ending_told_at = NULL, gone_since = NULL
       WHERE id = $1`,
      [
        id,
        number + 1,
        hash,
        content.scope.image ?? null,
        content.scope.digest ?? null,
        content.validFrom ?? null,
        content.expiresAt,
        at,
      ],
    );
    await this.insertRevision(sql, id, number + 1, revision, at);
  }

  private async insertRevision(
    sql: Sql,
    id: number,
    number: number,
    { content, hash, by: { actor, accountId } }: NewRevision,
    at: Date,
  ): Promise<void> {
    await sql.query(
      `INSERT INTO waiver_revision (waiver_id, number, hash, content, account_id, requested_by_kind, requested_by_id, requested_by, requested_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, number, hash, JSON.stringify(content), accountId, actor.kind, actor.id, actor.name, at],
    );
  }

  /** False where the same person has approved this revision before. */
  async addApproval(
    sql: Sql,
    { id, number }: Pick<HeldWaiver, 'id' | 'number'>,
    by: { readonly actor: AuditActor; readonly accountId: number; readonly email: string },
    at: Date,
  ): Promise<boolean> {
    const added = await sql.query(
      `INSERT INTO waiver_approval (waiver_id, number, account_id, approved_by_kind, approved_by_id, approved_by, approver, approved_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING account_id`,
      [id, number, by.accountId, by.actor.kind, by.actor.id, by.actor.name, by.email, at],
    );
    return added.length > 0;
  }

  async countApprovals(sql: Sql, { id, number }: Pick<HeldWaiver, 'id' | 'number'>): Promise<number> {
    const [counted] = await sql.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM waiver_approval WHERE waiver_id = $1 AND number = $2',
      [id, number],
    );
    return counted?.count ?? 0;
  }

  /** `hash` is what verdicts name: waiverRevision with the beginning. */
  async approve(
    sql: Sql,
    { id, number }: Pick<HeldWaiver, 'id' | 'number'>,
    { validFrom, hash, names }: { validFrom: string; hash: string; names: readonly string[] | null },
  ): Promise<void> {
    await sql.query(`UPDATE waiver SET state = 'approved', valid_from = $2 WHERE id = $1`, [id, validFrom]);
    await sql.query(
      'UPDATE waiver_revision SET valid_from = $3, verdict_hash = $4, names = $5 WHERE waiver_id = $1 AND number = $2',
      [id, number, validFrom, hash, names],
    );
  }

  async end(
    sql: Sql,
    { id }: Pick<HeldWaiver, 'id'>,
    { state, by, reason, at }: { state: 'rejected' | 'revoked' | 'closed'; by: AuditActor; reason: string; at: Date },
  ): Promise<void> {
    await sql.query(
      `UPDATE waiver SET state = $2, ended_at = $3, ended_by_kind = $4, ended_by_id = $5, ended_by = $6, end_reason = $7 WHERE id = $1`,
      [id, state, at, by.kind, by.id, by.name, reason],
    );
  }
}
