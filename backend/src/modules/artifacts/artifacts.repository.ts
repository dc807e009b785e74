import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../common/paging/keyset.js';
import { containing } from '../../common/paging/search-pattern.js';
import { COUNT_LIMIT } from '../../common/paging/total.js';
import { severityRank } from '../../core/model/severity.js';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeCondition, scopeParameter } from '../access/project-scope.js';
import { isAsked, isStanding } from '../gate/standing-verdict.js';
import { ARTIFACT_COLUMNS, type ArtifactRow } from './artifact-columns.js';
import type { ArtifactFilter, ArtifactQuery, ArtifactSort } from './dto/artifact-query.dto.js';

/** The policy that lists show verdicts of. */
export interface PolicyScope {
  id: number;
  environments: readonly string[];
}

const SORTS: Record<ArtifactSort, SortKeys> = {
  scanned: { expressions: ['artifact.last_scanned_at', 'artifact.id'], kinds: ['instant', 'id'] },
  /** Ids are given in the order in which artifacts come in. */
  created: { expressions: ['artifact.id'], kinds: ['id'] },
  severity: {
    expressions: ['artifact.worst_severity', 'artifact.load', 'artifact.id'],
    kinds: ['integer', 'number', 'id'],
  },
  image: { expressions: ['image.repository', 'artifact.id'], kinds: ['text', 'id'] },
  load: { expressions: ['artifact.load', 'artifact.id'], kinds: ['number', 'id'] },
  components: { expressions: ['artifact.component_count', 'artifact.id'], kinds: ['integer', 'id'] },
};

/** Rows that are read at once. */
const BATCH = 500;

@Injectable()
export class ArtifactsRepository {
  constructor(private readonly database: Database) {}

  async list(
    query: ArtifactQuery,
    policy: PolicyScope,
    scope: ProjectScope,
  ): Promise<{ rows: ArtifactRow[]; nextCursor: string | null }> {
    const keyset = new Keyset('artifacts', query.sort, SORTS[withoutSign(query.sort)], query.cursor);
    const parameters: unknown[] = [policy.id, policy.environments];
    const conditions = [filter(query, policy, scope, parameters), keyset.condition(parameters)];
    const rows = await this.database.query<ArtifactRow & { keys: CursorKeys }>(
      `SELECT ${ARTIFACT_COLUMNS}, ${keyset.selectKeys} FROM ${TABLES}
       WHERE ${conditions.join(' AND ')} ORDER BY ${keyset.orderBy} LIMIT ${query.limit + 1}`,
      parameters,
    );
    return keyset.page(rows, query.limit);
  }

  /** All of them, the oldest first, in batches: those that come meanwhile are at the end. */
  async *walk(filter: ArtifactFilter, policy: PolicyScope, scope: ProjectScope): AsyncGenerator<ArtifactRow> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query: ArtifactQuery = {
        ...filter,
        sort: 'created',
        limit: BATCH,
        ...(cursor !== undefined && { cursor }),
      };
      const { rows, nextCursor }: { rows: ArtifactRow[]; nextCursor: string | null } = await this.list(
        query,
        policy,
        scope,
      );
      yield* rows;
      cursor = nextCursor;
    }
  }

  /** Stops counting after `most`. */
  async count(query: ArtifactFilter, policy: PolicyScope, scope: ProjectScope, most = COUNT_LIMIT): Promise<number> {
    const parameters: unknown[] = [];
    const condition = filter(query, policy, scope, parameters);
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM ${TABLES} WHERE ${condition} LIMIT ${most + 1}) AS counted`,
      parameters,
    );
    return counted?.count ?? 0;
  }

  async find(id: number, policy: PolicyScope, scope: ProjectScope): Promise<ArtifactRow | null> {
    const [artifact] = await this.database.query<ArtifactRow>(
      `SELECT ${ARTIFACT_COLUMNS} FROM ${TABLES}
       WHERE artifact.id = $3 AND ($4::int[] IS NULL OR image.project_id = ANY ($4))`,
      [policy.id, policy.environments, id, scopeParameter(scope)],
    );
    return artifact ?? null;
  }
}

const TABLES = 'artifact JOIN image ON image.id = artifact.image_id JOIN project ON project.id = image.project_id';

function filter(
  { image, project, q, severity, outcome, rule, environment }: ArtifactFilter,
  policy: PolicyScope,
  scope: ProjectScope,
  parameters: unknown[],
): string {
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [scopeCondition(scope, 'image.project_id', bind)];
  if (image !== undefined) conditions.push(`repository = ${bind(image)}`);
  if (project !== undefined) conditions.push(`project.slug = ${bind(project)}`);
  if (severity !== undefined) conditions.push(`artifact.worst_severity = ${bind(severityRank(severity))}`);
  if (q !== undefined) {
    const pattern = bind(containing(q));
    conditions.push(`(repository ILIKE ${pattern} OR starts_with(digest, ${bind(q)}) OR starts_with(digest, 'sha256:' || ${bind(q)})
      OR EXISTS (SELECT FROM artifact_tag WHERE artifact_id = artifact.id AND tag ILIKE ${pattern}))`);
  }
  if (outcome !== undefined || rule !== undefined) {
    const inEnvironment = environment === undefined ? '' : `AND standing.environment = ${bind(environment)}`;
    const standing = isStanding({ policy: bind(policy.id), environments: bind(policy.environments) });
    conditions.push(`EXISTS (SELECT FROM artifact_verdict AS standing WHERE standing.artifact_id = artifact.id
      AND ${isAsked({ outcome, rule }, bind)} ${inEnvironment} AND ${standing})`);
  }
  return conditions.join(' AND ');
}

function withoutSign(sort: ArtifactQuery['sort']): ArtifactSort {
  return sort.replace(/^-/, '') as ArtifactSort;
}
