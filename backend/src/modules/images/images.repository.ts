import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../common/paging/keyset.js';
import { containing } from '../../common/paging/search-pattern.js';
import { COUNT_LIMIT } from '../../common/paging/total.js';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import { ARTIFACT_COLUMNS, type ArtifactRow } from '../artifacts/artifact-columns.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import type { ImageQuery, ImageSort } from './dto/image-query.dto.js';

export type ImageRow = ArtifactRow & { imageId: number; artifactCount: number; hasLatest: boolean };

const SORTS: Record<ImageSort, SortKeys> = {
  name: { expressions: ['image.repository', 'image.id'], kinds: ['text', 'id'] },
  severity: {
    expressions: ['coalesce(artifact.worst_severity, -2)', 'coalesce(artifact.load, 0)', 'image.id'],
    kinds: ['integer', 'number', 'id'],
  },
  scanned: { expressions: [`coalesce(artifact.last_scanned_at, '-infinity')`, 'image.id'], kinds: ['instant', 'id'] },
  load: { expressions: ['coalesce(artifact.load, -1)', 'image.id'], kinds: ['number', 'id'] },
};

@Injectable()
export class ImagesRepository {
  constructor(private readonly database: Database) {}

  async list(
    { q, sort, cursor, limit }: ImageQuery,
    policy: PolicyScope,
    scope: ProjectScope,
  ): Promise<{ rows: ImageRow[]; nextCursor: string | null }> {
    const keyset = new Keyset('images', sort, SORTS[sort.replace(/^-/, '') as ImageSort], cursor);
    const parameters: unknown[] = [policy.id, policy.environments, containing(q ?? '')];
    const conditions = [visible(scope, parameters), keyset.condition(parameters)];
    const rows = await this.database.query<ImageRow & { keys: CursorKeys }>(
      `SELECT ${ARTIFACT_COLUMNS}, image.id AS "imageId", artifact.id IS NOT NULL AS "hasLatest",
         (SELECT count(*)::int FROM artifact AS build WHERE build.image_id = image.id) AS "artifactCount",
         ${keyset.selectKeys}
       FROM image JOIN project ON project.id = project_id LEFT JOIN artifact ON artifact.id = latest_id
       WHERE repository ILIKE $3 AND ${conditions.join(' AND ')} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return keyset.page(rows, limit);
  }

  /** Stops counting after COUNT_LIMIT. */
  async count({ q }: ImageQuery, scope: ProjectScope): Promise<number> {
    const parameters: unknown[] = [containing(q ?? '')];
    const condition = visible(scope, parameters);
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count
       FROM (SELECT FROM image WHERE repository ILIKE $1 AND ${condition} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      parameters,
    );
    return counted?.count ?? 0;
  }
}

function visible(scope: ProjectScope, parameters: unknown[]): string {
  return scopeCondition(scope, 'image.project_id', (value) => `$${parameters.push(value)}`);
}
