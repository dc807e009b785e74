import { IsString, MaxLength } from 'class-validator';
import { IfGiven } from '../../../common/decorators/if-given.js';
import { IsTextLine } from '../../../common/text/is-text-line.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 2000;

export class NewProject {
  /**
   * What requests, tokens and pipelines call it. It never changes.
   * @example "shop"
   */
  @IsProjectSlug()
  slug!: string;

  /**
   * For people. Left out: the slug.
   * @example "Web shop"
   */
  @IfGiven()
  @IsTextLine(LONGEST_NAME)
  name?: string;

  /** What it is, who answers for it, where its sources are. */
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_DESCRIPTION)
  description?: string;
}

/** What is left out stays as it is. */
export class ProjectPatch {
  /** @example "Web shop" */
  @IfGiven()
  @IsTextLine(LONGEST_NAME)
  name?: string;

  /** Empty: none. */
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_DESCRIPTION)
  description?: string;
}
