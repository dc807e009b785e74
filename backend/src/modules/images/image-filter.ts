import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import { containing } from '../../common/paging/search-pattern.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import { isStanding } from '../gate/standing-verdict.js';
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
    const known = environments.filter((name) => policy.environments.includes(name));
    conditions.push(`EXISTS (SELECT FROM artifact_verdict AS standing WHERE standing.artifact_id = image.latest_id
      AND standing.outcome = ${bind(outcome)} AND ${isStanding({ policy: bind(policy.id), environments: bind(known) })})`);
  }
  return conditions.join(' AND ');
}
