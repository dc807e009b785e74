import type { Finding } from './finding.js';
import { inFindingOrder } from './order.js';
import type { ScanContent } from './scan-content.js';
import { uniteMatches } from './unite-matches.js';
import { uniteProblems } from './unite-problems.js';
import type { UnitedFinding } from './united-finding.js';

/**
 * The findings of the given scans: the same problem reported by two scanners, or in two layers, is one.
 * Worst first; neither the order of the scans nor that within them makes a difference.
 */
export function uniteFindings(scans: readonly ScanContent[]): Finding[] {
  return uniteWithClaims(scans).map((united) => united.finding);
}

/** The same, with the claims and problems behind each finding. */
export function uniteWithClaims<S extends ScanContent>(scans: readonly S[]): UnitedFinding<S>[] {
  return inFindingOrder([...uniteMatches(scans), ...uniteProblems(scans)]);
}
