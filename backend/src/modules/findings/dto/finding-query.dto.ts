import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';
import { FIX_STATES, type FixState } from '../../../core/findings/fix-state.js';
import { FINDING_KINDS, type FindingKind } from '../../../core/model/finding-kind.js';
import { LAYER_ORIGINS, type LayerOrigin } from '../../../core/path/layer-origins.js';
import { SEVERITIES, type Severity } from '../../../core/model/severity.js';

export const FINDING_SORTS = ['severity', 'advisory', 'component', 'published', 'epss', 'kind'] as const;
export type FindingSort = (typeof FINDING_SORTS)[number];
export type DirectedFindingSort = FindingSort | `-${FindingSort}`;

export class FindingQuery extends PageQuery {
  /**
   * Comma-separated.
   * @example ["critical", "high"]
   */
  @IsOptional()
  @Transform(({ value }) => splitList(value))
  @ArrayMaxSize(SEVERITIES.length)
  @IsIn(SEVERITIES, { each: true })
  severity?: Severity[];

  /**
   * Comma-separated.
   * @example ["match", "secret"]
   */
  @IsOptional()
  @Transform(({ value }) => splitList(value))
  @ArrayMaxSize(FINDING_KINDS.length)
  @IsIn(FINDING_KINDS, { each: true })
  kind?: FindingKind[];

  /**
   * Comma-separated: a fix is available, no fix is available, or no report states it.
   * @example ["available", "unknown"]
   */
  @IsOptional()
  @Transform(({ value }) => splitList(value))
  @ArrayMaxSize(FIX_STATES.length)
  @IsIn(FIX_STATES, { each: true })
  fix?: FixState[];

  /**
   * Comma-separated: in the base image, in the layers above it, in both, or not known.
   * @example ["base"]
   */
  @IsOptional()
  @Transform(({ value }) => splitList(value))
  @ArrayMaxSize(LAYER_ORIGINS.length)
  @IsIn(LAYER_ORIGINS, { each: true })
  layer?: LayerOrigin[];

  /** Only those with (`true`) or without (`false`) an available fix. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'fixable must be true or false' })
  fixable?: boolean;

  /** Only those that are (`true`) or are not (`false`) past their deadline in some environment of the active policy. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'overdue must be true or false' })
  overdue?: boolean;

  /** Part of an identifier, title, rule, path, or component's name or purl. */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  q?: string;

  /** A leading `-` sorts in descending order. What has no value sorts below what has one. */
  @IsOptional()
  @IsIn([...FINDING_SORTS, ...FINDING_SORTS.map((sort) => `-${sort}`)])
  sort: DirectedFindingSort = '-severity';
}

function splitList(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',') : value;
}
