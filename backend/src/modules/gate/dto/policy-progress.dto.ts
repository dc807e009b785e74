export class PolicyProgress {
  /** The active policy: `sha256:` of the file's bytes. */
  policyVersion!: string;
  /** Artifacts that have a current verdict under the active policy for every environment. */
  decided!: number;
  /** All artifacts of the projects that you see. */
  artifacts!: number;
}
