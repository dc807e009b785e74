import { entranceBrowserApi } from '@/lib/api/browser-client';
import { doneOf } from '@/lib/api/client';

/** Ends the session and leaves the console by loading a new document, so that nothing of it stays in memory. */
export async function signOut(): Promise<void> {
  await doneOf(entranceBrowserApi.POST('/api/v1/sign-out'));
  window.location.assign('/sign-in');
}
