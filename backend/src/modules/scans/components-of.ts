/** SQL: the components that scans list, as often as they do; a condition on `scan` is to follow. */
export const LISTED_IDS = `SELECT listed.id FROM scan,
  LATERAL (SELECT unnest(component_ids) AS id EXCEPT SELECT unnest(unlisted_ids)) AS listed WHERE listed_count > 0`;

/** SQL: each component of an artifact once, as rows of `component_id`: those that its current scans name. */
export function componentsOf(artifactId: string): string {
  return `(SELECT DISTINCT unnest(component_ids) AS component_id FROM scan WHERE artifact_id = ${artifactId} AND is_current)`;
}
