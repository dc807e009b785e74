'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FormProblem } from '@/components/ui/form-problem';
import { CodeField, RecoveryCodeField } from '@/features/session/components/code-field';
import { PasskeyButton } from '@/features/session/components/passkey-button';
import { inWordsOf } from '@/features/session/credential-problem';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { doneOf, resultOf } from '@/lib/api/client';
import type { SessionState } from '@/lib/api/types';
import { useFocusOnChange } from '@/lib/forms/use-focus-on-change';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { signInWithPasskey } from '../sign-in-with-passkey';
import { Card } from './card';

interface FactorStepProps {
  readonly session: SessionState;
  readonly onSession: (session: SessionState) => void;
  /** The sign-in has expired, or another person wants to sign in. */
  readonly onStartAgain: () => void;
}

/** The second factor: whichever of them the person has. */
export function FactorStep({ session, onSession, onStartAgain }: FactorStepProps) {
  const { account, factors } = session;
  const [isRecovering, setIsRecovering] = useState(false);
  const proof: 'code' | 'recoveryCode' | null = isRecovering ? 'recoveryCode' : factors.totp ? 'code' : null;
  const { formProps, isSending, problem, errorOf, setProblem, refusals } = useSubmission({
    send: (fields) => {
      const body = { code: textOf(fields, 'code') };
      return resultOf(
        proof === 'recoveryCode'
          ? api.POST('/api/v1/sign-in/recovery', { body })
          : api.POST('/api/v1/sign-in/totp', { body }),
      );
    },
    onDone: onSession,
  });
  useFocusOnChange(formProps.ref, proof);
  const isOver = problem?.code === 'sign_in_ended' || problem?.code === 'unauthenticated';

  const startAgain = async () => {
    await doneOf(api.POST('/api/v1/sign-out'));
    onStartAgain();
  };

  return (
    <Card title="Second factor">
      <p className="-mt-2 mb-4 break-words text-ink-soft">
        Signing in as <strong className="font-medium text-ink">{account.email}</strong>.{' '}
        <button type="button" className="link" onClick={() => void startAgain()}>
          Not you?
        </button>
      </p>
      <form {...formProps} className="flex flex-col gap-4">
        {!isRecovering && factors.passkeys > 0 && (
          <PasskeyButton
            look={proof === null ? 'primary' : 'plain'}
            className="h-10"
            use={signInWithPasskey}
            onDone={onSession}
            onProblem={setProblem}
          />
        )}
        {proof === 'code' && <CodeField key={`${proof} ${refusals}`} name="code" error={errorOf('code')} />}
        {proof === 'recoveryCode' && (
          <RecoveryCodeField key={`${proof} ${refusals}`} name="code" error={errorOf('code')} />
        )}
        {problem && <FormProblem problem={proof === null ? problem : inWordsOf(proof, problem)} fields={['code']} />}
        {isOver ? (
          <Button look="primary" className="h-10" onClick={() => void startAgain()}>
            Start again
          </Button>
        ) : (
          proof !== null && (
            <Button type="submit" look="primary" className="h-10" disabled={isSending}>
              {isSending ? 'Checking…' : 'Continue'}
            </Button>
          )
        )}
      </form>
      <p className="mt-5 border-t border-rule pt-4 text-sm text-ink-soft">
        {isRecovering ? (
          <button type="button" className="link" onClick={() => setIsRecovering(false)}>
            Use {factors.totp ? 'the authenticator app' : 'a passkey'} instead
          </button>
        ) : (
          <>
            Device lost?{' '}
            <button type="button" className="link" onClick={() => setIsRecovering(true)}>
              Use a recovery code
            </button>
          </>
        )}
      </p>
    </Card>
  );
}
