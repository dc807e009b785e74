import type { Outcome } from '../../../core/gate/verdict.js';
import type { FindingKind } from '../../../core/model/finding-kind.js';
import type { ReportFormat } from '../../../core/reports/scan.js';
import { ScanLack, ReportRemark, ScanRecall } from '../../artifacts/dto/artifact-detail.dto.js';
import { SeverityCounts } from '../../artifacts/dto/severity-counts.dto.js';

export class ReceiptVerdict {
  /** @example "prod" */
  environment!: string;
  outcome!: Outcome;
}

/** A scan of the same tool, format, target and platform that this one took over from. */
export class ReceiptReplacement {
  scanId!: string;
  scannedAt!: string | null;
  receivedAt!: string;
  /** The kinds of finding that the new scan took over. */
  kinds!: FindingKind[];
  /** Whether nothing of it counts any longer. */
  isWhole!: boolean;
  /** What it listed, to compare with what the new one lists. */
  componentCount!: number;
  findingCount!: number;
}

/** What became of a report. */
export class ReportReceipt {
  scanId!: string;
  artifactId!: string;
  /** @example "ghcr.io/acme/api" */
  image!: string;
  digest!: string;
  format!: ReportFormat;
  /** Findings of this report. */
  counts!: SeverityCounts;
  /** Components of this report. */
  components!: number;
  /** The current verdicts of the artifact. */
  verdicts!: ReceiptVerdict[];
  /** Deviations from the format that were tolerated, at most 100. */
  warnings!: ReportRemark[];
  /** Entries that could not be placed, at most 100. */
  skipped!: ReportRemark[];
  skippedCount!: number;
  warningCount!: number;
  /** False if the same bytes were taken in for the same artifact before. */
  isNew!: boolean;
  /**
   * The platform of the image that was scanned; null where the report does not say.
   * @example "linux/amd64"
   */
  platform!: string | null;
  /** What the scanner itself says went wrong. A failed run covers nothing; what it found counts. */
  failures!: ReportRemark[];
  /** Scans that counted for the artifact until this report came. */
  replaced!: ReceiptReplacement[];
  /** The newer scan that counts in place of this one; null where this one counts, or was recalled. */
  replacedBy!: string | null;
  /** Components that earlier scans of the same tool, target and platform listed and this one does not; null where there are none. */
  lacks!: ScanLack | null;
  /** The recall that this scan meets, so that it does not count; null where it meets none. */
  recall!: ScanRecall | null;
}
