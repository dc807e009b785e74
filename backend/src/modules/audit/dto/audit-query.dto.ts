import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsInstant } from '../../../common/decorators/is-instant.js';
import type { PageQuery } from '../../../common/paging/page-query.js';

/** In each text `*` stands for any run of characters; without one it must be the whole. */
export class AuditFilter {
  /**
   * Who did it: an email address, the name of a token, `local administrator`, `anonymous` or `plimsoll`.
   * @example "*@acme.example"
   */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  actor?: string;

  /**
   * What happened.
   * @example "policy.*"
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  action?: string;

  /** The name of what it happened to. */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  target?: string;

  /**
   * At this instant or after it.
   * @example "2026-11-21T00:00:00Z"
   */
  @IsOptional()
  @IsInstant()
  @MaxLength(40)
  from?: string;

  /** Before this instant. */
  @IsOptional()
  @IsInstant()
  @MaxLength(40)
  to?: string;
}

export class AuditQuery extends AuditFilter implements PageQuery {
  /** `nextCursor` of the page before, with the same filters. */
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
}

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class AuditExportQuery extends AuditFilter {
  /** One JSON object per line, as on the process's output, or a table for spreadsheets. */
  @IsIn(EXPORT_FORMATS)
  format!: ExportFormat;
}
