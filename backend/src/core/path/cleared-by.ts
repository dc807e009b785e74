import { compareVersions, isAbove } from '../versions/compare-versions.js';
import { isSameMajor, isSameMinor } from './version-step.js';

/**
 * Whether a version is known to be without a problem, by the versions that are said to fix it. A fix in an older release line says nothing
 * of a newer line that has a fix of its own to come: with fixes 2.12.2 and 2.15.0, version 2.14.0 has the problem.
 */
export function isFixedIn(version: string, fixes: readonly string[], type: string): boolean {
  const isBeyond = (fix: string) => isAbove(fix, version, type);
  const reached = fixes.filter((fix) => !isBeyond(fix));
  if (reached.length === 0) return false;
  const toCome = fixes.filter(isBeyond);
  if (toCome.length === 0) return true;
  const last = reached.reduce((a, b) => (compareVersions(a, b, type) >= 0 ? a : b));
  if (isSameMinor(last, version)) return !toCome.some((fix) => isSameMinor(fix, version));
  return isSameMajor(last, version) && !toCome.some((fix) => isSameMajor(fix, version));
}
