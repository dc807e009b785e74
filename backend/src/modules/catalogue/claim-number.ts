/** More claims than a report may make of one component. */
const MOST_CLAIMS = 2 ** 20;

/** Beyond every number of a claim that is a row. */
const FIRST = 2 ** 31;

/** Names a claim by its word and its place there, from 0. */
export function claimNumber(wordId: number, place: number): number {
  return FIRST + wordId * MOST_CLAIMS + place;
}

/** The word that a claim is of, and its place there; null for a claim that is a row. */
export function wordOfClaim(number: number): { readonly wordId: number; readonly place: number } | null {
  if (number < FIRST) return null;
  return { wordId: Math.floor((number - FIRST) / MOST_CLAIMS), place: (number - FIRST) % MOST_CLAIMS };
}
