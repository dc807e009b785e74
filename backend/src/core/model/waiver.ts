import type { AnalysisState } from './analysis-state.js';
import type { KnownFix } from './known-fix.js';
import type { Severity } from './severity.js';

/** What ends a waiver before its time, for the findings to which it applies. All that is left out ends nothing. */
export interface WaiverConditions {
  /** A duration: the waiver ends so long after a fix is known. */
  readonly untilFixed?: string;
  /** Ends once the vulnerability is known to be exploited. */
  readonly notExploited?: true;
  /** Ends once the probability that it is exploited (EPSS) is as high. */
  readonly epssBelow?: number;
  /** Ends once the severity is worse. */
  readonly severityAtMost?: Severity;
}

/** An accepted risk: what it covers, why, who stands for it and until when. */
export interface Waiver {
  readonly id: string;
  /** What it covers. A field left out covers everything; at least one of advisory, rule or component is set. */
  readonly scope: {
    /** Any identifier of the advisory: CVE, GHSA, … */
    readonly advisory?: string;
    /** A rule of a secret, misconfiguration or licence problem. */
    readonly rule?: string;
    /** A purl, with or without version; without one it covers every version. */
    readonly component?: string;
    /** A range of the component's versions, as the VERS specification writes it: `vers:npm/>=1.0.0|<1.4.2`. */
    readonly versions?: string;
    /** A path, `*` and `**` allowed. */
    readonly path?: string;
    /** An image repository. */
    readonly image?: string;
    readonly digest?: string;
    readonly environments?: readonly string[];
  };
  readonly status: AnalysisState | 'accepted';
  readonly justification: string;
  readonly author: string;
  /** Counts as one of `approvers`. */
  readonly approver: string | null;
  readonly approvers?: readonly string[];
  /**
   * Every name by which the advisory went when the waiver was approved. A finding that goes by another one as well is not covered: the waiver
   * does not grow with the names. Left out: whatever else it is called.
   */
  readonly names?: readonly string[];
  /** ISO 8601; before this instant it does not count. Null or left out: since ever. */
  readonly validFrom?: string | null;
  /** ISO 8601; from this instant on it no longer counts. */
  readonly expiresAt: string;
  readonly conditions?: WaiverConditions;
  /** ISO 8601: since when a fix is known for whatever it covers. Null or left out: see `fixes`, else since `validFrom`. */
  readonly fixedSince?: string | null;
  /** Since when a fix is known, by finding. */
  readonly fixes?: readonly KnownFix[];
}
