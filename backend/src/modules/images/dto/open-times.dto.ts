import type { Severity } from '../../../core/model/severity.js';

/** How long the vulnerabilities of a severity have been open in the image, in whole days since they were first seen in one of its builds. */
export class OpenTime {
  severity!: Severity;
  /** Number of vulnerabilities, those that are waived with them. */
  count!: number;
  medianDays!: number;
  oldestDays!: number;
}

/** A deadline of the active policy (`vulnerabilities.deadlines`). */
export class EnvironmentDeadline {
  /** @example "prod" */
  environment!: string;
  severity!: Severity;
  /** In days; not whole where the policy names hours. */
  days!: number;
  /** Number of vulnerabilities that are past it, and that no waiver clears there. */
  overdue!: number;
}

/** How long the vulnerabilities of an image's latest artifact have been open. */
export class OpenTimes {
  /** Worst first; severities without vulnerabilities are left out. */
  severities!: OpenTime[];
  /** In the order of the policy's environments, worst severity first. Empty where the policy names no deadline. */
  deadlines!: EnvironmentDeadline[];
}
