import type { AnalysisState } from '../model/analysis-state.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { Severity } from '../model/severity.js';
import type { SuppressionSource } from '../reports/scan.js';
import type { FixState } from './fix-state.js';

/**
 * What a person sees: one problem of an artifact, with every claim of it. The same problem reported by two scanners, or
 * in two layers, is one finding.
 */
export interface Finding {
  /** Stable: the same problem in the same component or place has the same id in every scan. 32 hex digits. */
  readonly id: string;
  readonly kind: FindingKind;
  /** The worst that a claim says. */
  readonly severity: Severity;
  readonly title: string;
  /** For a match: the advisory, led by its CVE where it has one; aliases sorted, without the lead. */
  readonly advisory: { readonly id: string; readonly aliases: readonly string[] } | null;
  /** For a match, and for a licence problem where known. */
  readonly component: FindingComponent | null;
  /** For the other kinds: the scanner's rule. */
  readonly rule: string | null;
  readonly path: string | null;
  readonly startLine: number | null;
  /** Whether a fix is available, by the most that a claim says; `unknown` means that no scanner told, not that there is none. */
  readonly fix: FixState;
  /** Versions that fix it, as the scanners write them, nearest to the component's first. May be empty where a fix is available. */
  readonly fixedVersions: readonly string[];
  /** The earliest publication that a claim names. */
  readonly publishedAt: string | null;
  readonly cvssScore: number | null;
  readonly epss: number | null;
  readonly isKnownExploited: boolean;
  /** The state that every analysed claim agrees on (VEX); null if none or no agreement. */
  readonly analysis: AnalysisState | null;
  readonly isSuppressed: boolean;
  /** Of a suppressed one: `both` where one claim was suppressed by a person and another by its scanner's own rule. */
  readonly suppressedBy: SuppressionSource | 'both' | null;
  /** Tools that claim it, sorted. */
  readonly tools: readonly string[];
}

export interface FindingComponent {
  readonly key: string;
  readonly purl: string | null;
  readonly type: string;
  readonly name: string;
  readonly version: string | null;
}
