import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import { containing } from '../../common/paging/search-pattern.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import type { ImageQuery } from './dto/image-query.dto.js';

/** What the conditions of `imageFilter` are about. */
export const IMAGE_TABLES = 'image JOIN project ON project.id = image.project_id';

/** The images that a list may show, as filtered. Values are appended to `parameters`. */
export function imageFilter(
  { q, project, outcome, environment }: Pick<ImageQuery, 'q' | 'project' | 'outcome' | 'environment'>,
  policy: PolicyScope,
  scope: ProjectScope,
  parameters: unknown[],
): string {
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [scopeCondition(scope, 'image.project_id', bind)];
  if (q !== undefined) conditions.push(`image.repository ILIKE ${bind(containing(q))}`);
  if (project !== undefined) conditions.push(`project.slug = ${bind(project)}`);
  if (outcome !== undefined) {
    const environments = environment === undefined ? policy.environments : [environment];
    conditions.push(`EXISTS (SELECT FROM artifact_verdict AS standing WHERE standing.artifact_id = image.latest_id
      AND standing.outcome = ${bind(outcome)} AND standing.policy_id = ${bind(policy.id)}
      AND standing.environment = ANY (${bind(environments.filter((name) => policy.environments.includes(name)))}::text[])
      AND (standing.holds_until IS NULL OR standing.holds_until > now()))`);
  }
  return conditions.join(' AND ');
}
