import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';

export class ProjectQuery extends PageQuery {
  /** Part of the slug or of the name. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  q?: string;
}

export class ProjectSummary {
  id!: string;
  /** @example "shop" */
  slug!: string;
  name!: string;
  imageCount!: number;
  createdAt!: string;
}

export class ProjectPage {
  /** By slug. */
  items!: ProjectSummary[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}
