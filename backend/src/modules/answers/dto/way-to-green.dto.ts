import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type * as core from '../../../core/compare/newer-base.js';
import type { Outcome } from '../../../core/gate/verdict.js';
import type { Severity } from '../../../core/model/severity.js';
import type { LayerOrigin } from '../../../core/path/layer-origins.js';
import type { RestReason } from '../../../core/path/rest.js';
import type { StepSize } from '../../../core/upgrades/version-step.js';
import type { StepAction } from '../../../core/path/way-json.js';
import type * as way from '../../../core/path/way-json.js';
import { BaseImage } from '../../base-images/dto/base-image.dto.js';

export class WayQuery {
  /**
   * Left out: every environment of the policy.
   * @example "prod"
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(63)
  environment?: string;
}

export class OpenRule {
  /** @example "vulnerabilities.critical" */
  rule!: string;
  outcome!: Outcome;
}

export class GateResult {
  outcome!: Outcome;
  /** The rules that are not met. */
  open!: OpenRule[];
}

export class ClearedFinding {
  id!: string;
  /** @example "CVE-2023-0286" */
  advisory!: string;
  severity!: Severity;
  component!: string | null;
  version!: string | null;
}

export class UpgradeStep {
  /** `rebuild`: with a newer compiler, which brings what it compiles in, such as Go's standard library. */
  action!: StepAction;
  /** Where the packages of what it clears lie: in the base image, in the image's own layers, in both, or not known. */
  layer!: LayerOrigin;
  /**
   * Package URL type.
   * @example "apk"
   */
  type!: string;
  /**
   * Of the package URL; of packages of a distribution its name.
   * @example "alpine"
   */
  namespace!: string | null;
  /**
   * The source package where it is known, else the first package.
   * @example "openssl"
   */
  name!: string;
  /** The packages that are upgraded. */
  packages!: string[];
  from!: string | null;
  /** @example "3.0.8-r0" */
  to!: string;
  size!: StepSize;
  sentence!: string;
  /** What it clears, worst first; the first 100. */
  findings!: ClearedFinding[];
  findingCount!: number;
}

export class PasteBlock {
  /**
   * Where the text belongs.
   * @example "Dockerfile"
   */
  where!: string;
  text!: string;
}

export class OpenTask {
  rule!: string;
  outcome!: Outcome;
  summary!: string;
  remedy!: string | null;
}

export class UnclearedFindings {
  reason!: RestReason;
  sentence!: string;
  /** Worst first; the first 100. */
  findings!: ClearedFinding[];
  findingCount!: number;
}

/** What the artifact gains by the newest build of its base image. */
export class NewerBase implements core.NewerBase {
  /** Findings that are only in the base image. */
  inBaseCount!: number;
  /** Of these, those that the newer build fixes. */
  fixedCount!: number;
  /** Findings of the newer build that the artifact does not have. */
  addedCount!: number;
  /** The verdict on the artifact with the newer build. Null where something that it adds may be missing. */
  after!: GateResult | null;
  /** @example "The newer build of the base image fixes 9 of 14 findings in the base image and adds 0. On it, the verdict is pass." */
  sentence!: string;
}

/** What has to change so that the artifact may ship to an environment. */
export class WayToGreen implements way.WayJson {
  environment!: string;
  /** @example "3 upgrades, and prod passes." */
  headline!: string;
  before!: GateResult;
  /** What the gate says once the upgrades are made. */
  after!: GateResult;
  /** False if the search for the least cost was stopped early. */
  isLeastCost!: boolean;
  /** Together they cost the least; those that clear most come first. */
  upgrades!: UpgradeStep[];
  /** The upgrades as lines to paste. */
  lines!: PasteBlock[];
  /** Rules that no upgrade makes pass, with how to fix them. */
  tasks!: OpenTask[];
  /** Findings that remain after the upgrades, by the reason why no upgrade fixes them. */
  rest!: UnclearedFindings[];
  /** What the newest build of the base image changes. Null where no newer one is known. */
  newerBase!: NewerBase | null;
}

export class WaysToGreen {
  base!: BaseImage;
  /** In the policy's order. */
  environments!: WayToGreen[];
}
