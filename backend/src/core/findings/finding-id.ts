import { hash } from 'node:crypto';

/** 32 hex digits that name a problem by what it is and where, never by who reported it. */
export function findingId(...identity: readonly (string | number | null)[]): string {
  return hash('sha256', JSON.stringify(identity), 'hex').slice(0, 32);
}

/** Of a match: by its advisory's lead identifier and its component's key. */
export function matchId(lead: string, componentKey: string): string {
  return findingId('match', lead, componentKey);
}
