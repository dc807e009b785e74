import { IsOptional } from 'class-validator';
import { IsProjectSlug } from '../../projects/project-slug.js';

export class WaiverExportQuery {
  /** Slug. Left out: the project of whoever has exactly one; else `default`. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}
