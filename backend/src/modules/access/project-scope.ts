import { includesPermission, kindOf, type Permission } from './permissions.js';
import type { Grant, Principal } from './principal.js';

/** The projects in which a permission is held, by project.id. Repositories hold every query to it. */
export type ProjectScope = 'all' | readonly number[];

/** Where the principal has the permission. Empty: nowhere. For kinds `any` and `global` only empty or not matters. */
export function scopeOf(principal: Principal, permission: Permission): ProjectScope {
  if (principal.kind === 'person') return scopeOfGrants(principal.grants, permission);
  if (!principal.permissions.has(permission)) return [];
  const ownTo: ProjectScope = principal.projectId === null ? 'all' : [principal.projectId];
  if (kindOf(permission) === 'global' && ownTo !== 'all') return [];
  if (principal.owner === null) return ownTo;
  return intersection(ownTo, scopeOfGrants(principal.owner.grants, permission));
}

export function isEmptyScope(scope: ProjectScope): boolean {
  return scope !== 'all' && scope.length === 0;
}

export function isInScope(scope: ProjectScope, projectId: number): boolean {
  return scope === 'all' || scope.includes(projectId);
}

/** As a parameter of SQL that is read for one thing: `($1::int[] IS NULL OR project_id = ANY ($1))`. */
export function scopeParameter(scope: ProjectScope): readonly number[] | null {
  return scope === 'all' ? null : scope;
}

/** As an SQL condition for lists. It is left out for a caller who can see everything, so that no plan depends on it. */
export function scopeCondition(scope: ProjectScope, column: string, bind: (value: unknown) => string): string {
  return scope === 'all' ? 'true' : `${column} = ANY (${bind(scope)}::int[])`;
}

export function scopeOfGrants(grants: readonly Grant[], permission: Permission): ProjectScope {
  const held = grants.filter(({ role }) => includesPermission(role, permission));
  if (held.some(({ projectId }) => projectId === null)) return 'all';
  if (kindOf(permission) === 'global') return [];
  return [...new Set(held.flatMap(({ projectId }) => (projectId === null ? [] : [projectId])))];
}

function intersection(one: ProjectScope, other: ProjectScope): ProjectScope {
  if (one === 'all') return other;
  if (other === 'all') return one;
  return one.filter((projectId) => other.includes(projectId));
}
