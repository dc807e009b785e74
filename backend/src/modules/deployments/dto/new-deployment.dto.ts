import { IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { IfGiven } from '../../../common/decorators/if-given.js';
import { IsTextLine } from '../../../common/text/is-text-line.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

/** What runs where. By digest alone: a tag may have moved on between the deployment and this. */
export class NewDeployment {
  /** @example "ghcr.io/acme/api" */
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  image!: string;

  /** @example "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  @Matches(/^sha256:[0-9a-f]{64}$/, { message: 'digest must be sha256: and 64 hex digits' })
  digest!: string;

  /** @example "prod" */
  @IsString()
  @MinLength(1)
  @MaxLength(63)
  environment!: string;

  /**
   * The tag that it was given for the environment.
   * @example "prod"
   */
  @IfGiven()
  @Matches(/^[\w][\w.-]{0,127}$/, { message: 'tag must be letters, digits, _ . - and at most 128 long' })
  tag?: string;

  /**
   * What recorded it, for people. Default: `api`.
   * @example "plimsoll promote"
   */
  @IfGiven()
  @IsTextLine(200)
  source?: string;

  /** Default: your project if you have exactly one, as with a token for one project; else `default`. */
  @IfGiven()
  @IsProjectSlug()
  project?: string;
}
