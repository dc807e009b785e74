import { kindOf, permissionsOf, type Role } from '../../access/permissions.js';
import type { Principal } from '../../access/principal.js';
import { isInScope, scopeOf } from '../../access/project-scope.js';

/** Whether a person has, in a project, every permission that the role gives there. Null stands for every project. */
export function mayGrant(principal: Principal, role: Role, projectId: number | null): boolean {
  return permissionsOf(role).every((permission) => {
    const scope = scopeOf(principal, permission);
    if (projectId === null) return scope === 'all';
    // In one project, what is global is not given.
    return kindOf(permission) === 'global' || isInScope(scope, projectId);
  });
}
