import type { Outcome } from '../../../core/gate/verdict.js';
import { VerdictSummary } from '../../artifacts/dto/artifact-summary.dto.js';

export class DeploymentRecorder {
  kind!: 'person' | 'token';
  /** An email address, or the name of a token. */
  name!: string;
}

/** The verdict that stood when the deployment was recorded. */
export class RecordedVerdict {
  /** @example "v_3b0c44298fc1c149afbf4c8996fb9242" */
  verdictId!: string;
  outcome!: Outcome;
}

/** An artifact recorded as running in an environment. */
export class Deployment {
  id!: string;
  /** Slug. */
  project!: string;
  /** @example "ghcr.io/acme/api" */
  image!: string;
  /** @example "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  digest!: string;
  artifactId!: string;
  /** @example "prod" */
  environment!: string;
  /** The tag that it has for the environment, if the sender named it. */
  tag!: string | null;
  /**
   * The tool that recorded it.
   * @example "plimsoll promote"
   */
  source!: string;
  recordedAt!: string;
  recordedBy!: DeploymentRecorder;
  /** The verdict of that time. A deployment is recorded whatever the verdict is. */
  verdictWhenRecorded!: RecordedVerdict;
  /** As it is now; null while the artifact is being evaluated, and where the policy no longer has the environment. */
  verdict!: VerdictSummary | null;
  /** When another artifact of the image took its place, or it was said to run no longer; null for what runs now. */
  endedAt!: string | null;
}

export class DeploymentPage {
  items!: Deployment[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}
