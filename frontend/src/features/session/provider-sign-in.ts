import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import { returnPathFrom } from '@/lib/url/return-path';

/** A sign-in at the OpenID provider that is in progress. */
interface ProviderSignIn {
  /** Where to go then: a path of the console. */
  readonly returnPath: string;
  /** A person who is signed in confirms their identity: the provider asks them even if they are signed in there. */
  readonly isAnew: boolean;
}

const KEPT = 'plimsoll.provider-sign-in';

/** Leaves for the provider, which sends the browser back to one address only. Says why where that fails. */
export async function leaveForProvider(signIn: ProviderSignIn): Promise<Problem | null> {
  const start = await resultOf(api.POST('/api/v1/sign-in/sso', { body: { isAnew: signIn.isAnew } }));
  if (!start.ok) return start.problem;
  sessionStorage.setItem(KEPT, JSON.stringify(signIn));
  window.location.assign(start.data.url);
  return null;
}

/** The sign-in of a person who now comes back from the provider. */
export function returnFromProvider(): ProviderSignIn {
  const text = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const kept = text === null ? null : (JSON.parse(text) as Partial<ProviderSignIn>);
  return { returnPath: returnPathFrom(kept?.returnPath), isAnew: kept?.isAnew === true };
}
