import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';

export const IMAGE_SORTS = ['name', 'severity', 'scanned', 'load'] as const;
export type ImageSort = (typeof IMAGE_SORTS)[number];
export type DirectedImageSort = ImageSort | `-${ImageSort}`;

export class ImageQuery extends PageQuery {
  /** Part of the image's name. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  q?: string;

  /** A leading `-` sorts in descending order; all but the name speak of the latest artifact. */
  @IsOptional()
  @IsIn([...IMAGE_SORTS, ...IMAGE_SORTS.map((sort) => `-${sort}`)])
  sort: DirectedImageSort = 'name';
}
