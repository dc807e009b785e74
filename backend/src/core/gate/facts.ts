import type { Finding } from '../findings/finding.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { Sender } from '../model/sender.js';
import type { CarriedData, ImageFacts, OperatingSystem, Remark } from '../reports/scan.js';
import type { LinkedBom } from '../vex/vex-document.js';
import type { SourceOf } from '../upgrades/package-group.js';
import type { FirstSeen } from './first-seen.js';
import type { RecallNote } from './recall-note.js';
import type { ToolRules } from './tool-rules.js';

/** Everything about one artifact that a policy may ask for. Made by `factsOf` from its current scans. */
export interface Facts {
  readonly image: string;
  readonly digest: string;
  readonly scans: readonly ScanFacts[];
  readonly operatingSystem: OperatingSystem | null;
  readonly imageFacts: ImageFacts;
  /** Components of the artifact, and how many of them have no purl. */
  readonly componentCount: number;
  readonly componentsWithoutPurl: number;
  /** In no particular order. */
  readonly findings: readonly Finding[];
  readonly advisoryRevision: string | null;
  /** Recalled scans that would be current, as long as some kind that they covered has no counting scan that looked later. */
  readonly recalled: readonly RecalledScan[];
  /** Scans that would be current but for `evidence.tools`, in the same way. */
  readonly denied: readonly DeniedScan[];
  /** By which versions of tools scans count in here (`evidence.tools`). Null: by all. */
  readonly tools: ToolRules | null;
  /** Whose scans alone are in here, as `evidence.from` names them. Null: those of everybody. */
  readonly senders: SenderSelection | null;
  /** BOMs among the reports, for links into them from VEX documents. Left out where they are not kept. */
  readonly boms?: readonly ReportedBom[];
  /** Since when the image has its vulnerabilities. Left out where nothing of that is kept. */
  readonly firstSeen?: FirstSeen;
  /** What packages are built from, by the scans in here. Left out where that was not read. */
  readonly sourceOf?: SourceOf;
}

/** What of a report others can link to. */
export interface ReportedBom extends LinkedBom {
  /** `sha256:` of its bytes. */
  readonly report: string;
}

/** Those of the scans that count. */
export function countingBoms({ boms = [], scans }: Pick<Facts, 'boms' | 'scans'>): readonly ReportedBom[] {
  const counting = new Set(scans.map(({ report }) => report));
  return boms.filter(({ report }) => counting.has(report));
}

export interface SenderSelection {
  readonly from: readonly string[];
  /** Scans of others, which count for nothing here. */
  readonly otherCount: number;
}

export interface RecalledScan {
  readonly report: string;
  readonly tool: string;
  readonly scannedAt: string | null;
  /** What of it no counting scan stands in for. Empty for a scan that covered nothing, such as an SBOM. */
  readonly kinds: readonly FindingKind[];
  readonly recall: RecallNote;
}

export interface DeniedScan extends Omit<RecalledScan, 'recall'> {
  /** Why the tool is denied, as the end of a sentence. */
  readonly reason: string;
}

/** Components that an earlier scan of the same image listed, by name and version. */
export interface LackedComponents {
  readonly count: number;
  /** `openssl 3.0.7-r0`, sorted, at most 20. */
  readonly names: readonly string[];
}

export interface ScanFacts {
  /** `sha256:` of the report's bytes as received. */
  readonly report: string;
  readonly format: string;
  readonly tool: string;
  readonly toolVersion: string | null;
  /** The report's own time; where it has none, when it was received. */
  readonly scannedAt: string | null;
  /** Whether `scannedAt` is the report's own word. */
  readonly isDated: boolean;
  readonly databaseDate: string | null;
  /** What was looked at, where that is not the image itself. */
  readonly target: string | null;
  readonly platform: string | null;
  readonly covers: readonly FindingKind[];
  /** What the tool says went wrong. */
  readonly failures: readonly Remark[];
  readonly carries: readonly CarriedData[];
  readonly skippedCount: number;
  /** Components and entries of the report, whatever a newer scan says of them. */
  readonly componentCount: number;
  readonly findingCount: number;
  /** Of the components those that its list of what is inside names; 0 where it names them only beside findings. */
  readonly listedCount: number;
  /** Null where it was not kept, or nobody sent it. */
  readonly sender: Sender | null;
  /** What earlier scans of its tool, target and platform listed and it does not. Null: nothing. */
  readonly lacks: LackedComponents | null;
  /** In what the report differs from what it is filed for. */
  readonly mismatches: readonly Remark[];
  /** The scan of the same tool, format, target and platform that this one replaced, the newest of them. */
  readonly replaces: ReplacedScan | null;
}

export interface ReplacedScan {
  readonly report: string;
  readonly scannedAt: string | null;
  readonly componentCount: number;
  readonly findingCount: number;
}
