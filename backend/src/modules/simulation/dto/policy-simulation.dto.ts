import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IfGiven } from '../../../common/decorators/if-given.js';
import { IsInstant } from '../../../common/decorators/is-instant.js';
import { IsProjectSlug } from '../../projects/project-slug.js';
import type { ChangedRule as CoreChangedRule, SimulatedOutcome } from '../../../core/gate/simulation.js';
import type { Outcome } from '../../../core/gate/verdict.js';
import { PolicyRemark } from '../../policy/dto/policy.dto.js';

export class SimulatePolicyBody {
  /** A `security-config.yml` as written. */
  @IsString()
  @MaxLength(200_000)
  source!: string;

  /** A file of waivers as written. They are added to the active ones, and replace those of the same names. */
  @IfGiven()
  @IsString()
  @MaxLength(262_144)
  waivers?: string;

  /**
   * The waivers as they will be at this instant, if none was added, renewed or revoked until then; a day means its first moment in UTC. All else is
   * as it is now. Left out: now.
   * @example "2099-01-01"
   */
  @IfGiven()
  @IsInstant()
  at?: string;

  /** Slug; left out: of all projects that you see. */
  @IfGiven()
  @IsProjectSlug()
  project?: string;

  /** How many of the artifacts whose verdicts would change are listed at most; all are counted. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1000)
  limit?: number = 100;
}

export class OutcomeCounts {
  pass!: number;
  unknown!: number;
  fail!: number;
}

/** How many verdicts would change from one outcome to another. */
export class OutcomeChange {
  now!: Outcome;
  proposed!: Outcome;
  artifacts!: number;
}

/** A rule that decides one of both outcomes, and says otherwise, or nothing, in the other. */
export class ChangedRule implements CoreChangedRule {
  /**
   * The rule's path in the policy.
   * @example "vulnerabilities.critical"
   */
  rule!: string;
  /** Null if the active policy does not have the rule, or it does not apply. */
  now!: Outcome | null;
  /** Null if the other policy does not have the rule, or it does not apply. */
  proposed!: Outcome | null;
}

/** The same for many verdicts. */
export class CountedRule extends ChangedRule {
  /** Of those whose outcome would change. */
  artifacts!: number;
}

export class SimulatedEnvironment {
  /** @example "prod" */
  environment!: string;
  /** By the active policy; null if it has no such environment. */
  now!: OutcomeCounts | null;
  /** By the proposed policy; null if it has no such environment. */
  proposed!: OutcomeCounts | null;
  /** Verdicts whose outcome would change; none for an environment that only one of the policies has. */
  changed!: number;
  changes!: OutcomeChange[];
  /** Why, the most frequent first; a verdict may change by several rules. */
  rules!: CountedRule[];
}

export class SimulatedVerdict implements Omit<SimulatedOutcome, 'findings'> {
  environment!: string;
  now!: Outcome | null;
  proposed!: Outcome | null;
  rules!: ChangedRule[];
}

export class SimulatedArtifact {
  id!: string;
  /** @example "default" */
  project!: string;
  /** @example "ghcr.io/acme/api" */
  image!: string;
  digest!: string;
  /** The verdicts whose outcome would change. */
  verdicts!: SimulatedVerdict[];
}

/** Artifacts of which it was not found out what would be decided. They are in no other number. */
export class NotSimulated {
  artifacts!: number;
  /** Of them those whose reports are to be read again first, after an upgrade or a recall; that is done in the background. */
  outdated!: number;
  /** Artifacts for which there was no time. */
  late!: number;
}

/** What a proposed policy would decide now, next to what the active policy decides, for the artifacts that you can see. */
export class PolicySimulation {
  /** `sha256:` of the text that they were evaluated against. */
  version!: string;
  /** That of the active policy. */
  replaces!: string;
  /** The instant of both. */
  evaluatedAt!: string;
  /** That were decided by both policies. */
  artifacts!: number;
  notSimulated!: NotSimulated;
  /** Of the artifacts those of which a verdict would change. */
  changed!: number;
  /** In the order of the other policy, then those that only the active policy has. */
  environments!: SimulatedEnvironment[];
  /** Those whose verdicts would change: first where one would be worse, and there the newest first. At most `limit`. */
  items!: SimulatedArtifact[];
  /**
   * Rules of either policy that are not simulated: limits on what is introduced. Verdicts may be worse by them.
   * @example ["prod: introduced.critical"]
   */
  leftOut!: string[];
  /** Settings that are valid but have no effect or contradict others. */
  warnings!: PolicyRemark[];
}
