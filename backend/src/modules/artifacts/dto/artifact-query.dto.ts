import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';
import { OUTCOMES, type Outcome } from '../../../core/gate/verdict.js';
import { SEVERITIES, type Severity } from '../../../core/model/severity.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

export const ARTIFACT_SORTS = ['scanned', 'created', 'severity', 'image', 'load', 'components'] as const;
export type ArtifactSort = (typeof ARTIFACT_SORTS)[number];
export type DirectedArtifactSort = ArtifactSort | `-${ArtifactSort}`;

export class ArtifactQuery extends PageQuery {
  /** Exactly this image. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  image?: string;

  /** Slug of a project. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;

  /** Part of the image's name, a tag, or the start of a digest. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  q?: string;

  /** Its worst finding has this severity. */
  @IsOptional()
  @IsIn(SEVERITIES)
  severity?: Severity;

  /** The verdict for `environment` (or for any, where none is named) has this outcome. */
  @IsOptional()
  @IsIn(OUTCOMES)
  outcome?: Outcome;

  /** The environment that `outcome` speaks of. */
  @IsOptional()
  @IsString()
  @MaxLength(63)
  environment?: string;

  /** A leading `-` sorts in descending order. */
  @IsOptional()
  @IsIn([...ARTIFACT_SORTS, ...ARTIFACT_SORTS.map((sort) => `-${sort}`)])
  sort: DirectedArtifactSort = '-scanned';
}
