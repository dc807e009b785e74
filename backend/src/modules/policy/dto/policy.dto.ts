export class PolicyRule {
  /** @example "vulnerabilities.critical" */
  rule!: string;
  /**
   * The rule in words.
   * @example "No critical vulnerability that can be fixed."
   */
  sentence!: string;
  /** As the policy file has it after inheritance, in JSON. */
  value!: string;
}

export class PolicyEnvironment {
  /** @example "prod" */
  name!: string;
  /** The environment whose rules it takes over. */
  extends!: string | null;
  rules!: PolicyRule[];
}

export class PolicyVersionSummary {
  /** `sha256:` of the file's bytes. */
  version!: string;
  /** Counts up from 1. */
  number!: number;
  activatedAt!: string;
}

/** The active policy. */
export class ActivePolicy extends PolicyVersionSummary {
  /** The file as written. */
  source!: string;
  /** In their order: the first is the easiest to reach. */
  environments!: PolicyEnvironment[];
}

export class PolicyVersions {
  /** Newest first; at most 200. */
  items!: PolicyVersionSummary[];
}

export class Environment {
  /** @example "prod" */
  name!: string;
  /** From 0: the lowest is the easiest to reach. */
  order!: number;
}
