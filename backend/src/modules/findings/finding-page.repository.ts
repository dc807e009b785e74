import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../common/paging/keyset.js';
import { collationFor, containing } from '../../common/paging/search-pattern.js';
import { FIX_STATES } from '../../core/findings/fix-state.js';
import { FINDING_KINDS } from '../../core/model/finding-kind.js';
import { severityRank } from '../../core/model/severity.js';
import { Database } from '../../database/database.js';
import type { FindingQuery, FindingSort } from './dto/finding-query.dto.js';

/** A finding as its list has it: who it is, and the rows that it is made of. */
export type ListedFinding = {
  /** 32 hex digits. */
  id: string;
  /** The lead of its advisory; null for a problem. */
  lead: string | null;
  /** Names that its advisory has by other claims than its own. */
  otherNames: string[];
  /** `claimNumber` or claim.id, and -problem.id. */
  sources: number[];
};

export type FindingCounts = {
  total: number;
  /** By rank. */
  severities: number[];
  /** In the order of FINDING_KINDS. */
  kinds: number[];
  fixable: number;
  /** In the order of FIX_STATES, of vulnerabilities only. */
  fixes: number[];
};

const NAME = `coalesce(alias.alias, problem.rule, '') COLLATE "C"`;
const LABEL = `coalesce(component.name, problem.path, '') COLLATE "C"`;

const SORTS: Record<FindingSort, SortKeys> = {
  severity: { expressions: ['finding.severity', NAME, 'finding.id'], kinds: ['integer', 'text', 'uuid'] },
  advisory: { expressions: [NAME, 'finding.id'], kinds: ['text', 'uuid'] },
  component: { expressions: [LABEL, NAME, 'finding.id'], kinds: ['text', 'text', 'uuid'] },
  published: {
    expressions: [`coalesce(finding.published_at, '-infinity')`, NAME, 'finding.id'],
    kinds: ['instant', 'text', 'uuid'],
  },
  epss: { expressions: ['coalesce(finding.epss, -1)', NAME, 'finding.id'], kinds: ['number', 'text', 'uuid'] },
  kind: { expressions: ['finding.kind', NAME, 'finding.id'], kinds: ['integer', 'text', 'uuid'] },
};

const FINDINGS = `finding_list AS list, unnest(list.ids, list.severities, list.kinds, list.fixable, list.fixes, list.published_at,
  list.epss, list.component_ids, list.alias_ids, list.problem_ids)
  WITH ORDINALITY AS finding (id, severity, kind, is_fixable, fix, published_at, epss, component_id, alias_id, problem_id,
  place)`;

/** Rows of a table by the numbers in a column of the list: probed as one sorted set, however large the table is. */
const namedBy = (table: string, column: string): string =>
  `(SELECT * FROM ${table} WHERE id = ANY (ARRAY(SELECT unnest(${column}) FROM finding_list WHERE artifact_id = $1)))`;

const NAMES = `LEFT JOIN ${namedBy('advisory_alias', 'alias_ids')} AS alias ON alias.id = finding.alias_id
  LEFT JOIN ${namedBy('component', 'component_ids')} AS component ON component.id = finding.component_id
  LEFT JOIN ${namedBy('problem', 'problem_ids')} AS problem ON problem.id = finding.problem_id`;

/** Reads an artifact's finding list: arrays that are filtered, sorted and counted in place. */
@Injectable()
export class FindingPageRepository {
  constructor(private readonly database: Database) {}

  async listPage(
    artifactId: number,
    query: FindingQuery,
    inWords: readonly number[],
  ): Promise<{ rows: ListedFinding[]; nextCursor: string | null; isFirstPage: boolean }> {
    const keyset = new Keyset('findings', query.sort, SORTS[query.sort.replace(/^-/, '') as FindingSort], query.cursor);
    const parameters: unknown[] = [artifactId];
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    const conditions = [...Object.values(filters(query, inWords, bind)), keyset.condition(parameters)];
    const rows = await this.database.query<ListedFinding & { keys: CursorKeys }>(
      pageSql(
        // Numbered outside, so that only the page is sorted to the end and not the whole list.
        `SELECT *, row_number() OVER () AS rank FROM (
           SELECT finding.id, finding.place, alias.alias AS lead, ${keyset.selectKeys} FROM ${FINDINGS} ${NAMES}
           WHERE list.artifact_id = $1 AND ${conditions.join(' AND ')}
           ORDER BY ${keyset.orderBy} LIMIT ${query.limit + 1}) AS first`,
      ),
      parameters,
    );
    return { ...keyset.page(rows, query.limit), isFirstPage: keyset.isFirstPage };
  }

  async find(artifactId: number, findingId: string): Promise<ListedFinding | null> {
    const [finding] = await this.database.query<ListedFinding>(
      pageSql(
        `SELECT finding.id, finding.place, alias.alias AS lead, NULL AS keys, 1 AS rank
         FROM ${FINDINGS} LEFT JOIN advisory_alias AS alias ON alias.id = finding.alias_id
         WHERE list.artifact_id = $1 AND finding.id = $2::uuid`,
      ),
      [artifactId, findingId],
    );
    return finding ?? null;
  }

