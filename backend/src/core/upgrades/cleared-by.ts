import { byEcosystem } from '../versions/compare-versions.js';
import { isSameMajor, isSameMinor } from './version-step.js';

/**
 * Whether a version is known to be without a problem, by the versions that are said to fix it. A fix in an older release line says nothing
 * of a newer line that has a fix of its own to come: with fixes 2.12.2 and 2.15.0, version 2.14.0 has the problem.
 */
export function isFixedIn(version: string, fixes: readonly string[], type: string): boolean {
  return isFixedBy(version, fixes, (a, b) => byEcosystem(a, b, type));
}

/** The same, for an order that is known already: 0 for two spellings of one version. */
export function isFixedBy(version: string, fixes: readonly string[], order: (a: string, b: string) => number): boolean {
  const isBeyond = (fix: string) => order(fix, version) > 0;
  const reached = fixes.filter((fix) => !isBeyond(fix));
  if (reached.length === 0) return false;
  const toCome = fixes.filter(isBeyond);
  if (toCome.length === 0) return true;
  const last = reached.reduce((a, b) => (order(a, b) >= 0 ? a : b));
  if (isSameMinor(last, version)) return !toCome.some((fix) => isSameMinor(fix, version));
  return isSameMajor(last, version) && !toCome.some((fix) => isSameMajor(fix, version));
}
