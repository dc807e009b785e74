import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../../../../../common/paging/page-query.js';
import { IsProjectSlug } from '../../../../projects/project-slug.js';

export class TokenQuery extends PageQuery {
  /** `me`: only your own, if you also manage those of others. */
  @IsOptional()
  @IsIn(['me'])
  owner?: 'me';

  /** Slug: only those for this project alone. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}
