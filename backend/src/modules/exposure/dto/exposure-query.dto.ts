import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';

/** Exactly one of `advisory`, `component` and `purl`. */
export class ExposureQuery extends PageQuery {
  /**
   * An identifier or alias of an advisory, however its letters are written.
   * @example "CVE-2021-44228"
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  advisory?: string;

  /**
   * A component's name, as its ecosystem writes it.
   * @example "org.apache.logging.log4j:log4j-core"
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  component?: string;

  /**
   * A package URL. Without a version: every version. Qualifiers count where they are given.
   * @example "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(2048)
  purl?: string;

  /**
   * With `component`: a version, or comparisons that must all hold, by the rules of the component's ecosystem.
   * @example ">=2.0 <2.17.1"
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  version?: string;

  /** What runs somewhere now, and nothing else (`true`). */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'running must be true or false' })
  running?: boolean;
}
