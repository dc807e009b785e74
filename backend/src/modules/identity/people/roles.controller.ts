import { Controller, Get } from '@nestjs/common';
import { kindOf, permissionsOf, ROLES } from '../../access/permissions.js';
import { SignedIn } from '../../access/route-access.js';
import { Accounts } from './accounts.js';
import { RoleDescription } from './dto/role.dto.js';

@SignedIn()
@Controller('api/v1/roles')
export class RolesController {
  constructor(private readonly accounts: Accounts) {}

  /** List roles with their permissions. */
  @Get()
  list(): RoleDescription[] {
    return ROLES.map((role) => ({
      role,
      permissions: permissionsOf(role).map((permission) => ({ permission, kind: kindOf(permission) })),
      isMfaRequired: this.accounts.roleRequiresMfa(role),
    }));
  }
}
