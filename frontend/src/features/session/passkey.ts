import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser';
import type { ApiResult } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type {
  PasskeyAuthentication,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
} from '@/lib/api/types';

// The library's own types are narrower than JSON can promise; the browser checks what it is given.
type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

interface AskOptions {
  /** Offers passkeys where the browser fills in forms, and waits until one is chosen there. */
  readonly asAutofill?: boolean;
}

/** Has the browser ask for a passkey. A new question takes the place of one that still waits. */
export function askForPasskey(
  options: PasskeyRequestOptions,
  { asAutofill = false }: AskOptions = {},
): Promise<ApiResult<PasskeyAuthentication>> {
  return answerOf(
    startAuthentication({ optionsJSON: options as AuthenticationOptions, useBrowserAutofill: asAutofill }),
    'The passkey was not used',
  );
}

export function makePasskey(options: PasskeyCreationOptions): Promise<ApiResult<PasskeyRegistration>> {
  return answerOf(startRegistration({ optionsJSON: options as RegistrationOptions }), 'Passkey not created');
}

async function answerOf<T extends { readonly type: string }, R>(
  question: Promise<T>,
  failure: string,
): Promise<ApiResult<R>> {
  try {
    return { ok: true, data: (await question) as unknown as R };
  } catch (error) {
    return { ok: false, problem: passkeyProblem(error, failure) };
  }
}

/** A newer question took the place of the one that is told of. */
export const PASSKEY_SUPERSEDED = 'passkey_superseded';

function passkeyProblem(error: unknown, title: string): Problem {
  const problem = { title, status: 0, code: 'passkey_not_used' };
  if (error instanceof WebAuthnError && error.code === 'ERROR_CEREMONY_ABORTED')
    return { ...problem, code: PASSKEY_SUPERSEDED };
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED')
    return { ...problem, detail: 'This device or key already has a passkey for your account. Use another one.' };
  if (error instanceof Error && error.name === 'NotAllowedError')
    return { ...problem, detail: 'It was cancelled, or took too long. You can try again.' };
  if (error instanceof Error && error.name === 'SecurityError')
    return {
      ...problem,
      detail: `Passkeys belong to the address at which Plimsoll is set up, which is not ${window.location.host}.`,
    };
  return { ...problem, detail: 'This browser or key cannot do what was asked. Try another one, or another way.' };
}
