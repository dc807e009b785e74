import { askForPasskey } from '@/features/session/passkey';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { SessionState } from '@/lib/api/types';

interface PasskeyOptions {
  readonly asAutofill?: boolean;
}

/** Instead of the password, or as second factor after it: the API knows by the session which of the two. */
export async function signInWithPasskey({ asAutofill = false }: PasskeyOptions = {}): Promise<ApiResult<SessionState>> {
  const options = await resultOf(api.POST('/api/v1/sign-in/passkey/options'));
  if (!options.ok) return options;
  const answer = await askForPasskey(options.data, { asAutofill });
  if (!answer.ok) return answer;
  return resultOf(api.POST('/api/v1/sign-in/passkey', { body: { response: answer.data } }));
}
