import { compareText } from '../findings/order.js';
import type { FindingKind } from '../reports/scan.js';
import type { ScanRecord } from './scan-record.js';

/** What tells which scan replaces which. */
export interface ScanStamp {
  readonly report: string;
  readonly receivedAt: string;
  readonly scannedAt: string | null;
  readonly format: string;
  readonly tool: { readonly name: string };
  readonly covers: readonly FindingKind[];
}

/**
 * The scans that speak for the artifact now: the newest of each tool and format, and an older one while it covers a
 * kind of finding that no newer one does. Newest first.
 */
export function currentScans<S extends ScanStamp>(scans: readonly S[]): S[] {
  return [...liveKinds(scans).keys()];
}

/**
 * The same, each with only that part of it that still counts: where a newer scan of the tool looked for a kind,
 * the older one's word on that kind is dropped.
 */
export function currentRecords(records: readonly ScanRecord[]): ScanRecord[] {
  return [...liveKinds(records)].map(([record, replaced]) => {
    if (replaced.size === 0) return record;
    return {
      ...record,
      covers: record.covers.filter((kind) => !replaced.has(kind)),
      claims: replaced.has('match') ? [] : record.claims,
      problems: record.problems.filter((problem) => !replaced.has(problem.kind)),
    };
  });
}

/** The current scans, newest first, each with the kinds that newer ones took over. */
function liveKinds<S extends ScanStamp>(scans: readonly S[]): Map<S, ReadonlySet<FindingKind>> {
  const taken = new Map<string, ReadonlySet<FindingKind>>();
  const seen = new Set<string>();
  const current = new Map<S, ReadonlySet<FindingKind>>();
  for (const scan of scans.toSorted(newestFirst)) {
    if (seen.has(scan.report)) continue;
    seen.add(scan.report);
    const line = `${scan.tool.name.toLowerCase()}\n${scan.format}`;
    const covered = taken.get(line);
    if (covered !== undefined && scan.covers.every((kind) => covered.has(kind))) continue;
    current.set(scan, covered ?? new Set());
    taken.set(line, new Set([...(covered ?? []), ...scan.covers]));
  }
  return current;
}

function newestFirst(a: ScanStamp, b: ScanStamp): number {
  return lookedAt(b) - lookedAt(a) || receivedAt(b) - receivedAt(a) || compareText(a.report, b.report);
}

/** A report cannot tell of a time after it came, so none stays the newest for ever by its own word. */
function lookedAt(scan: ScanStamp): number {
  return scan.scannedAt === null ? receivedAt(scan) : Math.min(Date.parse(scan.scannedAt), receivedAt(scan));
}

function receivedAt(scan: ScanStamp): number {
  return Date.parse(scan.receivedAt);
}
