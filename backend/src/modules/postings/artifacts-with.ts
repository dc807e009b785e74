import { leadsFrom, linkedName, linkKey, POSTING_KINDS, SEGMENT_BITS, SEGMENT_SIZE } from './posting-kind.js';

/**
 * To be named `waiting` before what is below: artifacts of which the postings do not tell the present. One statement asks both, so that no
 * artifact is posted between the two and missing from the answer.
 */
export const WAITING = `SELECT artifact.id, leads, linked_leads, linked_names FROM artifact
  LEFT JOIN artifact_posting ON artifact_id = artifact.id WHERE is_posted IS NOT TRUE`;

/** SQL: the ids of the artifacts that hold one of these components, an int[]. */
export function artifactsWithComponent(componentIds: string): string {
  return `${posted(POSTING_KINDS.component, `${componentIds}::int[]`)}
    UNION SELECT artifact_id FROM scan
    WHERE artifact_id = ANY (ARRAY(SELECT id FROM waiting)) AND is_current AND component_ids && ${componentIds}::int[]`;
}

/** SQL: the ids of the artifacts with a finding whose advisory is led by one of these names, a text[]; `nameIds` are those that have a number. */
export function artifactsLedBy(names: string, nameIds: string): string {
  const keys = `ARRAY(SELECT ${linkKey('id', 'id')} FROM unnest(${nameIds}::int[]) AS id)`;
  return `${posted(POSTING_KINDS.name, keys)}
    UNION SELECT id FROM waiting WHERE leads && ${names}::text[]`;
}

/**
 * SQL: the name $1 and all that findings link to it, as rows of `id` (advisory_alias.id; null where it has no number yet) and `name`, that
 * one first; of artifacts that `isVisible` lets through, by `image`. One finding's names are one advisory's, and so are those of two
 * findings that share a name. A name is looked up by its number: joined, all names would be read for each one that is reached. The
 * limit inside, which no name exceeds without exceeding `most`, keeps PostgreSQL from making room for millions.
 */
export function namesLinkedTo(name: string, isVisible: string, most: number): string {
  const isTold = `EXISTS (
      SELECT FROM generate_series(0, ${SEGMENT_SIZE - 1}) AS place
        JOIN artifact ON artifact.id = (segment << ${SEGMENT_BITS}) | place JOIN image ON image.id = image_id
      WHERE get_bit(artifacts, place) = 1 AND ${isVisible} AND artifact.id NOT IN (SELECT waiting.id FROM waiting))`;
  return `WITH RECURSIVE waiting AS MATERIALIZED (${WAITING}),
    told AS MATERIALIZED (
      SELECT DISTINCT link.lead, link.name FROM waiting JOIN artifact ON artifact.id = waiting.id
        JOIN image ON image.id = image_id, unnest(linked_leads, linked_names) AS link (lead, name)
      WHERE ${isVisible}),
    reached (name) AS (
      SELECT ${name}::text COLLATE "C"
      UNION SELECT linked.name FROM reached, LATERAL (
        SELECT (SELECT alias FROM advisory_alias AS other WHERE other.id = linked.id) AS name FROM (
          SELECT DISTINCT ${linkedName('key')} AS id FROM advisory_alias AS one
            JOIN posting ON kind = ${POSTING_KINDS.name} AND ${leadsFrom('key', 'one.id')} AND ${isTold}
          WHERE one.alias = reached.name) AS linked
        UNION ALL SELECT name FROM told WHERE lead = reached.name
        UNION ALL SELECT lead FROM told WHERE name = reached.name
        LIMIT ${3 * most}) AS linked WHERE linked.name IS NOT NULL)
    SELECT id, name FROM (SELECT name FROM reached LIMIT ${most}) AS reached LEFT JOIN advisory_alias ON alias = name
    ORDER BY name <> ${name}, name`;
}

function posted(kind: number, keys: string): string {
  return `SELECT place.id FROM (${placesOf(`kind = ${kind} AND key = ANY (${keys})`)}) AS place
    WHERE NOT EXISTS (SELECT FROM waiting WHERE waiting.id = place.id)`;
}

function placesOf(condition: string): string {
  return `SELECT (segment << ${SEGMENT_BITS}) | place AS id
    FROM (SELECT segment, bit_or(artifacts) AS artifacts FROM posting WHERE ${condition} GROUP BY segment) AS row,
      generate_series(0, ${SEGMENT_SIZE - 1}) AS place
    WHERE get_bit(artifacts, place) = 1`;
}
