import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../common/paging/keyset.js';
import { containing } from '../../common/paging/search-pattern.js';
import { COUNT_LIMIT, totalOf } from '../../common/paging/total.js';
import { Database } from '../../database/database.js';
import { PERMISSIONS } from '../access/permissions.js';
import type { Principal } from '../access/principal.js';
import { isInScope, type ProjectScope, scopeOf, scopeParameter } from '../access/project-scope.js';
import type { Project, ProjectDetail, ProjectPage, ProjectQuery } from './dto/project.dto.js';
import { ProjectNotFoundError } from './projects.errors.js';

type ProjectRow = Omit<Project, 'id' | 'lastReportAt' | 'createdAt' | 'archivedAt'> & {
  id: number;
  lastReportAt: Date | null;
  createdAt: Date;
  archivedAt: Date | null;
};

const BY_SLUG: SortKeys = { expressions: ['slug', 'project.id'], kinds: ['text', 'id'] };

const COLUMNS = `project.id, slug, name, description, created_at AS "createdAt", archived_at AS "archivedAt",
  archived_by AS "archivedBy", (SELECT count(*)::int FROM image WHERE project_id = project.id) AS "imageCount",
  (SELECT max(last_scanned_at) FROM image JOIN artifact ON artifact.id = latest_id
   WHERE project_id = project.id) AS "lastReportAt"`;

const SEEN = '($1::int[] IS NULL OR project.id = ANY ($1))';

const LISTED = `project WHERE ${SEEN} AND (slug ILIKE $2 OR name ILIKE $2)
  AND ($3::text IS NULL OR ($3 = 'archived') = (archived_at IS NOT NULL))`;

/** Projects as people see them, of those that they may see. */
@Injectable()
export class ProjectList {
  constructor(private readonly database: Database) {}

  async list(scope: ProjectScope, { q, state, cursor, limit }: ProjectQuery): Promise<ProjectPage> {
    const keyset = new Keyset('projects', 'slug', BY_SLUG, cursor);
    const filter = [scopeParameter(scope), containing(q ?? ''), state ?? null];
    const [{ rows, nextCursor }, count] = await Promise.all([this.page(keyset, filter, limit), this.count(filter)]);
    return { items: rows.map(toProject), nextCursor, total: totalOf(count) };
  }

  /** Throws ProjectNotFoundError where it is not there, or outside of the scope. */
  async get(scope: ProjectScope, slug: string): Promise<Project> {
    const [row] = await this.database.query<ProjectRow>(`SELECT ${COLUMNS} FROM project WHERE ${SEEN} AND slug = $2`, [
      scopeParameter(scope),
      slug,
    ]);
    if (row === undefined) throw new ProjectNotFoundError(slug);
    return toProject(row);
  }

  /** The same with what this caller can do there. */
  async detail(scope: ProjectScope, principal: Principal, slug: string): Promise<ProjectDetail> {
    const project = await this.get(scope, slug);
    const permissions = PERMISSIONS.filter((permission) =>
      isInScope(scopeOf(principal, permission), Number(project.id)),
    );
    return { ...project, permissions };
  }

  private async page(
    keyset: Keyset,
    filter: readonly unknown[],
    limit: number,
  ): Promise<{ rows: ProjectRow[]; nextCursor: string | null }> {
    const parameters = [...filter];
    const condition = keyset.condition(parameters);
    const rows = await this.database.query<ProjectRow & { keys: CursorKeys }>(
      `SELECT ${COLUMNS}, ${keyset.selectKeys}
       FROM ${LISTED} AND ${condition} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return keyset.page(rows, limit);
  }

  /** Stops counting after COUNT_LIMIT. */
  private async count(filter: readonly unknown[]): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM ${LISTED} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      filter,
    );
    return counted?.count ?? 0;
  }
}

function toProject(row: ProjectRow): Project {
  const { id, slug, name, description, imageCount, lastReportAt, createdAt, archivedAt, archivedBy } = row;
  return {
    id: String(id),
    slug,
    name,
    description,
    imageCount,
    lastReportAt: lastReportAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    archivedAt: archivedAt?.toISOString() ?? null,
    archivedBy,
  };
}
