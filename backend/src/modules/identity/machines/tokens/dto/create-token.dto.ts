import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, Matches, ValidateIf } from 'class-validator';
import { IsTextLine } from '../../../../../common/text/is-text-line.js';
import { type Permission, TOKEN_PERMISSIONS } from '../../../../access/permissions.js';
import { IsProjectSlug } from '../../../../projects/project-slug.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

export class CreateToken {
  /**
   * What it is for.
   * @example "build pipeline"
   */
  @IsTextLine(100)
  name!: string;

  /**
   * Its permissions, which are at most those of its owner.
   * @example ["report:write", "gate:read"]
   */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TOKEN_PERMISSIONS.length)
  @ArrayUnique()
  @IsIn(TOKEN_PERMISSIONS, { each: true })
  permissions!: Permission[];

  /** Slug of the only project that it is valid for; null for every project. */
  @ValidateIf((_, project) => project !== null)
  @IsProjectSlug()
  project!: string | null;

  /**
   * At most 366 days from now.
   * @example "2026-12-31T00:00:00Z"
   */
  @Matches(INSTANT, { message: 'expiresAt must be an instant such as 2026-12-31T00:00:00Z' })
  expiresAt!: string;
}
