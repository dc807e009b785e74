import type { Claim, Problem } from '../reports/scan.js';
import type { Finding } from './finding.js';
import type { ScanContent } from './scan-content.js';

/** A finding, and the claims and problems that it is made of. */
export interface UnitedFinding<S extends ScanContent = ScanContent> {
  readonly finding: Finding;
  readonly claims: readonly ScanEntry<S, Claim>[];
  readonly problems: readonly ScanEntry<S, Problem>[];
}

/** A claim or problem, with the scan that reported it. */
export interface ScanEntry<S, Entry> {
  readonly scan: S;
  readonly entry: Entry;
}
