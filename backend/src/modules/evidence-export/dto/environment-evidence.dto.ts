import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { Outcome } from '../../../core/gate/verdict.js';
import { IsInstant } from '../../../common/decorators/is-instant.js';

export class EnvironmentEvidenceQuery {
  /** @example "prod" */
  @IsString()
  @MinLength(1)
  @MaxLength(63)
  environment!: string;

  /**
   * Verdicts, deployments and events at this instant or after it.
   * @example "2026-11-01T00:00:00Z"
   */
  @IsInstant()
  @MaxLength(40)
  from!: string;

  /** Before this instant. Left out, or in the future: now. */
  @IsOptional()
  @IsInstant()
  @MaxLength(40)
  to?: string;
}

/** An artifact that was evaluated for the environment in the span, or ran there. */
export class EvidencedArtifact {
  /** artifact.id, as text. */
  id!: string;
  image!: string;
  digest!: string;
  tags!: string[];
  /** Verdicts that were given in the span. */
  verdictCount!: number;
  /** Of the last verdict before the span; null: there was none. */
  outcomeBefore!: Outcome | null;
  /** Of the last one before the end of the span. */
  outcome!: Outcome | null;
  /** When that one was given. */
  evaluatedAt!: string | null;
}

export class EvidencedDeployment {
  artifactId!: string;
  image!: string;
  digest!: string;
  tag!: string | null;
  recordedAt!: string;
  recordedBy!: string;
  verdictId!: string;
  /** Of that verdict. */
  outcome!: Outcome;
  endedAt!: string | null;
  /** Whether it ran when the span began. */
  isFromBefore!: boolean;
}

export class EvidencedPolicy {
  version!: string;
  activatedAt!: string;
  activatedBy!: string | null;
  origin!: string;
}

/** What an archive of the environment and the span would have. */
export class EnvironmentEvidence {
  project!: string;
  environment!: string;
  from!: string;
  to!: string;
  artifactCount!: number;
  verdictCount!: number;
  deploymentCount!: number;
  reportCount!: number;
  /** Of reports and verdicts. */
  sizeBytes!: number;
  /** The limit that an archive would exceed; null: it can be exported. */
  exceeds!: string | null;
  /** The first 500, by image and age. */
  artifacts!: EvidencedArtifact[];
  /** The first 500, oldest first. */
  deployments!: EvidencedDeployment[];
  /** The one that was active when the span began, and those activated in it: the first 500, oldest first. */
  policies!: EvidencedPolicy[];
  /** What the archive lacks, each a sentence. */
  leftOut!: string[];
}
