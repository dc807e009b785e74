import type { Permission, PermissionKind, Role } from '../../../access/permissions.js';

export class RolePermission {
  permission!: Permission;
  /** `project`: where the role is granted; `any`: wherever it is granted; `global`: only where it is granted everywhere. */
  kind!: PermissionKind;
}

export class RoleDescription {
  role!: Role;
  permissions!: RolePermission[];
  /** Whether it requires a second factor. */
  isMfaRequired!: boolean;
}
