import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min, ValidateIf } from 'class-validator';
import { IsInstant } from '../../../common/decorators/is-instant.js';
import { IfGiven } from '../../../common/decorators/if-given.js';
import { IsProjectSlug } from '../../projects/project-slug.js';
import { PreviewedFinding } from '../../simulation/dto/previewed-finding.dto.js';
import { NotSimulated, SimulatedArtifact, SimulatedEnvironment } from '../../simulation/dto/policy-simulation.dto.js';
import { WaiverContent } from './waiver-content.dto.js';

/** What would be requested. */
export class PreviewedWaiver extends WaiverContent {
  /** Slug, as for a request. Null: every project. */
  @IfGiven()
  @ValidateIf((_, value) => value !== null)
  @IsProjectSlug()
  project?: string | null;

  /** Id of the waiver that would say this from then on: what it says now would no longer count. */
  @IfGiven()
  @Matches(/^[1-9]\d{0,9}$/, { message: 'replaces must be the id of a waiver' })
  replaces?: string;

  /** How many of the artifacts whose verdicts would change are listed at most; all are counted. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1000)
  limit?: number = 100;
}

export class ForecastQuery {
  /**
   * A future instant; a day means its start in UTC.
   * @example "2099-01-01"
   */
  @IsInstant()
  by!: string;

  /** Slug; left out: of all projects that you see. */
  @IfGiven()
  @IsProjectSlug()
  project?: string;

  /** How many of the artifacts whose verdicts would change are listed at most; all are counted. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1000)
  limit?: number = 100;
}

/** What would change, for the artifacts that you can see. */
export class WaiverPreview {
  /** The instant of both decisions. */
  evaluatedAt!: string;
  /** That the waiver may be about, and that were decided with and without it. */
  artifacts!: number;
  notSimulated!: NotSimulated;
  /**
   * Rules that are not simulated: limits on what is introduced. Verdicts may be worse by them.
   * @example ["prod: introduced.critical"]
   */
  leftOut!: string[];
  /** Of the artifacts those of which a verdict would change. */
  changed!: number;
  /** `now`: as it is. `proposed`: with the change. */
  environments!: SimulatedEnvironment[];
  /** Those whose verdicts would change: first where one would be worse, and there the newest first. At most `limit`. */
  items!: SimulatedArtifact[];
  /**
   * Findings that would start or stop counting in an environment: worst first, and there those of the newest artifact.
   * At most 100.
   */
  findings!: PreviewedFinding[];
  /** All of them, each once for every environment. */
  findingsTotal!: number;
}
