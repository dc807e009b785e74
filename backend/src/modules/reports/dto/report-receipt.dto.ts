import type { Outcome } from '../../../core/gate/verdict.js';
import type { ReportFormat } from '../../../core/reports/scan.js';
import { ReportRemark } from '../../artifacts/dto/artifact-detail.dto.js';
import { SeverityCounts } from '../../artifacts/dto/severity-counts.dto.js';

export class ReceiptVerdict {
  /** @example "prod" */
  environment!: string;
  outcome!: Outcome;
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
  /** The verdicts that stand for the artifact now. */
  verdicts!: ReceiptVerdict[];
  /** Deviations that were read over, at most 100. */
  warnings!: ReportRemark[];
  /** Entries that could not be placed, at most 100. */
  skipped!: ReportRemark[];
  skippedCount!: number;
  warningCount!: number;
  /** False if the same bytes were taken in for the same artifact before. */
  isNew!: boolean;
}
