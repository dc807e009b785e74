import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../common/paging/keyset.js';
import { containing } from '../../common/paging/search-pattern.js';
import { COUNT_LIMIT, totalOf } from '../../common/paging/total.js';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import type { ProjectPage, ProjectQuery } from './dto/project.dto.js';

type ProjectRow = { id: number; slug: string; name: string; imageCount: number; createdAt: Date };

const BY_SLUG: SortKeys = { expressions: ['slug', 'project.id'], kinds: ['text', 'id'] };

const VISIBLE = 'project WHERE ($1::int[] IS NULL OR project.id = ANY($1)) AND (slug ILIKE $2 OR name ILIKE $2)';

/** Projects as a list, of those that may be seen. */
@Injectable()
export class ProjectList {
  constructor(private readonly database: Database) {}

  async list(scope: ProjectScope, { q, cursor, limit }: ProjectQuery): Promise<ProjectPage> {
    const keyset = new Keyset('projects', 'slug', BY_SLUG, cursor);
    const filter = [scopeParameter(scope), containing(q ?? '')];
    const [{ rows, nextCursor }, count] = await Promise.all([this.page(keyset, filter, limit), this.count(filter)]);
    const items = rows.map(({ id, slug, name, imageCount, createdAt }) => ({
      id: String(id),
      slug,
      name,
      imageCount,
      createdAt: createdAt.toISOString(),
    }));
    return { items, nextCursor, total: totalOf(count) };
  }

  private async page(
    keyset: Keyset,
    filter: readonly unknown[],
    limit: number,
  ): Promise<{ rows: ProjectRow[]; nextCursor: string | null }> {
    const parameters = [...filter];
    const condition = keyset.condition(parameters);
    const rows = await this.database.query<ProjectRow & { keys: CursorKeys }>(
      `SELECT project.id, slug, name, created_at AS "createdAt", ${keyset.selectKeys},
         (SELECT count(*)::int FROM image WHERE project_id = project.id) AS "imageCount"
       FROM ${VISIBLE} AND ${condition} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return keyset.page(rows, limit);
  }

  /** Stops counting after COUNT_LIMIT. */
  private async count(filter: readonly unknown[]): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM ${VISIBLE} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      filter,
    );
    return counted?.count ?? 0;
  }
}
