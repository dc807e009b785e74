import type { WaiverState } from '@/lib/api/types';
import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';
import { nextSorting, parseSorting, sortingText, type Sorting } from '@/lib/url/sorting';

const SORT_KEYS = ['name', 'ends', 'requested'] as const;

export type WaiverSortKey = (typeof SORT_KEYS)[number];

/** Lists with something to do, and then waivers by their state. */
export const WORK_LISTS = ['approve', 'ending', 'unused', 'overtaken'] as const;
export const STATE_LISTS = [
  'requested',
  'in-force',
  'scheduled',
  'ended',
  'revoked',
  'rejected',
  'closed',
] as const satisfies readonly WaiverState[];

export type WaiverListName = (typeof WORK_LISTS)[number] | (typeof STATE_LISTS)[number];

/** Waivers that end within so many days end soon. */
export const SOON_DAYS = 14;

/** Waivers that no verdict has named for so many days are unused. */
export const UNUSED_DAYS = 30;

const DAY_MS = 86_400_000;

/** What the address of the waivers asks for. */
export interface WaiversQuery {
  /** Undefined: all. */
  readonly list: WaiverListName | undefined;
  readonly project: string | undefined;
  readonly q: string | undefined;
  readonly sort: Sorting<WaiverSortKey>;
  /** ISO 8601: what ends before this ends soon. The same on each page of the list. */
  readonly soon: string;
}

/** What is to be done soonest comes first. */
function defaultSort(list: WaiverListName | undefined): Sorting<WaiverSortKey> {
  const isByEnd = list === 'ending' || list === 'in-force';
  return isByEnd ? { key: 'ends', isDescending: false } : { key: 'requested', isDescending: true };
}

/** `now` in milliseconds. */
export function parseWaiversQuery(parameters: SearchParameters, now: number): WaiversQuery {
  const name = oneOf(parameters, 'list');
  const list = [...WORK_LISTS, ...STATE_LISTS].find((known) => known === name);
  return {
    list,
    project: oneOf(parameters, 'project'),
    q: oneOf(parameters, 'q'),
    sort: parseSorting(oneOf(parameters, 'sort'), SORT_KEYS, defaultSort(list)),
    soon: new Date(now + SOON_DAYS * DAY_MS).toISOString(),
  };
}

/** As the API takes it. */
export function waiverParameters({ list, project, q, sort, soon }: WaiversQuery) {
  return {
    sort: sortingText(sort),
    ...listParameters(list, soon),
    ...(project === undefined ? {} : { project }),
    ...(q === undefined ? {} : { q }),
  };
}

function listParameters(list: WaiverListName | undefined, soon: string) {
  switch (list) {
    case undefined:
      return {};
    case 'approve':
      return { to: 'approve' as const };
    case 'ending':
      return { state: 'in-force' as const, endsBefore: soon };
    case 'unused':
      return { unusedFor: UNUSED_DAYS };
    case 'overtaken':
      return { overtaken: 'true' as const };
    default:
      return { state: list };
  }
}

export function waiversHref({ list, project, q, sort }: Omit<WaiversQuery, 'soon'>): string {
  const order = sortingText(sort);
  return withParameters('/waivers', {
    list,
    project,
    q,
    sort: order === sortingText(defaultSort(list)) ? undefined : order,
  });
}

/** Another list starts in its own order. */
export function listHref(query: WaiversQuery, list: WaiverListName | undefined): string {
  return waiversHref({ ...query, list, sort: defaultSort(list) });
}

/** Sorted by a column; again, the other way round. */
export function waiversSortHref(query: WaiversQuery, key: WaiverSortKey): string {
  return waiversHref({ ...query, sort: nextSorting(query.sort, key, key === 'requested') });
}

export function isFiltered({ list, project, q }: WaiversQuery): boolean {
  return list !== undefined || project !== undefined || q !== undefined;
}
