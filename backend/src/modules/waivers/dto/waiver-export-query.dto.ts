import { IsOptional } from 'class-validator';
import { IsProjectSlug } from '../../projects/project-slug.js';

export class WaiverExportQuery {
  /** Slug. Default: your project if you have exactly one; else `default`. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}
