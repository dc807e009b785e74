import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IfGiven } from '../../../../../common/decorators/if-given.js';
import { IsTextLine } from '../../../../../common/text/is-text-line.js';
import { type Permission, TOKEN_PERMISSIONS } from '../../../../access/permissions.js';
import { IsProjectSlug } from '../../../../projects/project-slug.js';

/** One thing that the CI provider must say of a pipeline. */
export class TrustCondition {
  /**
   * A claim of the provider's token.
   * @example "sub"
   */
  @Matches(/^[\w./:-]+$/, { message: 'claim must be the name of a claim, such as sub or repository' })
  @MaxLength(200)
  claim!: string;

  /**
   * What the claim must be. `*` at the end stands for any text, elsewhere for any text without a colon.
   * @example "repo:acme/api:ref:refs/heads/main"
   */
  @IsTextLine(500)
  pattern!: string;
}

export class CreateTrustRule {
  /** @example "acme/api on GitHub" */
  @IsTextLine(100)
  name!: string;

  /**
   * Must match the `iss` claim of the provider's tokens exactly: an https URL.
   * @example "https://token.actions.githubusercontent.com"
   */
  @IsTextLine(255)
  issuer!: string;

  /**
   * Must match the `aud` claim that the pipeline requests.
   * @example "https://plimsoll.example.com"
   */
  @IsTextLine(255)
  audience!: string;

  /** All conditions must match. At least one names the repository: `sub`, `repository` or `project_path`. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique(({ claim }: TrustCondition) => claim)
  @ValidateNested({ each: true })
  @Type(() => TrustCondition)
  conditions!: TrustCondition[];

  /** Slug of the only project that its tokens are valid for; null for every project. */
  @ValidateIf((_, project) => project !== null)
  @IsProjectSlug()
  project!: string | null;

  /** @example ["report:write", "gate:read"] */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TOKEN_PERMISSIONS.length)
  @ArrayUnique()
  @IsIn(TOKEN_PERMISSIONS, { each: true })
  permissions!: Permission[];
}

/** What is left out stays as it is. */
export class ChangeTrustRule {
  @IfGiven()
  @IsTextLine(100)
  name?: string;

  @IfGiven()
  @IsTextLine(255)
  issuer?: string;

  @IfGiven()
  @IsTextLine(255)
  audience?: string;

  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique(({ claim }: TrustCondition) => claim)
  @ValidateNested({ each: true })
  @Type(() => TrustCondition)
  conditions?: TrustCondition[];

  /** Slug of a project; null for every project. */
  @ValidateIf((_, project) => project !== undefined && project !== null)
  @IsProjectSlug()
  project?: string | null;

  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TOKEN_PERMISSIONS.length)
  @ArrayUnique()
  @IsIn(TOKEN_PERMISSIONS, { each: true })
  permissions?: Permission[];

  /** While it is off, no token is given out under it. */
  @IfGiven()
  @IsBoolean()
  isEnabled?: boolean;
}

/** Which tokens of which CI provider are exchanged for a short one of ours. */
export class TrustRule {
  id!: string;
  name!: string;
  issuer!: string;
  audience!: string;
  conditions!: TrustCondition[];
  /** Slug of the only project that its tokens are valid for; null for every project. */
  project!: string | null;
  permissions!: Permission[];
  isEnabled!: boolean;
  createdAt!: string;
}

export class TrustRules {
  /** By name. */
  items!: TrustRule[];
}
