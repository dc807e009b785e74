import { may } from '@/features/session/session';
import type { Permission, SessionState } from '@/lib/api/types';

export interface Destination {
  readonly href: string;
  readonly name: string;
  readonly shortName: string;
  readonly keys: string;
  /** One of them is needed; empty for pages that everyone can open. */
  readonly anyOf?: readonly Permission[];
}

/** The console's pages, in the order in which the bar shows them. */
export const DESTINATIONS: readonly Destination[] = [
  { href: '/', name: 'Fleet', shortName: 'Fleet', keys: 'g f' },
  { href: '/deployments', name: 'Deployments', shortName: 'Deploys', keys: 'g d', anyOf: ['deployment:read'] },
  { href: '/exposure', name: 'Exposure', shortName: 'Find', keys: 'g e' },
  { href: '/waivers', name: 'Waivers', shortName: 'Waivers', keys: 'g w', anyOf: ['waiver:read'] },
  { href: '/projects', name: 'Projects', shortName: 'Projects', keys: 'g o', anyOf: ['project:read'] },
  { href: '/send', name: 'Send a report', shortName: 'Send', keys: 'g s', anyOf: ['report:write'] },
  { href: '/policy', name: 'Policy', shortName: 'Policy', keys: 'g p' },
];

/** Those that the menu of the person who is signed in leads to. */
export const PERSONAL_DESTINATIONS: readonly Destination[] = [
  { href: '/account', name: 'Your account', shortName: 'Account', keys: 'g a' },
  {
    href: '/administration',
    name: 'Administration',
    shortName: 'Administration',
    keys: 'g m',
    anyOf: ['account:read', 'role:read', 'token:manage', 'trust-rule:read', 'evidence:recall', 'sso:read'],
  },
  { href: '/audit', name: 'Audit log', shortName: 'Audit', keys: 'g l', anyOf: ['audit:read'] },
];

/** Those that the person can use. If the API does not answer, all are shown, and each page says what is wrong. */
export function destinationsFor(session: SessionState | null, all: readonly Destination[]): readonly Destination[] {
  return all.filter(({ anyOf }) => session === null || !anyOf || may(session, ...anyOf));
}
