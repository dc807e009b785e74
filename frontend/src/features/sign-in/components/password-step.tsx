'use client';

import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { PasswordField, TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { PasskeyButton } from '@/features/session/components/passkey-button';
import { inWordsOf } from '@/features/session/credential-problem';
import { leaveForProvider } from '@/features/session/provider-sign-in';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type { SessionState, SignInOptions } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { signInWithPasskey } from '../sign-in-with-passkey';
import { usePasskeyAutofill } from '../use-passkey-autofill';
import { Card } from './card';

interface PasswordStepProps {
  readonly options: SignInOptions;
  readonly returnPath: string;
  readonly initialProblem?: Problem | undefined;
  readonly onSession: (session: SessionState) => void;
}

/** Who it is: by address and password, a passkey, or the OpenID provider where there is one. */
export function PasswordStep({ options, returnPath, initialProblem, onSession }: PasswordStepProps) {
  const { formProps, isSending, problem, errorOf, setProblem, refusals } = useSubmission({
    send: (fields) => {
      const body = { email: textOf(fields, 'email').trim(), password: textOf(fields, 'password') };
      return resultOf(api.POST('/api/v1/sign-in', { body }));
    },
    onDone: onSession,
    initialProblem,
  });
  const hasPasskeys = useSyncExternalStore(neverChanges, browserSupportsWebAuthn, () => true);
  usePasskeyAutofill(onSession, setProblem);

  const startSso = async () => {
    setProblem(null);
    setProblem(await leaveForProvider({ returnPath, isAnew: false }));
  };

  return (
    <Card title="Sign in">
      <form {...formProps} className="flex flex-col gap-4">
        <TextField
          label="Email"
          type="email"
          name="email"
          // `webauthn`: browsers offer passkeys where they offer addresses.
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={320}
          error={errorOf('email')}
        />
        <PasswordField
          key={refusals}
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          error={errorOf('password')}
        />
        {problem && <FormProblem problem={inWordsOf('sign-in', problem)} fields={['email', 'password']} />}
        <Button type="submit" look="primary" className="h-10" disabled={isSending}>
          {isSending ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      {(hasPasskeys || options.sso) && (
        <div className="mt-5 flex flex-col gap-2 border-t border-rule pt-5">
          {hasPasskeys && (
            <PasskeyButton
              className="h-10"
              label="Sign in with a passkey"
              use={signInWithPasskey}
              onDone={onSession}
              onProblem={setProblem}
            />
          )}
          {options.sso && (
            <Button className="h-10" onClick={() => void startSso()}>
              <span className="truncate">Continue with {options.sso.name}</span>
            </Button>
          )}
        </div>
      )}
      <p className="mt-5 text-sm text-ink-soft">Forgot your password? Ask an administrator for a reset link.</p>
    </Card>
  );
}

const neverChanges = () => () => undefined;
