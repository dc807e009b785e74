import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { IfGiven } from '../../../../common/decorators/if-given.js';
import { type Role, ROLES } from '../../../access/permissions.js';
import { IsProjectSlug } from '../../../projects/project-slug.js';
import type { AccountState } from './account-query.dto.js';
import { IsAccountEmail, IsPersonName } from './person-rules.js';

export class AccountGrant {
  id!: string;
  role!: Role;
  /** Slug of the project; null for everywhere. */
  project!: string | null;
  /** `sso` for a role that follows from the groups of the OpenID provider. */
  source!: 'local' | 'sso';
}

export class AccountFactors {
  /** Whether there is an authenticator app. */
  totp!: boolean;
  /** How many passkeys there are. */
  passkeys!: number;
  recoveryCodesLeft!: number;
}

/** A person who can sign in, or could. */
export class Account {
  id!: string;
  /** @example "ada@example.org" */
  email!: string;
  /** @example "Ada Lovelace" */
  name!: string;
  state!: AccountState;
  createdAt!: string;
  disabledAt!: string | null;
  /** Whether the person comes from the OpenID provider. */
  isSso!: boolean;
  /** Whether a role of the person requires a second factor. */
  isMfaRequired!: boolean;
  factors!: AccountFactors;
  grants!: AccountGrant[];
  /** Browsers in which the person is signed in now. */
  sessionCount!: number;
}

export class AccountPage {
  /** By email address. */
  items!: Account[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}

export class NewAccount {
  /** @example "ada@example.org" */
  @IsAccountEmail()
  email!: string;

  /** @example "Ada Lovelace" */
  @IsPersonName()
  name!: string;

  /** The first role of the person; roles can be granted later as well. */
  @IsOptional()
  @IsIn(ROLES)
  role?: Role | null;

  /** Slug of the only project that the role is for; everywhere where left out. */
  @IsOptional()
  @IsProjectSlug()
  project?: string | null;
}

export class IssuedLink {
  /**
   * One-time, and shown only once. Pass it on in a way that others cannot read.
   * @example "https://plimsoll.example.org/link#token=…"
   */
  link!: string;
  expiresAt!: string;
}

export class Invitation extends IssuedLink {
  account!: Account;
}

export class AccountPatch {
  @IfGiven()
  @IsPersonName()
  name?: string;

  /** True ends every session and stops every token of the person at once. */
  @IfGiven()
  @IsBoolean()
  isDisabled?: boolean;
}
