import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { PageQuery } from '../../../common/paging/page-query.js';
import { OUTCOMES, type Outcome } from '../../../core/gate/verdict.js';
import { SEVERITIES, type Severity } from '../../../core/model/severity.js';
import { EXPORT_FORMATS, type ExportFormat } from '../list-export.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

export const ARTIFACT_SORTS = ['scanned', 'created', 'severity', 'image', 'load', 'components'] as const;
export type ArtifactSort = (typeof ARTIFACT_SORTS)[number];
export type DirectedArtifactSort = ArtifactSort | `-${ArtifactSort}`;

export class ArtifactFilter {
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

  /**
   * The same verdict has this rule among those that did not pass.
   * @example "vulnerabilities.knownExploited"
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  rule?: string;

  /** The environment for `outcome` and `rule`. */
  @IsOptional()
  @IsString()
  @MaxLength(63)
  environment?: string;
}

export class ArtifactQuery extends ArtifactFilter implements PageQuery {
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

  /** A leading `-` sorts in descending order. */
  @IsOptional()
  @IsIn([...ARTIFACT_SORTS, ...ARTIFACT_SORTS.map((sort) => `-${sort}`)])
  sort: DirectedArtifactSort = '-scanned';
}

export class ArtifactExportQuery extends ArtifactFilter {
  /** A table for spreadsheets, or an array of what the list has. */
  @IsIn(EXPORT_FORMATS)
  format!: ExportFormat;
}
