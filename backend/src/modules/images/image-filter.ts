import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import { containing } from '../../common/paging/search-pattern.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import { isAsked, isStanding } from '../gate/standing-verdict.js';
import type { ImageFilter } from './dto/image-query.dto.js';

/** What the conditions of `imageFilter` are about. */
export const IMAGE_TABLES = 'image JOIN project ON project.id = image.project_id';

/** Of the active policy, those that verdicts are asked about. */
export function askedEnvironments({ environment }: ImageFilter, { environments }: PolicyScope): readonly string[] {
  return environments.filter((name) => environment === undefined || name === environment);
}

/** The images that a list may show, as filtered. Values are appended to `parameters`. */
export function imageFilter(
  query: ImageFilter,
  policy: PolicyScope,
  scope: ProjectScope,
  parameters: unknown[],
): string {
  const { q, project, outcome, rule } = query;
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [scopeCondition(scope, 'image.project_id', bind)];
  if (q !== undefined) conditions.push(`image.repository ILIKE ${bind(containing(q))}`);
  if (project !== undefined) conditions.push(`project.slug = ${bind(project)}`);
  if (outcome !== undefined || rule !== undefined) {
    const environments = bind(askedEnvironments(query, policy));
    conditions.push(`EXISTS (SELECT FROM artifact_verdict AS standing WHERE standing.artifact_id = image.latest_id
      AND ${isAsked({ outcome, rule }, bind)} AND ${isStanding({ policy: bind(policy.id), environments })})`);
  }
  return conditions.join(' AND ');
}
