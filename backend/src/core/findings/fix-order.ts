import { compareVersions, isAbove } from '../versions/compare-versions.js';

/**
 * The versions that fix something, nearest to the installed one first: those above it from the lowest on, then those of
 * other release lines below it from the highest on. `type` is the component's: it says how its versions are ordered.
 */
export function nearestFirst(fixed: readonly string[], installed: string | null, type: string): string[] {
  if (fixed.length < 2) return [...fixed];
  const ascending = fixed.toSorted((a, b) => compareVersions(a, b, type));
  if (installed === null) return ascending;
  const above = ascending.filter((version) => isAbove(version, installed, type));
  const below = ascending.filter((version) => !isAbove(version, installed, type));
  return [...above, ...below.toReversed()];
}

/** What to upgrade to, of versions that are in order: the nearest one, and null where each would be a downgrade. */
export function upgradeOf([nearest]: readonly string[], installed: string | null, type: string): string | null {
  return nearest === undefined || isDowngrade(installed, nearest, type) ? null : nearest;
}

/** Whether a version is known to be no higher than the installed one. */
export function isDowngrade(installed: string | null, to: string, type: string): boolean {
  return installed !== null && isNumbered(installed) && isNumbered(to) && !isAbove(to, installed, type);
}

/** Others, such as the hash of a commit, cannot be ordered by name: the scanner's statement counts. */
function isNumbered(version: string): boolean {
  return /^v?\d+(?:[.:~+-]|$)/.test(version);
}
