import type { AnalysisState } from '../../../core/model/analysis-state.js';
import type { FindingKind } from '../../../core/model/finding-kind.js';
import type { FixState } from '../../../core/findings/fix-state.js';
import type { LayerOrigin } from '../../../core/path/layer-origins.js';
import type { Severity } from '../../../core/model/severity.js';
import type { SuppressionSource } from '../../../core/reports/scan.js';

export class FindingAdvisory {
  /** @example "CVE-2024-3094" */
  id!: string;
  aliases!: string[];
}

export class FindingComponent {
  purl!: string | null;
  name!: string;
  version!: string | null;
  type!: string;
}

/** A waiver that clears a finding now, for an environment of the active policy. */
export class FindingWaiver {
  /** @example "prod" */
  environment!: string;
  id!: string;
  /** @example "W-12" */
  name!: string;
  /** From then on it no longer clears this finding. */
  until!: string;
}

/** An environment of the active policy in which the deadline of a vulnerability has passed. */
export class FindingOverdue {
  /** @example "prod" */
  environment!: string;
  /** Since when. */
  since!: string;
}

/** A match, secret, misconfiguration or licence problem in an artifact. */
export class FindingSummary {
  /** The same in every scan of the artifact. */
  id!: string;
  kind!: FindingKind;
  severity!: Severity;
  title!: string;
  /** For a match. */
  advisory!: FindingAdvisory | null;
  /** The scanner's rule, for the other kinds. */
  rule!: string | null;
  component!: FindingComponent | null;
  path!: string | null;
  startLine!: number | null;
  /** Those above the component's version first, the lowest of them ahead; then those of other release lines. */
  fixedVersions!: string[];
  /**
   * The nearest fixed version above the component's; null where there is none.
   * @example "25.0.6"
   */
  upgradeTo!: string | null;
  /** Whether a fix is available. `unknown`: no report states it. */
  fix!: FixState;
  /** `fix` is `available`. */
  isFixable!: boolean;
  publishedAt!: string | null;
  cvssScore!: number | null;
  epss!: number | null;
  isKnownExploited!: boolean;
  /** Tools that claim it. */
  tools!: string[];
  /**
   * Where its component lies: in the base image, in the layers above it, or in both. `unknown` where reports do not say, or where the base image is
   * not recognised. Verdicts do not depend on it.
   */
  layer!: LayerOrigin;
  /** What the reports' own analysis (VEX) agrees on. */
  analysis!: AnalysisState | null;
  /** Suppressed in the report. The policy decides whether that counts (`evidence.suppressions`). */
  isSuppressed!: boolean;
  /** Of a suppressed one: a rule that the scanner ships with, a person, or each of them in another report. */
  suppressedBy!: SuppressionSource | 'both' | null;
  /**
   * Active waivers that clear it, in the order of the policy's environments. Whether a report's own analysis clears it,
   * too, is not asked.
   */
  waivers!: FindingWaiver[];
  /** When it was first seen in the image, in whichever of its builds; null for what is no vulnerability. */
  firstSeenAt!: string | null;
  /**
   * In which environments it is past its deadline (`vulnerabilities.deadlines`), in their order; not where a waiver clears it. Whether a report's own
   * analysis clears it is not asked.
   */
  overdue!: FindingOverdue[];
}

export class KindCounts implements Record<FindingKind, number> {
  match!: number;
  secret!: number;
  misconfiguration!: number;
  licence!: number;
}

export class FixCounts implements Record<FixState, number> {
  available!: number;
  none!: number;
  /** No report states it. */
  unknown!: number;
}

export class LayerCounts implements Record<LayerOrigin, number> {
  /** In the base image. */
  base!: number;
  /** In the layers above it. */
  own!: number;
  both!: number;
  unknown!: number;
}
