import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { PageQuery } from '../../../common/paging/page-query.js';
import { type Outcome, OUTCOMES } from '../../../core/gate/verdict.js';
import { EXPORT_FORMATS, type ExportFormat } from '../../artifacts/list-export.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

export const IMAGE_SORTS = ['name', 'severity', 'scanned', 'load'] as const;
export type ImageSort = (typeof IMAGE_SORTS)[number];
export type DirectedImageSort = ImageSort | `-${ImageSort}`;

export class ImageFilter {
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

  /**
   * The same verdict has this rule among those that did not pass.
   * @example "vulnerabilities.knownExploited"
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  rule?: string;

  /** The environment of `outcome` and `rule`. Without either it filters nothing. */
  @IsOptional()
  @IsString()
  @MaxLength(63)
  environment?: string;
}

export class ImageQuery extends ImageFilter implements PageQuery {
  /** `nextCursor` of the page before, with the same sort and filters. */
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  cursor?: string;

  /** Items on a page. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  /** A leading `-` sorts in descending order; all but the name speak of the latest artifact. */
  @IsOptional()
  @IsIn([...IMAGE_SORTS, ...IMAGE_SORTS.map((sort) => `-${sort}`)])
  sort: DirectedImageSort = 'name';
}

export class ImageExportQuery extends ImageFilter {
  /** A table for spreadsheets, or an array of what the list has. */
  @IsIn(EXPORT_FORMATS)
  format!: ExportFormat;
}
