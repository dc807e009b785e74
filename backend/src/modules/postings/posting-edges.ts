import { linkKey, POSTING_KINDS, SEGMENT_BITS, SEGMENT_SIZE } from './posting-kind.js';

/** SQL: rows of `kind`, `key` and `artifact_id`: what these artifacts, an int[], that wait to be posted are to be found by. */
export function edgesOf(artifactIds: string): string {
  return `SELECT ${POSTING_KINDS.component} AS kind, unnest(component_ids)::bigint AS key, artifact_id FROM scan
    WHERE artifact_id = ANY (${artifactIds}::int[]) AND is_current
    UNION ALL
    SELECT ${POSTING_KINDS.name}, ${linkKey('link.one', 'link.other')}, artifact_id
    FROM artifact_posting, unnest(leads || names, names || leads) AS link (one, other)
    WHERE artifact_id = ANY (${artifactIds}::int[])`;
}

/** SQL: rows of `kind` and `key`: what the artifact is found by, once it is posted. */
export function postedOf(artifactId: string): string {
  return `SELECT kind, key FROM posting
    WHERE segment = ${artifactId}::int >> ${SEGMENT_BITS} AND get_bit(artifacts, ${artifactId}::int & ${SEGMENT_SIZE - 1}) = 1`;
}
