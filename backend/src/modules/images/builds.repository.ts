import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset } from '../../common/paging/keyset.js';
import { COUNT_LIMIT } from '../../common/paging/total.js';
import type { SeverityCounts } from '../../core/model/severity.js';
import { Database } from '../../database/database.js';
import { ARTIFACT_COLUMNS, type ArtifactRow } from '../artifacts/artifact-columns.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import type { BuildQuery } from './dto/build.dto.js';

export type BuildRow = ArtifactRow & {
  runsIn: string[];
  /** Null for the first build. */
  before: { readonly id: number; readonly counts: SeverityCounts } | null;
};

export type TrendRow = SeverityCounts & { id: number; createdAt: Date };

const MOST_OF_TREND = 400;

/** What `before` has of the build that came in before, as `GET /api/v1/artifacts/{id}/compare` takes it where none is named. */
const BUILD_BEFORE = `SELECT json_build_object('id', other.id, 'counts', json_build_object('critical', other.critical,
    'high', other.high, 'medium', other.medium, 'low', other.low, 'unknown', other.unknown)) AS build
  FROM artifact AS other
  WHERE other.image_id = artifact.image_id AND (other.created_at, other.id) < (artifact.created_at, artifact.id)
  ORDER BY other.created_at DESC, other.id DESC LIMIT 1`;

/** The builds of one image, which the caller has found to be visible. */
@Injectable()
export class BuildsRepository {
  constructor(private readonly database: Database) {}

  async list(
    imageId: number,
    { cursor, limit }: BuildQuery,
    policy: PolicyScope,
  ): Promise<{ rows: BuildRow[]; nextCursor: string | null }> {
    const sort = { expressions: ['artifact.created_at', 'artifact.id'], kinds: ['instant', 'id'] } as const;
    const keyset = new Keyset('builds', '-created', sort, cursor);
    const parameters: unknown[] = [policy.id, policy.environments, imageId];
    const rows = await this.database.query<BuildRow & { keys: CursorKeys }>(
      `SELECT ${ARTIFACT_COLUMNS}, before.build AS before,
         ARRAY(SELECT environment FROM deployment WHERE artifact_id = artifact.id AND ended_at IS NULL
           ORDER BY array_position($2::text[], environment), environment) AS "runsIn",
         ${keyset.selectKeys}
       FROM artifact JOIN image ON image.id = artifact.image_id JOIN project ON project.id = image.project_id
         LEFT JOIN LATERAL (${BUILD_BEFORE}) AS before ON true
       WHERE artifact.image_id = $3 AND ${keyset.condition(parameters)}
       ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return keyset.page(rows, limit);
  }

  /** Stops counting after COUNT_LIMIT. */
  async count(imageId: number): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM artifact WHERE image_id = $1 LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      [imageId],
    );
    return counted?.count ?? 0;
  }

  /** The newest builds, oldest first. */
  async trend(imageId: number): Promise<TrendRow[]> {
    const rows = await this.database.query<TrendRow>(
      `SELECT id, created_at AS "createdAt", critical, high, medium, low, unknown FROM artifact
       WHERE image_id = $1 ORDER BY created_at DESC, id DESC LIMIT ${MOST_OF_TREND}`,
      [imageId],
    );
    return rows.reverse();
  }
}
