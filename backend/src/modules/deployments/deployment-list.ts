import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../common/paging/keyset.js';
import { COUNT_LIMIT, totalOf } from '../../common/paging/total.js';
import { rowIdOf } from '../../common/pipes/id.pipe.js';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import {
  DEPLOYMENT_COLUMNS,
  DEPLOYMENT_TABLES,
  type DeploymentRow,
  standingVerdict,
  toDeployment,
} from './deployment-columns.js';
import type { DeploymentQuery, DeploymentSort } from './dto/deployment-query.dto.js';
import type { DeploymentPage } from './dto/deployment.dto.js';

/** An environment that the policy no longer has comes last. $2 is the policy's environments. */
const PLACE_OF_ENVIRONMENT = `coalesce(array_position($2::text[], deployment.environment), 32767)`;

const SORTS: Record<DeploymentSort, SortKeys> = {
  recorded: { expressions: ['deployment.recorded_at', 'deployment.id'], kinds: ['instant', 'id'] },
  image: {
    expressions: ['image.repository', PLACE_OF_ENVIRONMENT, 'deployment.id'],
    kinds: ['text', 'integer', 'id'],
  },
};

/** Deployments as a list, of the projects that may be seen, each with the verdict as it is now. */
@Injectable()
export class DeploymentList {
  constructor(
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
  ) {}

  async list(query: DeploymentQuery, scope: ProjectScope): Promise<DeploymentPage> {
    const policy = await this.policies.scope();
    const [{ rows, nextCursor }, count] = await Promise.all([
      this.page(query, policy, scope),
      this.count(query, policy, scope),
    ]);
    return { items: rows.map(toDeployment), nextCursor, total: totalOf(count) };
  }

  private async page(
    query: DeploymentQuery,
    policy: PolicyScope,
    scope: ProjectScope,
  ): Promise<{ rows: DeploymentRow[]; nextCursor: string | null }> {
    const { sort, cursor, limit } = query;
    const keyset = new Keyset('deployments', sort, SORTS[sort.replace(/^-/, '') as DeploymentSort], cursor);
    const parameters: unknown[] = [policy.id, policy.environments];
    const conditions = [filter(query, policy, scope, parameters), keyset.condition(parameters)];
    const rows = await this.database.query<DeploymentRow & { keys: CursorKeys }>(
      `SELECT ${DEPLOYMENT_COLUMNS}, ${keyset.selectKeys} FROM ${DEPLOYMENT_TABLES}
       WHERE ${conditions.join(' AND ')} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return keyset.page(rows, limit);
  }

  /** Stops counting after COUNT_LIMIT. */
  private async count(query: DeploymentQuery, policy: PolicyScope, scope: ProjectScope): Promise<number> {
    const parameters: unknown[] = [];
    const condition = filter(query, policy, scope, parameters);
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count
       FROM (SELECT FROM ${DEPLOYMENT_TABLES} WHERE ${condition} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      parameters,
    );
    return counted?.count ?? 0;
  }
}

function filter(
  { environment, image, project, artifact, current, outcome }: DeploymentQuery,
  policy: PolicyScope,
  scope: ProjectScope,
  parameters: unknown[],
): string {
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [scopeCondition(scope, 'image.project_id', bind)];
  if (environment !== undefined) conditions.push(`deployment.environment = ${bind(environment)}`);
  if (image !== undefined) conditions.push(`repository = ${bind(image)}`);
  if (project !== undefined) conditions.push(`project.slug = ${bind(project)}`);
  if (artifact !== undefined) conditions.push(`deployment.artifact_id = ${bind(rowIdOf(artifact, 'artifact'))}`);
  if (current !== undefined) conditions.push(`ended_at IS ${current ? '' : 'NOT '}NULL`);
  if (outcome !== undefined) {
    const standing = standingVerdict(bind(policy.id), bind(policy.environments));
    conditions.push(`EXISTS (SELECT ${standing} AND standing.outcome = ${bind(outcome)})`);
  }
  return conditions.join(' AND ');
}
