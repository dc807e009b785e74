import type { Outcome } from '@/lib/api/types';
import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';
import { nextSorting, parseSorting, sortingText, type Sorting } from '@/lib/url/sorting';

const FLEET_SORT_KEYS = ['name', 'severity', 'scanned', 'load'] as const;

export type FleetSortKey = (typeof FLEET_SORT_KEYS)[number];

/** Worst first. */
export const FLEET_OUTCOMES = ['fail', 'unknown', 'pass'] as const satisfies readonly Outcome[];

/** What the fleet's address asks for. */
export interface FleetQuery {
  readonly q: string | undefined;
  /** The verdict for `environment`, or for any environment where none is named. */
  readonly outcome: Outcome | undefined;
  readonly environment: string | undefined;
  /** A rule that did not pass in that verdict. */
  readonly rule: string | undefined;
  readonly project: string | undefined;
  readonly sort: Sorting<FleetSortKey>;
}

/** The highest load comes first, because it needs attention first. */
const DEFAULT_SORT: Sorting<FleetSortKey> = { key: 'load', isDescending: true };

/** The whole fleet, in its natural order. */
export const WHOLE_FLEET: FleetQuery = {
  q: undefined,
  outcome: undefined,
  environment: undefined,
  rule: undefined,
  project: undefined,
  sort: DEFAULT_SORT,
};

export function parseFleetQuery(parameters: SearchParameters): FleetQuery {
  const outcome = oneOf(parameters, 'outcome');
  return {
    q: oneOf(parameters, 'q'),
    outcome: FLEET_OUTCOMES.find((known) => known === outcome),
    environment: oneOf(parameters, 'environment'),
    rule: oneOf(parameters, 'rule'),
    project: oneOf(parameters, 'project'),
    sort: parseSorting(oneOf(parameters, 'sort'), FLEET_SORT_KEYS, DEFAULT_SORT),
  };
}

/** As the API takes it. */
export function fleetParameters({ q, outcome, environment, rule, project, sort }: FleetQuery) {
  return {
    sort: sortingText(sort),
    ...(q === undefined ? {} : { q }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(environment === undefined ? {} : { environment }),
    ...(rule === undefined ? {} : { rule }),
    ...(project === undefined ? {} : { project }),
  };
}

export function fleetHref({ q, outcome, environment, rule, project, sort }: FleetQuery): string {
  const order = sortingText(sort);
  return withParameters('/', {
    q,
    outcome,
    environment,
    rule,
    project,
    sort: order === sortingText(DEFAULT_SORT) ? undefined : order,
  });
}

/** What the list shows, as a file. */
export function fleetExportHref(
  { q, outcome, environment, rule, project }: FleetQuery,
  format: 'csv' | 'json',
): string {
  return withParameters('/api/v1/images/export', { format, q, outcome, environment, rule, project });
}

/** The fleet sorted by a column; again, the other way round. */
export function fleetSortHref(query: FleetQuery, key: FleetSortKey): string {
  return fleetHref({ ...query, sort: nextSorting(query.sort, key, key !== 'name') });
}

export function isFiltered({ q, outcome, environment, rule, project }: FleetQuery): boolean {
  return [q, outcome, environment, rule, project].some((value) => value !== undefined);
}
