import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';
import { nextSorting, parseSorting, sortingText, type Sorting } from '@/lib/url/sorting';

const FLEET_SORT_KEYS = ['name', 'severity', 'scanned', 'load'] as const;

export type FleetSortKey = (typeof FLEET_SORT_KEYS)[number];

/** What the fleet's address asks for. */
export interface FleetQuery {
  readonly q: string | undefined;
  readonly sort: Sorting<FleetSortKey>;
}

/** Who weighs most comes first: that is what somebody has to look at. */
const DEFAULT_SORT: Sorting<FleetSortKey> = { key: 'load', isDescending: true };

export function parseFleetQuery(parameters: SearchParameters): FleetQuery {
  return { q: oneOf(parameters, 'q'), sort: parseSorting(oneOf(parameters, 'sort'), FLEET_SORT_KEYS, DEFAULT_SORT) };
}

/** As the API takes it. */
export function fleetParameters(query: FleetQuery) {
  return { sort: sortingText(query.sort), ...(query.q === undefined ? {} : { q: query.q }) };
}

/** The fleet sorted by a column; again, the other way round. */
export function fleetSortHref(query: FleetQuery, key: FleetSortKey): string {
  return withParameters('/', { q: query.q, sort: sortingText(nextSorting(query.sort, key, key !== 'name')) });
}
