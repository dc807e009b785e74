import type { Permission } from '@/lib/api/types';

/** The parts of the administration, and what each takes. */
export const AREAS = [
  { href: '/administration/people', name: 'People', permission: 'account:read' },
  { href: '/administration/roles', name: 'Roles', permission: 'role:read' },
  { href: '/administration/tokens', name: 'Tokens', permission: 'token:manage' },
  { href: '/administration/trust-rules', name: 'Trust rules', permission: 'trust-rule:read' },
  { href: '/administration/recalls', name: 'Recalls', permission: 'evidence:recall' },
  { href: '/administration/jobs', name: 'Jobs', permission: 'job:read' },
  { href: '/administration/sign-in', name: 'Sign-in', permission: 'sso:read' },
] as const satisfies readonly { readonly href: string; readonly name: string; readonly permission: Permission }[];
