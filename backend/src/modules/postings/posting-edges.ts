import { linkKey, POSTING_KINDS, SEGMENT_BITS, SEGMENT_SIZE } from './posting-kind.js';

/**
 * SQL: rows of `kind`, `key` and `artifact_id`: what these artifacts, an int[], that wait to be posted are to be found by. The key is null
 * where a name has no number yet.
 */
export function edgesOf(artifactIds: string): string {
  const { component, name } = POSTING_KINDS;
  return `SELECT ${component} AS kind, unnest(component_ids)::bigint AS key, artifact_id FROM scan
    WHERE artifact_id = ANY (${artifactIds}::int[]) AND is_current
    UNION ALL
    SELECT ${name}, ${linkKey('named.id', 'named.id')}, artifact_id
    FROM artifact_posting CROSS JOIN unnest(leads) AS lead LEFT JOIN advisory_alias AS named ON named.alias = lead
    WHERE artifact_id = ANY (${artifactIds}::int[])
    UNION ALL
    SELECT ${name}, unnest(ARRAY[${linkKey('one.id', 'other.id')}, ${linkKey('other.id', 'one.id')}]), artifact_id
    FROM artifact_posting CROSS JOIN unnest(linked_leads, linked_names) AS link (lead, name)
      LEFT JOIN advisory_alias AS one ON one.alias = link.lead LEFT JOIN advisory_alias AS other ON other.alias = link.name
    WHERE artifact_id = ANY (${artifactIds}::int[])`;
}

/** SQL: rows of `kind` and `key`: what the artifact is found by, once it is posted. */
export function postedOf(artifactId: string): string {
  return `SELECT kind, key FROM posting
    WHERE segment = ${artifactId}::int >> ${SEGMENT_BITS} AND get_bit(artifacts, ${artifactId}::int & ${SEGMENT_SIZE - 1}) = 1`;
}
