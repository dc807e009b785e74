import type { Finding } from '../findings/finding.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { ImageFacts, OperatingSystem } from '../reports/scan.js';

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
  readonly covers: readonly FindingKind[];
  readonly skippedCount: number;
}
