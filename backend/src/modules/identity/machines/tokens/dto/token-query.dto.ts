import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../../../../../common/paging/page-query.js';
import { IsProjectSlug } from '../../../../projects/project-slug.js';

export class TokenQuery extends PageQuery {
  /** `me`: only one's own, for whoever manages those of others too. */
  @IsOptional()
  @IsIn(['me'])
  owner?: 'me';

  /** Slug: only those for this project alone. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}
