import type { ClearingStatus } from '../../../core/gate/waiver-settings.js';

/** By the severity of a finding; `unknown`: without a rating. */
export class LongestBySeverity {
  /**
   * Null: no limit.
   * @example "14d"
   */
  critical!: string | null;
  high!: string | null;
  medium!: string | null;
  low!: string | null;
  unknown!: string | null;
}

/** By the severity of a finding; `unknown`: without a rating. */
export class ApproversBySeverity {
  critical!: number;
  high!: number;
  medium!: number;
  low!: number;
  unknown!: number;
}

export class EnvironmentWaiverLimits {
  environment!: string;
  /** How long a waiver covers a finding at most, after it began. */
  longest!: LongestBySeverity;
  /** How many people other than its author must have approved it. */
  approvers!: ApproversBySeverity;
  /** Of waivers that cover findings. Empty: none does. */
  statuses!: ClearingStatus[];
}

/** What the active policy asks of waivers. */
export class WaiverLimits {
  /** In the policy's order. */
  environments!: EnvironmentWaiverLimits[];
}
