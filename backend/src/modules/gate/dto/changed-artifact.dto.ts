import type { Outcome } from '../../../core/gate/verdict.js';

export class ChangedOutcome {
  /** @example "prod" */
  environment!: string;
  before!: Outcome;
  after!: Outcome;
}

export class ChangedArtifact {
  artifactId!: string;
  /** Slug. */
  project!: string;
  image!: string;
  digest!: string;
  outcomes!: ChangedOutcome[];
}
