import { Injectable } from '@nestjs/common';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../common/paging/keyset.js';
import { COUNT_LIMIT } from '../../common/paging/total.js';
import { Database, type Row } from '../../database/database.js';
import { ARTIFACT_COLUMNS, type ArtifactRow } from '../artifacts/artifact-columns.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import { isAsked, isStanding } from '../gate/standing-verdict.js';
import type { ImageFilter, ImageQuery, ImageSort } from './dto/image-query.dto.js';
import type { EnvironmentSum, RuleSum } from './dto/image.dto.js';
import { askedEnvironments, IMAGE_TABLES, imageFilter } from './image-filter.js';

/** Of the artifact all is null where there is none. */
export type ImageRow = ArtifactRow & {
  ownId: number;
  ownProjectId: number;
  imageCreatedAt: Date;
  artifactCount: number;
  hasLatest: boolean;
};

const SORTS: Record<ImageSort, SortKeys> = {
  name: { expressions: ['image.repository', 'image.id'], kinds: ['text', 'id'] },
  severity: {
    expressions: ['coalesce(artifact.worst_severity, -2)', 'coalesce(artifact.load, 0)', 'image.id'],
    kinds: ['integer', 'number', 'id'],
  },
  scanned: { expressions: [`coalesce(artifact.last_scanned_at, '-infinity')`, 'image.id'], kinds: ['instant', 'id'] },
  load: { expressions: ['coalesce(artifact.load, -1)', 'image.id'], kinds: ['number', 'id'] },
};

const IMAGE_COLUMNS = `${ARTIFACT_COLUMNS}, image.id AS "ownId", image.project_id AS "ownProjectId",
  image.created_at AS "imageCreatedAt", artifact.id IS NOT NULL AS "hasLatest",
  (SELECT count(*)::int FROM artifact AS build WHERE build.image_id = image.id) AS "artifactCount"`;

/** Rows that are read at once. */
const BATCH = 500;

/** There are about forty. */
const MOST_RULES = 50;

@Injectable()
export class ImagesRepository {
  constructor(private readonly database: Database) {}

  async list(
    query: ImageQuery,
    policy: PolicyScope,
    scope: ProjectScope,
  ): Promise<{ rows: ImageRow[]; nextCursor: string | null }> {
    const { sort, cursor, limit } = query;
    const keyset = new Keyset('images', sort, SORTS[sort.replace(/^-/, '') as ImageSort], cursor);
    const parameters: unknown[] = [policy.id, policy.environments];
    const conditions = [imageFilter(query, policy, scope, parameters), keyset.condition(parameters)];
    const rows = await this.database.query<ImageRow & { keys: CursorKeys }>(
      `SELECT ${IMAGE_COLUMNS}, ${keyset.selectKeys}
       FROM ${IMAGE_TABLES} LEFT JOIN artifact ON artifact.id = image.latest_id
       WHERE ${conditions.join(' AND ')} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return keyset.page(rows, limit);
  }

  /** project.id of an image; null where it is not in scope. */
  async findProject(id: number, scope: ProjectScope): Promise<number | null> {
    const [image] = await this.database.query<{ projectId: number }>(
      `SELECT project_id AS "projectId" FROM image WHERE id = $1 AND ($2::int[] IS NULL OR project_id = ANY ($2))`,
      [id, scopeParameter(scope)],
    );
    return image?.projectId ?? null;
  }

  /** Null where it is not in scope. */
  async find(id: number, policy: PolicyScope, scope: ProjectScope): Promise<ImageRow | null> {
    const [image] = await this.database.query<ImageRow>(
      `SELECT ${IMAGE_COLUMNS} FROM ${IMAGE_TABLES} LEFT JOIN artifact ON artifact.id = image.latest_id
       WHERE image.id = $3 AND ($4::int[] IS NULL OR image.project_id = ANY ($4))`,
      [policy.id, policy.environments, id, scopeParameter(scope)],
    );
    return image ?? null;
  }

  /** All of them by name, in batches. */
  async *walk(filter: ImageFilter, policy: PolicyScope, scope: ProjectScope): AsyncGenerator<ImageRow> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query: ImageQuery = { ...filter, sort: 'name', limit: BATCH, ...(cursor !== undefined && { cursor }) };
      const { rows, nextCursor }: { rows: ImageRow[]; nextCursor: string | null } = await this.list(
        query,
        policy,
        scope,
      );
      yield* rows;
      cursor = nextCursor;
    }
  }

  /** Stops counting after `most`. */
  async count(query: ImageFilter, policy: PolicyScope, scope: ProjectScope, most = COUNT_LIMIT): Promise<number> {
    const parameters: unknown[] = [];
    const condition = imageFilter(query, policy, scope, parameters);
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count
       FROM (SELECT FROM ${IMAGE_TABLES} WHERE ${condition} LIMIT ${most + 1}) AS counted`,
      parameters,
    );
    return counted?.count ?? 0;
  }

  /** Of COUNT_LIMIT images at most, always the same ones. */
  async sumUp(query: ImageQuery, policy: PolicyScope, scope: ProjectScope): Promise<EnvironmentSum[]> {
    const parameters: unknown[] = [policy.id, policy.environments];
    const condition = imageFilter(query, policy, scope, parameters);
    return this.database.query<EnvironmentSum & Row>(
      `WITH fleet AS MATERIALIZED (
         SELECT image.id, image.latest_id FROM ${IMAGE_TABLES} WHERE ${condition} ORDER BY image.id LIMIT ${COUNT_LIMIT})
       SELECT wanted.environment,
         count(*) FILTER (WHERE standing.outcome = 'pass')::int AS pass,
         count(*) FILTER (WHERE standing.outcome = 'fail')::int AS fail,
         count(*) FILTER (WHERE standing.outcome = 'unknown')::int AS unknown,
         (count(fleet.id) - count(standing.outcome))::int AS pending
       FROM unnest($2::text[]) WITH ORDINALITY AS wanted (environment, place)
       LEFT JOIN fleet ON true
       LEFT JOIN artifact_verdict AS standing ON standing.artifact_id = fleet.latest_id
         AND standing.environment = wanted.environment AND ${isStanding({ policy: '$1', environments: '$2' })}
       GROUP BY wanted.environment, wanted.place ORDER BY wanted.place`,
      parameters,
    );
  }
  /** Of the same images: the rules that did not pass, in the verdicts that the query selects. */
  async sumUpRules(query: ImageQuery, policy: PolicyScope, scope: ProjectScope): Promise<RuleSum[]> {
    const parameters: unknown[] = [policy.id, askedEnvironments(query, policy)];
    const condition = imageFilter(query, policy, scope, parameters);
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    return this.database.query<RuleSum & Row>(
      `WITH fleet AS MATERIALIZED (
         SELECT image.id, image.latest_id FROM ${IMAGE_TABLES} WHERE ${condition} ORDER BY image.id LIMIT ${COUNT_LIMIT}),
       unmet AS (
         SELECT DISTINCT fleet.id, unnest(standing.unmet_rules) AS rule
         FROM fleet JOIN artifact_verdict AS standing ON standing.artifact_id = fleet.latest_id
         WHERE ${isAsked({ outcome: query.outcome }, bind)} AND ${isStanding({ policy: '$1', environments: '$2' })})
       SELECT rule, count(*)::int AS images FROM unmet GROUP BY rule ORDER BY images DESC, rule LIMIT ${MOST_RULES}`,
      parameters,
    );
  }
}
