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
  /** When it was activated last. */
  activatedAt!: string;
  /** When it was activated for the first time: earlier than `activatedAt` for a version that was restored. */
  firstActivatedAt!: string;
  /** What activated it last: the policy file at startup, or a person at the console. */
  origin!: 'file' | 'console';
  /** Who activated it last; null where that was before there was an audit log. */
  activatedBy!: string | null;
}

/** One time that a policy became the active one. */
export class PolicyActivation {
  activatedAt!: string;
  /** What activated it: the file of a start, or a person at the console. */
  origin!: 'file' | 'console';
  /** Null where that was before there was an audit log. */
  activatedBy!: string | null;
}

/** The active policy. */
export class ActivePolicy extends PolicyVersionSummary {
  /** The file as written. */
  source!: string;
  /** In their order: the first is the easiest to reach. */
  environments!: PolicyEnvironment[];
}

/** A policy that was active at some time. */
export class PolicyVersion extends PolicyVersionSummary {
  /** The file as written. */
  source!: string;
  /** Every time that it was activated, newest first; at most 200. */
  activations!: PolicyActivation[];
}

export class PolicyRemark {
  /** From 1. */
  line!: number;
  /** From 1. */
  column!: number;
  /**
   * Keys from the top, joined by dots; empty for the whole file.
   * @example "environments.prod.vulnerabilities.critical"
   */
  path!: string;
  message!: string;
  /** The key or value that was probably meant. */
  suggestion!: string | null;
}

export class PolicyCheck {
  /** The version that the text would have; null where it is not a policy. */
  version!: string | null;
  /** In their order; none where the text is not a policy. */
  environments!: string[];
  /** What keeps it from being saved. */
  issues!: PolicyRemark[];
  /** Settings that are valid but have no effect or contradict others. */
  warnings!: PolicyRemark[];
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
