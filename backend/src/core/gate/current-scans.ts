import { compareText } from '../findings/order.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { RecallNote } from './recall-note.js';
import type { ScanRecord } from './scan-record.js';

/** What tells which scan replaces which. */
export interface ScanStamp {
  readonly report: string;
  /** What was said beside the report, as text: the same bytes with other facts are another scan. */
  readonly given: string;
  /** When its bytes first came, whatever was said beside them later. */
  readonly receivedAt: string;
  /** When what was said beside them came. Left out: with them. */
  readonly saidAt?: string;
  readonly scannedAt: string | null;
  readonly format: string;
  readonly tool: { readonly name: string };
  readonly target: string | null;
  readonly platform: string | null;
  readonly covers: readonly FindingKind[];
  /** Kinds that a run which failed would have covered: it replaces nothing by them, and is replaced once a newer scan covers them. */
  readonly attempted: readonly FindingKind[];
  /** A recalled scan counts for nothing: neither does it speak, nor does it replace one. */
  readonly recall: RecallNote | null;
}

/** Stands for the platform of scans that came before platforms were kept: any newer scan of tool, format and target replaces them. */
export const UNRECORDED_PLATFORM = 'unrecorded';

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
 * The scans that speak for the artifact now: the newest of each tool, format, target and platform, and an older one
 * while it covers a kind of finding that no newer one does. Newest first.
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
    const successors = new Set(isReplaced && takenBy.size === 0 ? [newest] : takenBy.values());
    return Array.from(successors, (by) => ({
      scan,
      by,
      kinds: scan.covers.filter((kind) => takenBy.get(kind) === by),
      isWhole: isReplaced,
    }));
  });
}

/** For each current scan the newest one that it took over from, wholly or in part. */
export function predecessors<S extends ScanStamp>(scans: readonly S[]): Map<S, S> {
  const found = new Map<S, S>();
  // Newest first, so the first that names a successor is the newest.
  for (const { scan, by } of replacements(scans)) if (!found.has(by)) found.set(by, scan);
  return found;
}

/** A recalled scan that would speak for the artifact, and what of it no scan that counts stands in for. */
export interface RecalledStanding<S extends ScanStamp> {
  readonly scan: S;
  readonly recall: RecallNote;
  /** Empty for a scan that covered nothing, such as an SBOM. */
  readonly kinds: readonly FindingKind[];
}

/**
 * The recalled scans that would be current, newest first, until for each kind that they covered a scan that counts has looked later:
 * with any tool, at the same target.
 */
export function recalledScans<S extends ScanStamp>(scans: readonly S[]): RecalledStanding<S>[] {
  if (scans.every(({ recall }) => recall === null)) return [];
  const later = standings(scans).map(({ scan }) => scan);
  return standingsOfAll(scans).flatMap(({ scan, isReplaced, takenBy }) => {
    if (scan.recall === null || isReplaced) return [];
    const standIns = later.filter((other) => isNewer(other, scan) && isOfSame(other, scan));
    const all = [...new Set([...scan.covers, ...scan.attempted])].filter((kind) => !takenBy.has(kind));
    const kinds = all.filter((kind) => !standIns.some(({ covers }) => covers.includes(kind)));
    const isStoodIn = all.length === 0 ? standIns.some((other) => isOfLine(other, scan)) : kinds.length === 0;
    return isStoodIn ? [] : [{ scan, recall: scan.recall, kinds }];
  });
}

/** Whether one scan looked at all that the other did. */
function isOfSame(a: ScanStamp, b: ScanStamp): boolean {
  const isPlatformOpen = b.platform === null || b.platform === UNRECORDED_PLATFORM;
  return a.target === b.target && (isPlatformOpen || a.platform === b.platform);
}

function isOfLine(a: ScanStamp, b: ScanStamp): boolean {
  return lineOf(a, null) === lineOf(b, null);
}

/** How a scan stands among those of the same tool, format, target and platform. */
interface Standing<S> {
  readonly scan: S;
  readonly newest: S;
  /** Those of its kinds that a newer scan looked for, each with the newest that did. */
  readonly takenBy: ReadonlyMap<FindingKind, S>;
  readonly isReplaced: boolean;
}

