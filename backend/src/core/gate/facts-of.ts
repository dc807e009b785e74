import type { Finding } from '../findings/finding.js';
import { uniteFindings } from '../findings/unite-findings.js';
import type { Sender } from '../model/sender.js';
import type { ImageFacts, OperatingSystem } from '../reports/scan.js';
import { countingScans, type EvidenceRules } from './counting-evidence.js';
import { currentRecords, predecessors, recalledScans, scanKey, type ScanStamp } from './current-scans.js';
import type { Facts, LackedComponents, ReplacedScan } from './facts.js';
import type { ScanRecord } from './scan-record.js';

/**
 * Everything that a policy may ask about one artifact. `scans` are all that are known of it, in any order;
 * those that newer ones replace are left out here.
 */
export function factsOf(artifact: ArtifactScans): Facts {
  return factsWith(artifact, uniteFindings(currentRecords(countingScans(artifact.scans, artifact))));
}

/** With the rules by which scans count: the counts of components are the caller's, and of these scans. */
export interface ArtifactScans extends EvidenceRules {
  readonly image: string;
  readonly digest: string;
  readonly scans: readonly ScanRecord[];
  /** All scans, where `scans` are the current ones only: what they replaced is told by these. */
  readonly history?: readonly SizedStamp[];
  readonly componentCount: number;
  readonly componentsWithoutPurl: number;
}

/** What tells which scan replaced which, and whether it listed less. */
export interface SizedStamp extends ScanStamp {
  readonly componentCount: number;
  readonly findingCount: number;
  /** Components that its list of what is inside names; 0 where it has no such list. */
  readonly listedCount: number;
  /** What earlier scans of the same tool, target and platform listed and this one does not, recalled ones left out. Null: nothing. */
  readonly lacks: LackedComponents | null;
  /** Null where it was not kept, or nobody sent it: a report that the command line reads. */
  readonly sender: Sender | null;
  readonly tool: { readonly name: string; readonly version: string | null };
}

/** The same for who has united the findings of the current scans already. */
export function factsWith(artifact: ArtifactScans, findings: readonly Finding[]): Facts {
  const { from, tools } = artifact;
  const scans = currentRecords(countingScans(artifact.scans, artifact));
  const all: readonly SizedStamp[] = artifact.history ?? artifact.scans;
  const history = countingScans(all, artifact);
  const stamps = new Map(history.map((stamp) => [scanKey(stamp), stamp]));
  const replaced = new Map(Array.from(predecessors(history), ([by, scan]) => [scanKey(by), scan]));
  return {
    image: artifact.image,
    digest: artifact.digest,
    scans: scans.map((scan) => ({
      report: scan.report,
      format: scan.format,
      tool: scan.tool.name,
      toolVersion: scan.tool.version,
      scannedAt: notAfter(scan.receivedAt, scan.scannedAt) ?? scan.receivedAt,
      isDated: scan.scannedAt !== null,
      databaseDate: notAfter(scan.receivedAt, scan.databaseDate),
      target: scan.target,
      platform: scan.platform,
      covers: scan.covers,
      failures: scan.failures,
      carries: scan.carries,
      skippedCount: scan.skippedCount,
      componentCount: scan.componentCount,
      findingCount: scan.findingCount,
      listedCount: scan.listedCount,
      sender: scan.sender,
      lacks: stamps.get(scanKey(scan))?.lacks ?? null,
      mismatches: scan.mismatches,
      replaces: replacedOf(replaced.get(scanKey(scan))),
    })),
    operatingSystem: operatingSystemOf(ofImage(scans)),
    imageFacts: imageFactsOf(ofImage(scans)),
    componentCount: artifact.componentCount,
    componentsWithoutPurl: artifact.componentsWithoutPurl,
    findings,
    advisoryRevision: null,
    ...missingScans(history),
    tools: tools ?? null,
    senders: from === undefined ? null : { from, otherCount: all.length - history.length },
  };
}

/** Those that would be current, and do not count. */
function missingScans(history: readonly SizedStamp[]): Pick<Facts, 'recalled' | 'denied'> {
  const missing = recalledScans(history).map(({ scan, recall, kinds }) => ({
    report: scan.report,
    tool: scan.tool.name,
    scannedAt: notAfter(scan.receivedAt, scan.scannedAt) ?? scan.receivedAt,
    kinds,
    recall,
  }));
  return {
    recalled: missing.filter(({ recall }) => recall.isDenied !== true),
    denied: missing.flatMap(({ recall: { isDenied, reason }, ...scan }) =>
      isDenied === true ? [{ ...scan, reason }] : [],
    ),
  };
}

function replacedOf(stamp: SizedStamp | undefined): ReplacedScan | null {
  if (stamp === undefined) return null;
  const { report, scannedAt, componentCount, findingCount } = stamp;
  return { report, scannedAt, componentCount, findingCount };
}

/** A report cannot tell of a time after it came; one that does, by a wrong clock or to stay fresh, is taken at that time. */
function notAfter(receivedAt: string, told: string | null): string | null {
  return told !== null && Date.parse(told) > Date.parse(receivedAt) ? receivedAt : told;
}

/** Scans of the image itself; those of sources say what it is only where there are no others. */
function ofImage(scans: readonly ScanRecord[]): readonly ScanRecord[] {
  const own = scans.filter(({ target }) => target === null);
  return own.length === 0 ? scans : own;
}

/** The newest scan's word; past its end of life as soon as one of them says so. */
function operatingSystemOf(scans: readonly ScanRecord[]): OperatingSystem | null {
  const named = scans.flatMap(({ operatingSystem }) => operatingSystem ?? []);
  const [newest] = named;
  if (newest === undefined) return null;
  const said = named.flatMap(({ isEndOfLife }) => isEndOfLife ?? []);
  return { ...newest, isEndOfLife: said.length === 0 ? null : said.includes(true) };
}

/** For each fact the newest scan that knows it. */
function imageFactsOf(scans: readonly ScanRecord[]): ImageFacts {
  const newest = <Fact extends keyof ImageFacts>(fact: Fact): ImageFacts[Fact] | null =>
    scans.map(({ imageFacts }) => imageFacts[fact]).find((known) => known !== null) ?? null;
  return { user: newest('user'), hasHealthcheck: newest('hasHealthcheck'), sizeBytes: newest('sizeBytes') };
}
