import { compareVersions } from './compare-versions.js';

/**
 * The versions that fix something, nearest to the installed one first: those above it from the lowest on, then those of
 * other release lines below it from the highest on.
 */
export function nearestFirst(fixed: readonly string[], installed: string | null): string[] {
  if (fixed.length < 2) return [...fixed];
  const ascending = fixed.toSorted(compareVersions);
  if (installed === null) return ascending;
  const above = ascending.filter((version) => compareVersions(version, installed) > 0);
  const below = ascending.filter((version) => compareVersions(version, installed) <= 0);
  return [...above, ...below.toReversed()];
}

/** What to upgrade to, of versions that are in order: the nearest one, and null where each would be a downgrade. */
export function upgradeOf([nearest]: readonly string[], installed: string | null): string | null {
  if (nearest === undefined) return null;
  const isDowngrade =
    installed !== null && isNumbered(installed) && isNumbered(nearest) && compareVersions(nearest, installed) <= 0;
  return isDowngrade ? null : nearest;
}

/** Others, such as the hash of a commit, have no order that a name tells: there the scanner's word counts. */
function isNumbered(version: string): boolean {
  return /^v?\d+(?:[.:~+-]|$)/.test(version);
}
