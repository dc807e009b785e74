import { IsBoolean, IsIn, IsString, MaxLength, ValidateIf } from 'class-validator';
import { IfGiven } from '../../../../../common/decorators/if-given.js';
import { IsTextLine } from '../../../../../common/text/is-text-line.js';
import { type Role, ROLES } from '../../../../access/permissions.js';
import { IsProjectSlug } from '../../../../projects/project-slug.js';

/** The OpenID provider as the server's configuration has it. */
export class SsoProvider {
  /** What the button for signing in with it says. */
  name!: string;
  issuer!: string;
  clientId!: string;
  /** Whether a client secret is set; the secret itself is never returned. */
  hasClientSecret!: boolean;
  scopes!: string[];
  /** The claim that lists the groups of a person. */
  groupsClaim!: string;
  /** To be registered with the provider as redirect URI. */
  redirectUri!: string;
}

/** Which group of the provider has which role here. */
export class GroupMapping {
  id!: string;
  group!: string;
  role!: Role;
  /** Slug of the project in which the role is held; null for everywhere. */
  project!: string | null;
  createdAt!: string;
}

export class SsoSettings {
  /** Null where none is configured. */
  provider!: SsoProvider | null;
  /** By group. */
  mappings!: GroupMapping[];
}

export class CreateGroupMapping {
  /**
   * Exactly as the provider names it.
   * @example "platform-engineers"
   */
  @IsTextLine(255)
  group!: string;

  @IsIn(ROLES)
  role!: Role;

  /** Slug of the project in which the role is held; null for everywhere. */
  @ValidateIf((_, project) => project !== null)
  @IsProjectSlug()
  project!: string | null;
}

export class StartSso {
  /**
   * Whether the provider is to ask who it is even where it knows. The sign-in then counts as step-up; a second factor that
   * was set up here, and that the provider did not ask for, comes first.
   */
  @IfGiven()
  @IsBoolean()
  isAnew?: boolean;
}

export class SsoStart {
  /** Where to send the browser: the provider's page for signing in. */
  url!: string;
}

export class SsoCallback {
  /**
   * The query string that the provider sent the browser back with.
   * @example "code=…&state=…&iss=…"
   */
  @IsString()
  @MaxLength(8192)
  parameters!: string;
}
