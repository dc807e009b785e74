import {
  FIX_STATES,
  LAYER_ORIGINS,
  SEVERITIES,
  type FindingKind,
  type FixState,
  type LayerOrigin,
  type Severity,
} from '@/lib/api/types';
import { FINDING_KINDS } from '@/lib/api/vocabulary';
import { oneOf, someOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';
import { nextSorting, parseSorting, sortingText, type Sorting } from '@/lib/url/sorting';

const FINDING_SORT_KEYS = ['severity', 'advisory', 'component', 'published', 'epss', 'kind'] as const;

export type FindingSortKey = (typeof FINDING_SORT_KEYS)[number];

/** What the address of an artifact's findings asks for. */
export interface FindingQuery {
  readonly severity: readonly Severity[];
  readonly kind: readonly FindingKind[];
  readonly fix: readonly FixState[];
  readonly layer: readonly LayerOrigin[];
  /** Only those past their deadline. */
  readonly isOverdue: boolean;
  readonly q: string | undefined;
  readonly sort: Sorting<FindingSortKey>;
}

const WORST_FIRST: Sorting<FindingSortKey> = { key: 'severity', isDescending: true };

/** Columns in which the big end is what people look for. */
const STARTS_DESCENDING: ReadonlySet<FindingSortKey> = new Set(['severity', 'published', 'epss']);

export function parseFindingQuery(parameters: SearchParameters): FindingQuery {
  return {
    severity: someOf(parameters, 'severity', SEVERITIES),
    kind: someOf(parameters, 'kind', FINDING_KINDS),
    // `fixable=true` is how addresses said it before.
    fix: oneOf(parameters, 'fixable') === 'true' ? ['available'] : someOf(parameters, 'fix', FIX_STATES),
    layer: someOf(parameters, 'layer', LAYER_ORIGINS),
    isOverdue: oneOf(parameters, 'overdue') === 'true',
    q: oneOf(parameters, 'q'),
    sort: parseSorting(oneOf(parameters, 'sort'), FINDING_SORT_KEYS, WORST_FIRST),
  };
}

/** As the API takes it. */
export function findingParameters(query: FindingQuery) {
  return {
    sort: sortingText(query.sort),
    ...(query.severity.length > 0 ? { severity: [...query.severity] } : {}),
    ...(query.kind.length > 0 ? { kind: [...query.kind] } : {}),
    ...(query.fix.length > 0 ? { fix: [...query.fix] } : {}),
    ...(query.layer.length > 0 ? { layer: [...query.layer] } : {}),
    ...(query.isOverdue ? { overdue: true } : {}),
    ...(query.q === undefined ? {} : { q: query.q }),
  };
}

export function findingsHref(artifactId: string, query: FindingQuery, findingId?: string): string {
  const sort = sortingText(query.sort);
  return withParameters(`/artifacts/${artifactId}`, {
    severity: query.severity.join(','),
    kind: query.kind.join(','),
    fix: query.fix.join(','),
    layer: query.layer.join(','),
    overdue: query.isOverdue ? 'true' : undefined,
    q: query.q,
    sort: sort === sortingText(WORST_FIRST) ? undefined : sort,
    finding: findingId,
  });
}

export function isFiltered(query: FindingQuery): boolean {
  const { severity, kind, fix, layer, isOverdue, q } = query;
  return [severity, kind, fix, layer].some(({ length }) => length > 0) || isOverdue || q !== undefined;
}

export function withoutFilters(query: FindingQuery): FindingQuery {
  return { ...query, severity: [], kind: [], fix: [], layer: [], isOverdue: false, q: undefined };
}

export function sortedBy(query: FindingQuery, key: FindingSortKey): FindingQuery {
  return { ...query, sort: nextSorting(query.sort, key, STARTS_DESCENDING.has(key)) };
}

/** A list of values with one of them added, or taken out if it was in. */
export function toggled<Value>(values: readonly Value[], value: Value): readonly Value[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}
