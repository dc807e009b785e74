import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { IsProjectSlug } from '../../projects/project-slug.js';

/** Which artifact, and where to: `digest` or `tag`; the digest wins. */
export class GateQuery {
  /** @example "ghcr.io/acme/api" */
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  image!: string;

  @IsOptional()
  @Matches(/^sha256:[0-9a-f]{64}$/, { message: 'digest must be sha256: and 64 hex digits' })
  digest?: string;

  @IsOptional()
  @Matches(/^[\w][\w.-]{0,127}$/, { message: 'tag must be letters, digits, _ . - and at most 128 long' })
  tag?: string;

  /** @example "prod" */
  @IsString()
  @MinLength(1)
  @MaxLength(63)
  environment!: string;

  /** Default: your project if you have exactly one, as with a token for one project; else `default`. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}