  /** Null if there is no such artifact. */
  async count(artifactId: number, query: FindingQuery, inWords: readonly number[]): Promise<FindingCounts | null> {
    const parameters: unknown[] = [artifactId];
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    const { severity, kind, fixable, fix, text } = filters(query, inWords, bind);
    const counted = (conditions: readonly string[]): string =>
      `(count(*) FILTER (WHERE finding.id IS NOT NULL AND ${conditions.join(' AND ')}))::int`;
    const [counts] = await this.database.query<FindingCounts>(
      `SELECT ${counted([severity, kind, fixable, fix])} AS total,
         ARRAY[${[0, 1, 2, 3, 4].map((rank) => counted([kind, fixable, fix, `finding.severity = ${rank}`])).join(', ')}] AS severities,
         ARRAY[${FINDING_KINDS.map((_, place) => counted([severity, fixable, fix, `finding.kind = ${place}`])).join(', ')}] AS kinds,
         ${counted([severity, kind, 'finding.is_fixable'])} AS fixable,
         ARRAY[${FIX_STATES.map((_, place) => counted([severity, kind, 'finding.kind = 0', `finding.fix = ${place}`])).join(', ')}] AS fixes
       FROM finding_list AS list LEFT JOIN LATERAL (
         SELECT finding.* FROM (SELECT list.*) AS list, ${FINDINGS.slice(FINDINGS.indexOf('unnest'))}
         ${text === 'true' ? '' : NAMES} WHERE ${text}) AS finding ON true
       WHERE list.artifact_id = $1 GROUP BY list.artifact_id`,
      parameters,
    );
    return counts ?? null;
  }
}

/** Gathers what stands behind the findings that `page` picks, in the same statement and so from the same moment. */
function pageSql(page: string): string {
  return `WITH page AS MATERIALIZED (${page}),
    sources AS (
      SELECT made.source_of AS place, array_agg(made.source)::float8[] AS sources
      FROM finding_list AS list, unnest(list.sources, list.source_of) AS made (source, source_of)
      WHERE list.artifact_id = $1 AND made.source_of IN (SELECT place FROM page) GROUP BY made.source_of
    ),
    names AS (
      SELECT named.other_name_of AS place, array_agg(alias) AS names
      FROM finding_list AS list, unnest(list.other_names, list.other_name_of) AS named (alias_id, other_name_of)
      JOIN advisory_alias ON advisory_alias.id = named.alias_id
      WHERE list.artifact_id = $1 AND named.other_name_of IN (SELECT place FROM page) GROUP BY named.other_name_of
    )
    SELECT replace(id::text, '-', '') AS id, lead, keys, coalesce(sources, '{}') AS sources,
      coalesce(names, '{}') AS "otherNames"
    FROM page LEFT JOIN sources USING (place) LEFT JOIN names USING (place) ORDER BY rank`;
}

/** One condition for each thing that can be filtered by. */
function filters(
  { severity, kind, fixable, fix, q }: FindingQuery,
  inWords: readonly number[],
  bind: (value: unknown) => string,
): { severity: string; kind: string; fixable: string; fix: string; text: string } {
  return {
    severity: severity === undefined ? 'true' : `finding.severity = ANY (${bind(severity.map(severityRank))}::int[])`,
    kind:
      kind === undefined
        ? 'true'
        : `finding.kind = ANY (${bind(kind.map((name) => FINDING_KINDS.indexOf(name)))}::int[])`,
    fixable: fixable === undefined ? 'true' : `finding.is_fixable = ${bind(fixable)}::boolean`,
    // Only of a vulnerability do scanners say whether there is a fix.
    fix:
      fix === undefined
        ? 'true'
        : `(finding.kind = 0 AND finding.fix = ANY (${bind(fix.map((state) => FIX_STATES.indexOf(state)))}::int[]))`,
    text: q === undefined ? 'true' : textFilter(bind(containing(q)), collationFor(q), bind(inWords)),
  };
}

/** What a person might remember of a finding: a name of it, its title, where it lies. `inWords` are claims that were searched already. */
function textFilter(pattern: string, collation: string, inWords: string): string {
  const like = (text: string): string => `${text} ${collation} ILIKE ${pattern}`;
  const named = ['alias.alias', 'component.name', 'component.purl', 'problem.rule', 'problem.title', 'problem.path'];
  // An outer join, and a condition that it survives: the planner takes any pattern for rare, and would go through
  // the whole list once for each claim that matches.
  return `(${named.map(like).join(' OR ')} OR finding.place IN (
      SELECT made.source_of
      FROM finding_list AS all_of, unnest(all_of.sources, all_of.source_of) AS made (source, source_of) LEFT JOIN (
        SELECT id, ${like('title')} OR ${like(`array_to_string(ids, ' ')`)} AS is_match FROM ${namedBy('claim', 'sources')} AS claim
      ) AS claim ON claim.id = made.source
      WHERE all_of.artifact_id = $1 AND (coalesce(is_match, false) OR made.source = ANY (${inWords}::float8[]))))`;
}
