export const ROLES = ['viewer', 'developer', 'security', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Where a grant must be held for the permission to count: `project` in the project that the object belongs to, or
 * everywhere; `any` in any project, for what is the same for all, such as the policy; `global` everywhere, for what
 * reaches beyond a project.
 */
export type PermissionKind = 'project' | 'any' | 'global';

interface Rule {
  readonly kind: PermissionKind;
  readonly roles: readonly Role[];
  /** Whether an API token may have it. What could make more access is for people alone. */
  readonly isForTokens: boolean;
}

const EVERYBODY = ROLES;
const BUILDERS = ['developer', 'security', 'admin'] as const;
const GUARDIANS = ['security', 'admin'] as const;
const ADMIN = ['admin'] as const;

/** Who may do what. `npm run generate` writes the same table into docs/security.md. */
const RULES = {
  'artifact:read': { kind: 'project', roles: EVERYBODY, isForTokens: true },
  'gate:read': { kind: 'project', roles: EVERYBODY, isForTokens: true },
  'project:read': { kind: 'project', roles: EVERYBODY, isForTokens: true },
  'project:create': { kind: 'global', roles: BUILDERS, isForTokens: true },
  'project:write': { kind: 'project', roles: ADMIN, isForTokens: false },
  'image:move': { kind: 'project', roles: GUARDIANS, isForTokens: false },
  'deployment:read': { kind: 'project', roles: EVERYBODY, isForTokens: true },
  'policy:read': { kind: 'any', roles: EVERYBODY, isForTokens: true },
  'report:read': { kind: 'project', roles: BUILDERS, isForTokens: true },
  'report:write': { kind: 'project', roles: BUILDERS, isForTokens: true },
  'deployment:write': { kind: 'project', roles: GUARDIANS, isForTokens: true },
  'evidence:recall': { kind: 'project', roles: GUARDIANS, isForTokens: true },
  'evidence:export': { kind: 'project', roles: GUARDIANS, isForTokens: true },
  'waiver:read': { kind: 'project', roles: EVERYBODY, isForTokens: true },
  'waiver:request': { kind: 'project', roles: BUILDERS, isForTokens: true },
  'waiver:approve': { kind: 'project', roles: GUARDIANS, isForTokens: true },
  'waiver:apply': { kind: 'project', roles: GUARDIANS, isForTokens: true },
  'vex:read': { kind: 'project', roles: EVERYBODY, isForTokens: true },
  'vex:write': { kind: 'project', roles: GUARDIANS, isForTokens: true },
  'token:write': { kind: 'project', roles: BUILDERS, isForTokens: false },
  'policy:write': { kind: 'global', roles: GUARDIANS, isForTokens: false },
  'audit:read': { kind: 'global', roles: GUARDIANS, isForTokens: true },
  'metrics:read': { kind: 'global', roles: ADMIN, isForTokens: true },
  'job:read': { kind: 'global', roles: ADMIN, isForTokens: true },
  'job:run': { kind: 'global', roles: ADMIN, isForTokens: false },
  'account:read': { kind: 'global', roles: ADMIN, isForTokens: false },
  'account:write': { kind: 'global', roles: ADMIN, isForTokens: false },
  'role:read': { kind: 'project', roles: ADMIN, isForTokens: false },
  'role:write': { kind: 'project', roles: ADMIN, isForTokens: false },
  'token:manage': { kind: 'project', roles: ADMIN, isForTokens: false },
  'trust-rule:read': { kind: 'global', roles: ADMIN, isForTokens: false },
  'trust-rule:write': { kind: 'global', roles: ADMIN, isForTokens: false },
  'sso:read': { kind: 'global', roles: ADMIN, isForTokens: false },
  'sso:write': { kind: 'global', roles: ADMIN, isForTokens: false },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof RULES;

export const PERMISSIONS = Object.keys(RULES) as Permission[];

/** What an API token can be given. */
export const TOKEN_PERMISSIONS = PERMISSIONS.filter((permission) => RULES[permission].isForTokens);

export function kindOf(permission: Permission): PermissionKind {
  return RULES[permission].kind;
}

export function includesPermission(role: Role, permission: Permission): boolean {
  const { roles }: Rule = RULES[permission];
  return roles.includes(role);
}

export function permissionsOf(role: Role): Permission[] {
  return PERMISSIONS.filter((permission) => includesPermission(role, permission));
}
