import type { FindingKind } from '../../../core/model/finding-kind.js';
import type { Severity } from '../../../core/model/severity.js';

/** Whether a finding counts in an environment. `waived`: a waiver clears it. */
export const FINDING_STANDINGS = ['counts', 'waived'] as const;

export type FindingStanding = (typeof FINDING_STANDINGS)[number];

/** A finding that would begin to count in an environment, or cease to. */
export class PreviewedFinding {
  artifactId!: string;
  /** @example "default" */
  project!: string;
  /** @example "ghcr.io/acme/api" */
  image!: string;
  digest!: string;
  /** @example "prod" */
  environment!: string;
  /** As in the artifact's findings. */
  id!: string;
  kind!: FindingKind;
  severity!: Severity;
  /**
   * For a match.
   * @example "CVE-2024-3094"
   */
  advisory!: string | null;
  /** The scanner's rule, for the other kinds. */
  rule!: string | null;
  /** Name of the component. */
  component!: string | null;
  version!: string | null;
  path!: string | null;
  now!: FindingStanding;
  proposed!: FindingStanding;
  /** Name of the waiver that clears it on one side; null for one that has no name yet. */
  waiver!: string | null;
}
