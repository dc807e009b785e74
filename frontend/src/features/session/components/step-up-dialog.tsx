'use client';

import { useCallback, useRef, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { PasswordField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type { SessionState } from '@/lib/api/types';
import { useFocusOnChange } from '@/lib/forms/use-focus-on-change';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { inWordsOf } from '../credential-problem';
import { askForPasskey } from '../passkey';
import { leaveForProvider } from '../provider-sign-in';
import { hasSecondFactor } from '../session';
import { useSession } from '../session-context';
import { Confirmation } from '../use-confirmed';
import { CodeField, RecoveryCodeField } from './code-field';
import { PasskeyButton } from './passkey-button';

/** Lets everything below use useConfirmed. */
export function StepUpProvider({ children }: { readonly children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const [providerName, setProviderName] = useState<string | null>(null);
  const waiting = useRef<((isConfirmed: boolean) => void)[]>([]);

  const ask = useCallback(() => {
    // Requests that meet here share the dialog and its answer.
    const answer = new Promise<boolean>((resolve) => {
      waiting.current.push(resolve);
    });
    const open = async () => {
      // Asked before: nothing moves once the dialog is there.
      const options = await resultOf(browserApi.GET('/api/v1/sign-in/options'));
      setProviderName(options.ok ? (options.data.sso?.name ?? null) : null);
      setIsOpen(true);
    };
    if (waiting.current.length === 1) void open();
    return answer;
  }, []);

  const close = (isConfirmed: boolean) => {
    setIsOpen(false);
    for (const answer of waiting.current.splice(0)) answer(isConfirmed);
  };

  return (
    <Confirmation value={ask}>
      {children}
      <Modal isOpen={isOpen} onOpenChange={(open) => !open && close(false)} title="Confirm your identity">
        <StepUp providerName={providerName} onDone={() => close(true)} onCancel={() => close(false)} />
      </Modal>
    </Confirmation>
  );
}

interface StepUpProps {
  /** Null where there is no OpenID provider. */
  readonly providerName: string | null;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/**
 * With a second factor, that is the proof; the password is one for those who have no other. Who comes by the OpenID
 * provider may have none of them, and can sign in there again.
 */
function StepUp({ providerName, onDone, onCancel }: StepUpProps) {
  const session = useSession();
  const [isRecovering, setIsRecovering] = useState(false);
  const needsFactor = session !== null && hasSecondFactor(session);
  const hasApp = session?.factors.totp ?? false;
  const hasPasskey = (session?.factors.passkeys ?? 0) > 0;
  const field = proofField({ needsFactor, hasApp, isRecovering });
  const { formProps, isSending, problem, errorOf, setProblem, refusals } = useSubmission({
    send: (fields) =>
      resultOf(browserApi.POST('/api/v1/session/step-up', { body: { [field ?? 'code']: textOf(fields, 'proof') } })),
    onDone,
  });
  useFocusOnChange(formProps.ref, field);
  const error = field === null ? undefined : errorOf(field);

  return (
    <form {...formProps} className="flex flex-col gap-4 overflow-y-auto p-4">
      <p className="text-ink-soft">The confirmation is valid for five minutes.</p>
      {hasPasskey && (
        <PasskeyButton
          look={field === null ? 'primary' : 'plain'}
          use={confirmWithPasskey}
          onDone={onDone}
          onProblem={setProblem}
        />
      )}
      {field === 'password' && (
        <PasswordField
          key={`${field} ${refusals}`}
          label="Password"
          name="proof"
          autoComplete="current-password"
          hint={
            providerName !== null &&
            `Your Plimsoll password. If you do not have one, sign in again with ${providerName}.`
          }
          required
          error={error}
        />
      )}
      {field === 'code' && <CodeField key={`${field} ${refusals}`} name="proof" error={error} />}
      {field === 'recoveryCode' && <RecoveryCodeField key={`${field} ${refusals}`} name="proof" error={error} />}
      {problem && (
        <FormProblem
          problem={field === null ? problem : inWordsOf(field, problem)}
          fields={field === null ? [] : [field]}
        />
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        {needsFactor ? (
          <Button look="quiet" className="-ml-3" onClick={() => setIsRecovering((is) => !is)}>
            {isRecovering ? 'Use a factor instead' : 'Use a recovery code'}
          </Button>
        ) : (
          <span />
        )}
        <span className="flex gap-2">
          <Button onClick={onCancel}>Cancel</Button>
          {field !== null && (
            <Button type="submit" look="primary" disabled={isSending}>
              {isSending ? 'Confirming…' : 'Confirm'}
            </Button>
          )}
        </span>
      </div>
      {providerName !== null && <ProviderProof name={providerName} onProblem={setProblem} />}
    </form>
  );
}

interface ProviderProofProps {
  readonly name: string;
  readonly onProblem: (problem: Problem | null) => void;
}

/** Leaves the page: what was to be done is done again afterwards. */
function ProviderProof({ name, onProblem }: ProviderProofProps) {
  const [isLeaving, setIsLeaving] = useState(false);
  const leave = async () => {
    setIsLeaving(true);
    onProblem(null);
    const { pathname, search, hash } = window.location;
    const problem = await leaveForProvider({ returnPath: pathname + search + hash, isAnew: true });
    if (problem === null) return;
    setIsLeaving(false);
    onProblem(problem);
  };
  return (
    <div className="border-t border-rule pt-4">
      <Button className="w-full" aria-disabled={isLeaving} onClick={() => !isLeaving && void leave()}>
        <span className="truncate">{isLeaving ? 'One moment…' : `Sign in again with ${name}`}</span>
      </Button>
      <p className="mt-2 text-sm text-pretty text-ink-soft">
        You come back to this page and then do it again. What is typed in and not saved is lost.
      </p>
    </div>
  );
}

type ProofField = 'password' | 'code' | 'recoveryCode';

/** What is typed in; null for who has passkeys only. */
function proofField(has: {
  readonly needsFactor: boolean;
  readonly hasApp: boolean;
  readonly isRecovering: boolean;
}): ProofField | null {
  if (!has.needsFactor) return 'password';
  if (has.isRecovering) return 'recoveryCode';
  return has.hasApp ? 'code' : null;
}

async function confirmWithPasskey(): Promise<ApiResult<SessionState>> {
  const options = await resultOf(browserApi.POST('/api/v1/session/step-up/passkey/options'));
  if (!options.ok) return options;
  const answer = await askForPasskey(options.data);
  if (!answer.ok) return answer;
  return resultOf(browserApi.POST('/api/v1/session/step-up/passkey', { body: { response: answer.data } }));
}
