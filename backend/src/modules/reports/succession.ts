import { type Replacement, replacements } from '../../core/gate/current-scans.js';
import type { LackedComponents } from '../../core/gate/facts.js';
import type { RecallNote } from '../../core/gate/recall-note.js';
import type { StoredStamp } from '../scans/scan-records.repository.js';

/** The scans that counted until this one came, and that it took over from, wholly or in part. Among them its own bytes, with other facts. */
export function replacedBy(scanId: number, stamps: readonly StoredStamp[]): Replacement<StoredStamp>[] {
  return replacements(stamps).filter(({ by, scan }) => by.scanId === scanId && scan.isCurrent);
}

/**
 * The scan that counts in place of this one, if nothing of it counts: a newer one, or the same bytes with other facts.
 */
export function successorOf(scanId: number, stamps: readonly StoredStamp[]): number | null {
  const whole = replacements(stamps).find(({ scan, isWhole }) => scan.scanId === scanId && isWhole);
  return whole?.by.scanId ?? null;
}

export function recallOf(scanId: number, stamps: readonly StoredStamp[]): RecallNote | null {
  return stamps.find((stamp) => stamp.scanId === scanId)?.recall ?? null;
}

export function lacksOf(scanId: number, stamps: readonly StoredStamp[]): LackedComponents | null {
  return stamps.find((stamp) => stamp.scanId === scanId)?.lacks ?? null;
}
