import { type CountableScan, countingScans, type EvidenceRules } from './counting-evidence.js';
import { currentScans, type ScanStamp } from './current-scans.js';

type StoredScan = ScanStamp & CountableScan & { readonly scanId: number };

/** scan.id of those that are current. */
export function currentIds(history: readonly StoredScan[], rules: EvidenceRules): number[] {
  return currentScans(countingScans(history, rules)).map(({ scanId }) => scanId);
}

/**
 * The scans that were there when a verdict was given, which rests on the last of them: of those that came just before, some may have been written
 * after it. Null where others were current.
 */
export function scansThen<S extends StoredScan>(
  stamps: readonly S[],
  rules: EvidenceRules,
  scanIds: readonly number[],
): readonly S[] | null {
  const given = new Set(scanIds);
  let history = stamps;
  for (;;) {
    const current = currentIds(history, rules);
    const late = new Set(current.filter((id) => !given.has(id)));
    if (late.size === 0) return current.length === given.size ? history : null;
    history = history.filter(({ scanId }) => !late.has(scanId));
  }
}
