import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';
import { type Outcome, OUTCOMES } from '../../../core/gate/verdict.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

export const DEPLOYMENT_SORTS = ['recorded', 'image'] as const;
export type DeploymentSort = (typeof DEPLOYMENT_SORTS)[number];
export type DirectedDeploymentSort = DeploymentSort | `-${DeploymentSort}`;

export class DeploymentQuery extends PageQuery {
  /** Those in one environment. */
  @IsOptional()
  @IsString()
  @MaxLength(63)
  environment?: string;

  /** Exactly this image. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  image?: string;

  /** Slug of a project. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;

  /** Those of one artifact, by its id. */
  @IsOptional()
  @Matches(/^[1-9]\d{0,9}$/, { message: 'artifact must be the id of an artifact' })
  artifact?: string;

  /** What runs now (`true`), or what ran before (`false`). */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'current must be true or false' })
  current?: boolean;

  /** Those whose artifact has this verdict for their environment now. */
  @IsOptional()
  @IsIn(OUTCOMES)
  outcome?: Outcome;

  /** A leading `-` sorts in descending order. By image is by image and environment, in the order of the policy. */
  @IsOptional()
  @IsIn([...DEPLOYMENT_SORTS, ...DEPLOYMENT_SORTS.map((sort) => `-${sort}`)])
  sort: DirectedDeploymentSort = '-recorded';
}
