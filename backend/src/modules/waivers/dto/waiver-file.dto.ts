import { IsBoolean, IsString, MaxLength, ValidateIf } from 'class-validator';
import { IfGiven } from '../../../common/decorators/if-given.js';
import { IsTextLine } from '../../../common/text/is-text-line.js';
import type { AnalysisState } from '../../../core/model/analysis-state.js';
import { ChangedArtifact } from '../../gate/dto/changed-artifact.dto.js';
import { IsProjectSlug } from '../../projects/project-slug.js';
import { WaiverConditions, WaiverScope } from './waiver-content.dto.js';

export class ApplyWaivers {
  /**
   * Slug. Default: your project if you have exactly one; else `default`. Null: every project, which takes the
   * permission in every project.
   */
  @IfGiven()
  @ValidateIf((_, value) => value !== null)
  @IsProjectSlug()
  project?: string | null;

  /**
   * Which file it is, by a name that stays. Waivers of this origin that the text no longer has are revoked.
   * @example "github.com/acme/api waivers.yml"
   */
  @IsTextLine(500)
  origin!: string;

  /** The file as written: all of it is applied, or nothing. */
  @IsString()
  @MaxLength(262_144)
  source!: string;

  /** Changes nothing; the answer has what would change. */
  @IfGiven()
  @IsBoolean()
  dryRun?: boolean;
}

/** What a file changed, by the names of its waivers. */
export class AppliedWaivers {
  isDryRun!: boolean;
  added!: string[];
  /** Those that say something else now. */
  edited!: string[];
  /** Those that the file no longer has. */
  revoked!: string[];
  unchangedCount!: number;
  /** Artifacts whose outcome for an environment is another one now, of those that were evaluated again at once. */
  changed!: ChangedArtifact[];
  /** Artifacts that are evaluated in the background, or on the next request: none has a verdict until then. */
  pendingCount!: number;
}

export class ExportedFix {
  /** The name that leads the advisory. */
  advisory!: string;
  /** A package URL with its version. */
  component!: string;
  environment?: string;
  since!: string;
}

export class ExportedWaiver {
  /** What verdicts call it. */
  id!: string;
  scope!: WaiverScope;
  status!: AnalysisState | 'accepted';
  justification!: string;
  author!: string;
  approver?: string;
  approvers?: string[];
  /** Every name by which the advisory went when the waiver was approved. */
  names?: string[];
  validFrom?: string;
  expiresAt!: string;
  conditions?: WaiverConditions;
  fixedSince?: string;
  /** Since when a fix is known of findings that it covers, for `untilFixed`. */
  fixes?: ExportedFix[];
}

/** A file of waivers, for `plimsoll gate --waivers`: JSON, which is YAML as well. */
export class ExportedWaivers {
  version!: 1;
  /** By name. */
  waivers!: ExportedWaiver[];
}
