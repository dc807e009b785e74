import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { env } from '@/config/env';
import { signInPath } from '@/lib/url/return-path';
import { createApiClient, type ApiClient } from './client';
import { isSignInMissing, newRequestId, REQUEST_ID_HEADER } from './problem';
import { PAGE_HEADER } from './page-header';

/** Who the browser is and where it stands: the API decides by them. */
const HANDED_ON = ['cookie', 'x-forwarded-for', 'user-agent'];

let asBrowser: ApiClient | undefined;
let asVisitor: ApiClient | undefined;

/**
 * The API as Server Components of the console reach it: directly, with the browser's session. A person without a
 * session, or with an incomplete sign-in, is sent to the sign-in and comes back to the page from there.
 */
export function serverApi(): ApiClient {
  asBrowser ??= createApiClient(env().PLIMSOLL_API_URL, {
    onRequest: ({ request }) => handOn(request),
    onResponse: async ({ response }) => {
      if (await isSignInMissing(response)) redirect(signInPath((await headers()).get(PAGE_HEADER)));
    },
  });
  return asBrowser;
}

/** The same for public pages, where a missing session is an ordinary answer. */
export function entranceApi(): ApiClient {
  asVisitor ??= createApiClient(env().PLIMSOLL_API_URL, { onRequest: ({ request }) => handOn(request) });
  return asVisitor;
}

async function handOn(request: Request): Promise<void> {
  const received = await headers();
  for (const name of HANDED_ON) {
    const value = received.get(name);
    if (value !== null) request.headers.set(name, value);
  }
  // The gateway's, so that one id leads through all logs.
  request.headers.set(REQUEST_ID_HEADER, received.get(REQUEST_ID_HEADER) ?? newRequestId());
}
