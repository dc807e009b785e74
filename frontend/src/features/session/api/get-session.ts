import 'server-only';
import { cache } from 'react';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { entranceApi, serverApi } from '@/lib/api/server-client';
import type { SessionState } from '@/lib/api/types';

/** The person who sees the page. Read once per request; a person who is not signed in is sent to the sign-in. */
export const getSession = cache((): Promise<ApiResult<SessionState>> => resultOf(serverApi().GET('/api/v1/session')));

/** The same for public pages: null without a session. */
export async function findSession(): Promise<ApiResult<SessionState | null>> {
  const session = await resultOf(entranceApi().GET('/api/v1/session'));
  return !session.ok && session.problem.status === 401 ? { ok: true, data: null } : session;
}
