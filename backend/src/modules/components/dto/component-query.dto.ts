import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';

/** Sorted by name, then version. */
export class ComponentQuery extends PageQuery {
  /** Part of the name or the purl. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  q?: string;
}
