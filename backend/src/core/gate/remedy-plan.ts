import type { Finding } from '../findings/finding.js';
import type { PlannedStep } from '../upgrades/upgrade-plan.js';

/** The upgrades that the remedies of a verdict are parts of. */
export interface RemedyPlan {
  readonly steps: readonly PlannedStep[];
  /** The findings of each rule that it was made for, in the order of `PlannedStep.brings`: the very lists of the rules' results. */
  readonly needs: readonly (readonly Finding[])[];
  /** False as verdicts had it that were given before source packages were known: packages are named, and those of one version together. */
  readonly isBySource: boolean;
}
