import { isDeepStrictEqual } from 'node:util';
import { isRefusalNote } from './count-against.js';
import type { Verdict } from './verdict.js';

/**
 * Which waivers a verdict rests on is stored, and not which ones did not count, though its reasons name those. They change these words alone: what
 * differs in more was not given for this.
 */
export function namesLostWaivers(given: Verdict, again: Verdict): boolean {
  const namesOthers = given.reasons.some(({ notes = [] }) => notes.some(isRefusalNote));
  return namesOthers && isDeepStrictEqual(withoutWords(given), withoutWords(again));
}

function withoutWords(verdict: Verdict): unknown {
  const reasons = verdict.reasons.map((reason) => ({ ...reason, message: '', notes: [], remedy: null }));
  return JSON.parse(JSON.stringify({ ...verdict, verdictId: '', reasons }));
}
