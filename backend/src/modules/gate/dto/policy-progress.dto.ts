export class PolicyProgress {
  /** The active policy: `sha256:` of the file's bytes. */
  policyVersion!: string;
  /** Artifacts with a verdict for every environment that the active policy gave and whose time is not over. */
  decided!: number;
  /** All artifacts of the projects that you see. */
  artifacts!: number;
}
