import { IsObject, IsString, MaxLength } from 'class-validator';
import { IfGiven } from '../../../common/decorators/if-given.js';
import type { AnalysisState } from '../../../core/model/analysis-state.js';
import type { Severity } from '../../../core/model/severity.js';

/** What a waiver covers: all that is named must fit. At least one of `advisory`, `rule` and `component` is needed. */
export class WaiverScope {
  /**
   * Any identifier of the advisory.
   * @example "CVE-2024-3094"
   */
  advisory?: string;
  /** The rule of a secret, misconfiguration or licence problem. */
  rule?: string;
  /**
   * A package URL. Without a version it covers every version.
   * @example "pkg:npm/minimist@0.0.8"
   */
  component?: string;
  /**
   * Only these versions of the component: a `vers:` range.
   * @example "vers:npm/<0.2.4"
   */
  versions?: string;
  /** `*` stands for any letters but `/`, `**` for any letters. */
  path?: string;
  /**
   * Only this image.
   * @example "ghcr.io/acme/api"
   */
  image?: string;
  /** Only this artifact. */
  digest?: string;
  /** Only these environments. */
  environments?: string[];
}

/** Where one is not met, the waiver does not cover the finding. */
export class WaiverConditions {
  /**
   * The waiver ends so long after a fix is known.
   * @example "14d"
   */
  untilFixed?: string;
  /** The waiver ends once the vulnerability is known to be exploited. */
  notExploited?: true;
  /** The waiver ends once the probability that the vulnerability is exploited (EPSS) is as high. */
  epssBelow?: number;
  /** The waiver ends once the severity is worse. */
  severityAtMost?: Severity;
}

/** What a waiver says, and what is approved: members and checks are those of a file of waivers. */
export class WaiverContent {
  @IsObject()
  scope!: WaiverScope;

  /** `affected` and `under_investigation` are on record, and clear nothing. */
  @IsString()
  @MaxLength(100)
  status!: AnalysisState | 'accepted';

  /** Why the risk is acceptable. */
  @IsString()
  @MaxLength(2000)
  justification!: string;

  /** Before this it does not count. A day means its first moment in UTC. Left out: from its last needed approval on. */
  @IfGiven()
  @IsString()
  @MaxLength(40)
  validFrom?: string;

  /** From then on it no longer counts. A day means the end of that day in UTC. Every waiver has an end. */
  @IsString()
  @MaxLength(40)
  expiresAt!: string;

  @IfGiven()
  @IsObject()
  conditions?: WaiverConditions;
}
