import { compareText } from '../findings/order.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { ScanRecord } from './scan-record.js';

/** What tells which scan replaces which. */
export interface ScanStamp {
  readonly report: string;
  readonly receivedAt: string;
  readonly scannedAt: string | null;
  readonly format: string;
  readonly tool: { readonly name: string };
  readonly target: string | null;
  readonly covers: readonly FindingKind[];
}

/** One scan whose word, or a part of it, counts no longer because a newer one looked again. */
export interface Replacement<S extends ScanStamp> {
  readonly scan: S;
  readonly by: S;
  /** The kinds that `by` took over. */
  readonly kinds: readonly FindingKind[];
  /** Nothing of the scan counts any longer. */
  readonly isWhole: boolean;
}

/**
 * The scans that speak for the artifact now: the newest of each tool, format and target, and an older one while it
 * covers a kind of finding that no newer one does. Newest first.
 */
export function currentScans<S extends ScanStamp>(scans: readonly S[]): S[] {
  return standings(scans)
    .filter(({ isReplaced }) => !isReplaced)
    .map(({ scan }) => scan);
}

/**
 * The same, each with only that part of it that still counts: where a newer scan of the tool looked for a kind,
 * the older one's word on that kind is dropped.
 */
export function currentRecords(records: readonly ScanRecord[]): ScanRecord[] {
  return standings(records)
    .filter(({ isReplaced }) => !isReplaced)
    .map(({ scan: record, takenBy }) => {
      if (takenBy.size === 0) return record;
      return {
        ...record,
        covers: record.covers.filter((kind) => !takenBy.has(kind)),
        claims: takenBy.has('match') ? [] : record.claims,
        problems: record.problems.filter((problem) => !takenBy.has(problem.kind)),
      };
    });
}

/** What was left out of the above, and for which scan. */
export function replacements<S extends ScanStamp>(scans: readonly S[]): Replacement<S>[] {
  return standings(scans).flatMap(({ scan, takenBy, newest, isReplaced }) => {
    const successors = new Set(isReplaced && scan.covers.length === 0 ? [newest] : takenBy.values());
    return Array.from(successors, (by) => ({
      scan,
      by,
      kinds: scan.covers.filter((kind) => takenBy.get(kind) === by),
      isWhole: isReplaced,
    }));
  });
}

/** How a scan stands among those of the same tool, format and target. */
interface Standing<S> {
  readonly scan: S;
  readonly newest: S;
  /** Those of its kinds that a newer scan looked for, each with the newest that did. */
  readonly takenBy: ReadonlyMap<FindingKind, S>;
  readonly isReplaced: boolean;
}

function standings<S extends ScanStamp>(scans: readonly S[]): Standing<S>[] {
  const lines = new Map<string, { readonly newest: S; readonly lookedFor: Map<FindingKind, S> }>();
  const seen = new Set<string>();
  return scans.toSorted(newestFirst).flatMap((scan) => {
    if (seen.has(scan.report)) return [];
    seen.add(scan.report);
    const name = lineOf(scan);
    const line = lines.get(name) ?? { newest: scan, lookedFor: new Map<FindingKind, S>() };
    lines.set(name, line);
    const takenBy = new Map<FindingKind, S>();
    for (const kind of scan.covers) {
      const by = line.lookedFor.get(kind);
      if (by === undefined) line.lookedFor.set(kind, scan);
      else if (isNewer(by, scan)) takenBy.set(kind, by);
    }
    return {
      scan,
      newest: line.newest,
      takenBy,
      isReplaced: isNewer(line.newest, scan) && takenBy.size === scan.covers.length,
    };
  });
}

function lineOf({ tool, format, target }: ScanStamp): string {
  return JSON.stringify([tool.name.toLowerCase(), format, target]);
}

function newestFirst(a: ScanStamp, b: ScanStamp): number {
  return compareAge(a, b) || compareText(a.report, b.report);
}

/** Of two that came and looked at the same instant neither replaces the other. */
function isNewer(a: ScanStamp, b: ScanStamp): boolean {
  return compareAge(a, b) < 0;
}

function compareAge(a: ScanStamp, b: ScanStamp): number {
  return lookedAt(b) - lookedAt(a) || receivedAt(b) - receivedAt(a);
}

/** A report cannot tell of a time after it came, so none stays the newest for ever by its own word. */
function lookedAt(scan: ScanStamp): number {
  return scan.scannedAt === null ? receivedAt(scan) : Math.min(Date.parse(scan.scannedAt), receivedAt(scan));
}

function receivedAt(scan: ScanStamp): number {
  return Date.parse(scan.receivedAt);
}
