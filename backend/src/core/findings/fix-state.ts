import { lookupTable } from '../model/lookup-table.js';
import type { Claim } from '../reports/scan.js';

/** Databases store the place in this list (core/columns/flags): add at the end, and change no place (stored-numbers.spec.ts). */
export const FIX_STATES = ['available', 'none', 'unknown'] as const;

/** Whether a fix is available. `unknown`: no report states it. */
export type FixState = (typeof FIX_STATES)[number];

/**
 * The words of scanners for a fix: Trivy's `Status`, Grype's `fix.state`, and what readers write for formats without such a word.
 * Whatever is not listed tells nothing.
 */
const WORDS: Readonly<Record<string, FixState>> = lookupTable({
  fixed: 'available',
  'not-fixed': 'none',
  'wont-fix': 'none',
  affected: 'none',
  will_not_fix: 'none',
  fix_deferred: 'none',
  end_of_life: 'none',
});

/** What one claim says of a fix: a version that fixes it is one, whatever the word beside it. */
export function fixOf({ fixedVersion, fixState }: Pick<Claim, 'fixedVersion' | 'fixState'>): FixState {
  if (fixedVersion !== null && fixedVersion.trim() !== '') return 'available';
  return (fixState === null ? undefined : WORDS[fixState.trim().toLowerCase()]) ?? 'unknown';
}

/** Of what several claims say: that a fix is available before that there is none, and either before no word at all. */
export function unitedFix(states: Iterable<FixState>): FixState {
  let place: number = FIX_STATES.length - 1;
  for (const state of states) place = Math.min(place, FIX_STATES.indexOf(state));
  return FIX_STATES[place] ?? 'unknown';
}
