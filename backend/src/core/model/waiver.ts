import type { AnalysisState } from './analysis-state.js';

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
  readonly approver: string | null;
  /** ISO 8601; from this instant on it no longer counts. */
  readonly expiresAt: string;
}
