import type { Finding } from '../findings/finding.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { CarriedData, ImageFacts, OperatingSystem, Remark } from '../reports/scan.js';

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
  /** The scan of the same tool, format, target and platform that this one replaced, the newest of them. */
  readonly replaces: ReplacedScan | null;
}

export interface ReplacedScan {
  readonly report: string;
  readonly scannedAt: string | null;
  readonly componentCount: number;
  readonly findingCount: number;
}
