import type { Claim, Problem } from '../reports/scan.js';
import type { Finding } from './finding.js';
import type { ScanContent } from './scan-content.js';

/** A finding, and everybody's word that it rests on. */
export interface UnitedFinding<S extends ScanContent = ScanContent> {
  readonly finding: Finding;
  readonly claims: readonly Said<S, Claim>[];
  readonly problems: readonly Said<S, Problem>[];
}

export interface Said<S, What> {
  readonly scan: S;
  readonly said: What;
}
