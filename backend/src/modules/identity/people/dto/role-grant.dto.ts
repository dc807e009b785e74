import { IsIn, IsOptional, Matches, ValidateIf } from 'class-validator';
import { IfGiven } from '../../../../common/decorators/if-given.js';
import { PageQuery } from '../../../../common/paging/page-query.js';
import { type Role, ROLES } from '../../../access/permissions.js';
import { IsProjectSlug } from '../../../projects/project-slug.js';
import { IsAccountEmail } from './person-rules.js';

const ROW_ID = /^[1-9]\d{0,9}$/;

export class RoleGrantQuery extends PageQuery {
  /** Those of one account. */
  @IsOptional()
  @Matches(ROW_ID, { message: 'accountId must be the id of an account' })
  accountId?: string;

  /** Those of one project, by its slug. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}

export class GrantedAccount {
  id!: string;
  email!: string;
  name!: string;
}

/** A role of a person, everywhere or in one project. */
export class RoleGrant {
  id!: string;
  account!: GrantedAccount;
  role!: Role;
  /** Slug of the project; null for everywhere. */
  project!: string | null;
  /** `sso` for a role that follows from the groups of the OpenID provider. */
  source!: 'local' | 'sso';
  createdAt!: string;
}

export class RoleGrantPage {
  /** By email address. */
  items!: RoleGrant[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}

/** The account is named by its id or by its email address. */
export class NewRoleGrant {
  @ValidateIf(({ email }: NewRoleGrant) => email === undefined)
  @Matches(ROW_ID, { message: 'accountId must be the id of an account' })
  accountId?: string;

  /** For administrators of a project, who cannot list all accounts. */
  @IfGiven()
  @IsAccountEmail()
  email?: string;

  @IsIn(ROLES)
  role!: Role;

  /** Slug of the project; null for everywhere. */
  @ValidateIf((_, project) => project !== null)
  @IsProjectSlug()
  project!: string | null;
}
