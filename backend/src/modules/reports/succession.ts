import { type Replacement, replacements } from '../../core/gate/current-scans.js';
import type { StoredStamp } from '../scans/scan-records.repository.js';

/** The scans that counted until this one came, and that it took over from, wholly or in part. Among them its own bytes, with other facts. */
export function replacedBy(scanId: number, stamps: readonly StoredStamp[]): Replacement<StoredStamp>[] {
  const own = stamps.find((stamp) => stamp.scanId === scanId);
  const older = replacements(stamps).filter(({ by, scan }) => by.scanId === scanId && scan.isCurrent);
  const same = stamps.filter((stamp) => stamp.isCurrent && stamp.report === own?.report && stamp.scanId !== scanId);
  return [
    ...older,
    ...same.flatMap((scan) => (own === undefined ? [] : [{ scan, by: own, kinds: scan.covers, isWhole: true }])),
  ];
}

/** The scan that speaks in place of this one, as far as nothing of it counts: a newer one, or the same bytes with other facts. */
export function successorOf(scanId: number, stamps: readonly StoredStamp[]): number | null {
  const report = stamps.find((stamp) => stamp.scanId === scanId)?.report;
  const whole = replacements(stamps).find(({ scan, isWhole }) => scan.report === report && isWhole);
  if (whole !== undefined) return whole.by.scanId;
  const last = stamps.find((stamp) => stamp.report === report);
  return last === undefined || last.scanId === scanId ? null : last.scanId;
}
