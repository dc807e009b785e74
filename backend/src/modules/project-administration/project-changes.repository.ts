import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import type { AuditActor } from '../audit/audit-event.js';

/** A project as it is changed. */
export type HeldProject = { id: number; slug: string; name: string; description: string; isArchived: boolean };

@Injectable()
export class ProjectChangesRepository {
  /** Null for one that is not there. Held until the transaction ends. */
  async hold(sql: Sql, slug: string): Promise<HeldProject | null> {
    const [project] = await sql.query<HeldProject>(
      `SELECT id, slug, name, description, archived_at IS NOT NULL AS "isArchived" FROM project WHERE slug = $1
       FOR NO KEY UPDATE`,
      [slug],
    );
    return project ?? null;
  }

  /** Null where there is one of that slug. */
  async insert(
    sql: Sql,
    { slug, name, description }: Pick<HeldProject, 'slug' | 'name' | 'description'>,
  ): Promise<number | null> {
    const [inserted] = await sql.query<{ id: number }>(
      `INSERT INTO project (slug, name, description) VALUES ($1, $2, $3) ON CONFLICT (slug) DO NOTHING RETURNING id`,
      [slug, name, description],
    );
    return inserted?.id ?? null;
  }

  async describe(sql: Sql, { id, name, description }: Pick<HeldProject, 'id' | 'name' | 'description'>): Promise<void> {
    await sql.query('UPDATE project SET name = $2, description = $3 WHERE id = $1', [id, name, description]);
  }

  async archive(sql: Sql, id: number, by: AuditActor): Promise<void> {
    await sql.query(
      `UPDATE project SET archived_at = now(), archived_by_kind = $2, archived_by_id = $3, archived_by = $4 WHERE id = $1`,
      [id, by.kind, by.id, by.name],
    );
  }

  async unarchive(sql: Sql, id: number): Promise<void> {
    await sql.query(
      `UPDATE project SET archived_at = NULL, archived_by_kind = NULL, archived_by_id = NULL, archived_by = NULL
       WHERE id = $1`,
      [id],
    );
  }
}
