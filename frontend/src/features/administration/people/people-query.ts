import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';
import type { Account } from '@/lib/api/types';

type AccountState = Account['state'];

export const ACCOUNT_STATES = ['active', 'invited', 'disabled'] as const satisfies readonly AccountState[];

export interface PeopleQuery {
  readonly q: string | undefined;
  readonly state: AccountState | undefined;
}

export function parsePeopleQuery(parameters: SearchParameters): PeopleQuery {
  const state = oneOf(parameters, 'state');
  return { q: oneOf(parameters, 'q'), state: ACCOUNT_STATES.find((known) => known === state) };
}

/** As the API takes it. */
export function peopleParameters({ q, state }: PeopleQuery) {
  return { ...(q === undefined ? {} : { q }), ...(state === undefined ? {} : { state }) };
}

export function peopleHref(query: PeopleQuery, person?: string): string {
  return withParameters('/administration/people', { ...query, person });
}
