import 'server-only';
import { cache } from 'react';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { entranceApi, serverApi } from '@/lib/api/server-client';
import type { SessionState } from '@/lib/api/types';

/** Who looks at the page. Asked once a request; whoever is not signed in is sent to the sign-in. */
export const getSession = cache((): Promise<ApiResult<SessionState>> => resultOf(serverApi().GET('/api/v1/session')));

/** The same for pages that are open to everybody: null for whoever has no session at all. */
export async function findSession(): Promise<ApiResult<SessionState | null>> {
  const session = await resultOf(entranceApi().GET('/api/v1/session'));
  return !session.ok && session.problem.status === 401 ? { ok: true, data: null } : session;
}
