import type { Outcome } from '../../../core/gate/verdict.js';
import type { Severity } from '../../../core/model/severity.js';
import { SeverityCounts } from './severity-counts.dto.js';

/** The verdict that stands for an environment, in short. */
export class VerdictSummary {
  /** @example "prod" */
  environment!: string;

  outcome!: Outcome;

  /** @example "v_3b0c44298fc1c149afbf4c8996fb9242" */
  verdictId!: string;

  /**
   * The first reason that decides it, in a sentence.
   * @example "2 critical findings can be fixed."
   */
  summary!: string;

  /** Number of waivers without which findings would count. */
  waiverCount!: number;
}

/** One build of an image: what it is and how it stands. */
export class ArtifactIdentity {
  /** @example "42" */
  id!: string;

  /**
   * The image that it is a build of.
   * @example "7"
   */
  imageId!: string;

  /** @example "ghcr.io/acme/api" */
  image!: string;

  /** @example "default" */
  project!: string;

  /** @example "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  digest!: string;

  /** Tags that name it now. */
  tags!: string[];

  counts!: SeverityCounts;

  worstSeverity!: Severity | null;

  /** Weighted open risk on a log scale: log2(1 + 1000·critical + 100·high + 10·medium + low + 2·unknown). */
  load!: number;

  /** Number of distinct components. */
  components!: number;

  /**
   * When its newest report was taken in.
   * @example "2026-11-20T10:15:30.000Z"
   */
  lastScannedAt!: string;

  /**
   * When its first report was taken in.
   * @example "2026-11-18T08:30:00.000Z"
   */
  createdAt!: string;
}

/** One build of an image, as lists show it. */
export class ArtifactSummary extends ArtifactIdentity {
  /** One for each environment of the active policy, in its order; an environment not evaluated yet is left out. */
  verdicts!: VerdictSummary[];
}

export class ArtifactPage {
  items!: ArtifactSummary[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}
