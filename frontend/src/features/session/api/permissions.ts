import 'server-only';
import type { Permission } from '@/lib/api/types';
import { may } from '../session';
import { getSession } from './get-session';

/**
 * Whether the person who sees the page has one of the permissions anywhere. It decides what is shown; the API decides
 * what is allowed.
 */
export async function maySomewhere(...anyOf: readonly Permission[]): Promise<boolean> {
  const session = await getSession();
  return session.ok && may(session.data, ...anyOf);
}

/** Whether they hold it everywhere, as what reaches beyond a project asks for. */
export async function mayEverywhere(permission: Permission): Promise<boolean> {
  const session = await getSession();
  return session.ok && session.data.globalPermissions.includes(permission);
}
