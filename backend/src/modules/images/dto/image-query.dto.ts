import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';
import { type Outcome, OUTCOMES } from '../../../core/gate/verdict.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

export const IMAGE_SORTS = ['name', 'severity', 'scanned', 'load'] as const;
export type ImageSort = (typeof IMAGE_SORTS)[number];
export type DirectedImageSort = ImageSort | `-${ImageSort}`;

export class ImageQuery extends PageQuery {
  /** Part of the image's name. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  q?: string;

  /** Slug of a project. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;

  /** The latest artifact has this verdict for `environment`, or for any environment where none is named. */
  @IsOptional()
  @IsIn(OUTCOMES)
  outcome?: Outcome;

  /** The environment of `outcome`. Without `outcome` it filters nothing. */
  @IsOptional()
  @IsString()
  @MaxLength(63)
  environment?: string;

  /** A leading `-` sorts in descending order; all but the name speak of the latest artifact. */
  @IsOptional()
  @IsIn([...IMAGE_SORTS, ...IMAGE_SORTS.map((sort) => `-${sort}`)])
  sort: DirectedImageSort = 'name';
}
