import type { Outcome } from '@/lib/api/types';
import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';
import { nextSorting, parseSorting, sortingText, type Sorting } from '@/lib/url/sorting';

const SORT_KEYS = ['image', 'recorded'] as const;

export type DeploymentSortKey = (typeof SORT_KEYS)[number];

/** Those worth asking for, worst first. */
export const OUTCOMES = ['fail', 'unknown'] as const satisfies readonly Outcome[];

/** What the address of the deployments asks for. */
export interface DeploymentsQuery {
  readonly environment: string | undefined;
  readonly project: string | undefined;
  readonly outcome: Outcome | undefined;
  readonly sort: Sorting<DeploymentSortKey>;
}

/** An image's environments one below the other. */
const DEFAULT_SORT: Sorting<DeploymentSortKey> = { key: 'image', isDescending: false };

export function parseDeploymentsQuery(parameters: SearchParameters): DeploymentsQuery {
  const outcome = oneOf(parameters, 'outcome');
  return {
    environment: oneOf(parameters, 'environment'),
    project: oneOf(parameters, 'project'),
    outcome: OUTCOMES.find((known) => known === outcome),
    sort: parseSorting(oneOf(parameters, 'sort'), SORT_KEYS, DEFAULT_SORT),
  };
}

/** As the API takes it: what runs now. */
export function deploymentParameters({ environment, project, outcome, sort }: DeploymentsQuery) {
  return {
    current: true,
    sort: sortingText(sort),
    ...(environment === undefined ? {} : { environment }),
    ...(project === undefined ? {} : { project }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

export function deploymentsHref({ environment, project, outcome, sort }: DeploymentsQuery): string {
  const order = sortingText(sort);
  return withParameters('/deployments', {
    environment,
    project,
    outcome,
    sort: order === sortingText(DEFAULT_SORT) ? undefined : order,
  });
}

/** Sorted by a column; again, the other way round. */
export function deploymentsSortHref(query: DeploymentsQuery, key: DeploymentSortKey): string {
  return deploymentsHref({ ...query, sort: nextSorting(query.sort, key, key === 'recorded') });
}

export function isFiltered({ environment, project, outcome }: DeploymentsQuery): boolean {
  return environment !== undefined || project !== undefined || outcome !== undefined;
}