function standings<S extends ScanStamp>(scans: readonly S[]): Standing<S>[] {
  return standingsOfAll(scans.filter(({ recall }) => recall === null));
}

function standingsOfAll<S extends ScanStamp>(scans: readonly S[]): Standing<S>[] {
  const lines = new Map<string, Line<S>>();
  const seen = new Set<string>();
  return scans.toSorted(newestFirst).flatMap((scan) => {
    if (seen.has(scanKey(scan))) return [];
    seen.add(scanKey(scan));
    const [ofPlatform, ofTarget] = [lineOf(scan, scan.platform), lineOf(scan, UNRECORDED_PLATFORM)].map((name) => {
      const line = lines.get(name) ?? { newest: null, lookedFor: new Map<FindingKind, S>() };
      lines.set(name, line);
      return line;
    }) as [Line<S>, Line<S>];
    const takenBy = new Map<FindingKind, S>();
    const kinds = new Set([...scan.covers, ...scan.attempted]);
    for (const kind of kinds) {
      const by = ofPlatform.lookedFor.get(kind);
      if (by !== undefined && isNewer(by, scan)) takenBy.set(kind, by);
    }
    for (const kind of scan.covers) {
      for (const { lookedFor } of [ofPlatform, ofTarget]) if (!lookedFor.has(kind)) lookedFor.set(kind, scan);
    }
    const { newest } = ofPlatform;
    if (scan.attempted.length === 0) for (const line of [ofPlatform, ofTarget]) line.newest ??= scan;
    const isOutdated = newest !== null && isNewer(newest, scan);
    return {
      scan,
      newest: newest ?? scan,
      takenBy,
      isReplaced: takenBy.size === kinds.size && (kinds.size > 0 || isOutdated),
    };
  });
}

/** What tells one scan of an artifact from another. */
export function scanKey({ report, given }: Pick<ScanStamp, 'report' | 'given'>): string {
  return `${report} ${given}`;
}

/** Scans that can replace each other. */
interface Line<S> {
  /** The newest that did not fail: it replaces those that cover nothing. */
  newest: S | null;
  /** For each kind the newest scan that covers it. */
  readonly lookedFor: Map<FindingKind, S>;
}

/** The platform is part of what was scanned: one digest may name an image for several. */
function lineOf({ tool, format, target }: ScanStamp, platform: string | null): string {
  return JSON.stringify([tool.name.toLowerCase(), format, target, platform]);
}

/** Whether one may replace the other. */
export function isOfSameLine(a: ScanStamp, b: ScanStamp): boolean {
  return lineOf(a, a.platform) === lineOf(b, b.platform);
}

export function isOlder(a: ScanStamp, b: ScanStamp): boolean {
  return isNewer(b, a);
}

function newestFirst(a: ScanStamp, b: ScanStamp): number {
  return compareAge(a, b) || compareText(scanKey(a), scanKey(b));
}

/** Of two that came and looked at the same instant neither replaces the other. */
function isNewer(a: ScanStamp, b: ScanStamp): boolean {
  return compareAge(a, b) < 0;
}

function compareAge(a: ScanStamp, b: ScanStamp): number {
  return (
    lookedAt(b) - lookedAt(a) || receivedAt(b) - receivedAt(a) || (a.report === b.report ? saidAt(b) - saidAt(a) : 0)
  );
}

/** A report cannot tell of a time after it came, so none stays the newest for ever by its own word. */
function lookedAt(scan: ScanStamp): number {
  return scan.scannedAt === null ? receivedAt(scan) : Math.min(Date.parse(scan.scannedAt), receivedAt(scan));
}

/** The same bytes are no newer for what is said beside them; the later word on them counts. */
function saidAt(scan: ScanStamp): number {
  return Date.parse(scan.saidAt ?? scan.receivedAt);
}

function receivedAt(scan: ScanStamp): number {
  return Date.parse(scan.receivedAt);
}
