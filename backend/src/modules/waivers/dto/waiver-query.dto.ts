import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { IsInstant } from '../../../common/decorators/is-instant.js';
import { PageQuery } from '../../../common/paging/page-query.js';
import { IsProjectSlug } from '../../projects/project-slug.js';
import { WAIVER_STATES, type WaiverState } from '../waiver-state.js';

export const WAIVER_SORTS = ['requested', 'ends', 'name'] as const;
export type WaiverSort = (typeof WAIVER_SORTS)[number];
export type DirectedWaiverSort = WaiverSort | `-${WaiverSort}`;

export class WaiverQuery extends PageQuery {
  /** Slug of a project. Waivers of every project are listed as well. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;

  @IsOptional()
  @IsIn(WAIVER_STATES)
  state?: WaiverState;

  /** Part of the name, advisory, rule, component, image, justification or of who requested it. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  /** Those that wait for your approval. */
  @IsOptional()
  @IsIn(['approve'])
  to?: 'approve';

  /** Those whose end is before this instant. */
  @IsOptional()
  @IsInstant()
  @MaxLength(40)
  endsBefore?: string;

  /** Active waivers that no verdict has used for this number of days. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(3650)
  unusedFor?: number;

  /** Active waivers that verdicts have used but none uses now: the finding is fixed, or another waiver covers it. */
  @IsOptional()
  @IsIn(['true'])
  overtaken?: 'true';

  /** Those for an artifact, by its id: of its project, image and digest. */
  @IsOptional()
  @Matches(/^[1-9]\d{0,9}$/, { message: 'artifact must be the id of an artifact' })
  artifact?: string;

  /** A leading `-` sorts in descending order. */
  @IsOptional()
  @IsIn([...WAIVER_SORTS, ...WAIVER_SORTS.map((sort) => `-${sort}`)])
  sort: DirectedWaiverSort = '-requested';
}
