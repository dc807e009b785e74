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
  if (nearest === undefined) return null;
  const isDowngrade =
    installed !== null && isNumbered(installed) && isNumbered(nearest) && !isAbove(nearest, installed, type);
  return isDowngrade ? null : nearest;
}

/** Others, such as the hash of a commit, have no order that a name tells: there the scanner's word counts. */
function isNumbered(version: string): boolean {
  return /^v?\d+(?:[.:~+-]|$)/.test(version);
}
