'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { ProblemNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Step } from '@/components/ui/step';
import { CodeField } from '@/features/session/components/code-field';
import { useConfirmed } from '@/features/session/use-confirmed';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { FactorAdded, NewTotp } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { QrCode } from './qr-code';

interface AddTotpProps {
  /** Names of the apps that are there already; none for the first one. */
  readonly existingNames?: readonly string[] | undefined;
  readonly onAdded: (added: FactorAdded) => void;
  readonly onCancel: () => void;
}

/** An authenticator app: the secret as picture and text, a code that shows that it works, and a name for it. */
export function AddTotp({ existingNames, onAdded, onCancel }: AddTotpProps) {
  const { started, start } = useNewTotp();
  if (started === null) return <Preparing onCancel={onCancel} />;
  if (!started.ok) {
    return (
      <ProblemNotice problem={started.problem}>
        <div className="flex justify-between gap-2">
          <Button onClick={onCancel}>Back</Button>
          <Button look="primary" onClick={() => void start()}>
            Try again
          </Button>
        </div>
      </ProblemNotice>
    );
  }
  return (
    <Step>
      <ConfirmTotp totp={started.data} existingNames={existingNames} onAdded={onAdded} onCancel={onCancel} />
    </Step>
  );
}

/** Asks for a new secret at once, and once: each one makes the last one worthless. */
function useNewTotp() {
  const confirmed = useConfirmed();
  const [started, setStarted] = useState<ApiResult<NewTotp> | null>(null);
  const isAsked = useRef(false);
  const start = useCallback(async () => {
    setStarted(null);
    setStarted(await confirmed(() => resultOf(api.POST('/api/v1/account/factors/totp', { body: {} }))));
  }, [confirmed]);
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    void start();
  }, [start]);
  return { started, start };
}

/** As high as what follows, roughly, so that little moves. */
function Preparing({ onCancel }: Pick<AddTotpProps, 'onCancel'>) {
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="font-semibold">
        Preparing the code…
      </p>
      <Skeleton className="mx-auto aspect-square w-52" />
      <Button className="self-start" onClick={onCancel}>
        Back
      </Button>
    </div>
  );
}

interface ConfirmTotpProps extends AddTotpProps {
  readonly totp: NewTotp;
}

function ConfirmTotp({ totp, existingNames, onAdded, onCancel }: ConfirmTotpProps) {
  const confirmed = useConfirmed();
  const { formProps, isSending, problem, errorOf, refusals } = useSubmission({
    send: (fields) => {
      const body = { code: textOf(fields, 'code').replaceAll(/\s/g, ''), name: textOf(fields, 'name') };
      const params = { path: { id: totp.id } };
      return confirmed(() => resultOf(api.POST('/api/v1/account/factors/totp/{id}/confirm', { params, body })));
    },
    onDone: onAdded,
  });
  return (
    <form {...formProps} className="flex flex-col gap-4">
      <div>
        <h2 className="font-semibold">1. Scan this with the app</h2>
        <div className="mt-2 flex justify-center">
          <QrCode text={totp.uri} label="QR picture of the secret, for an authenticator app" />
        </div>
        <p className="mt-3 text-sm text-ink-soft">
          On this device?{' '}
          <a href={totp.uri} className="link">
            Open it in the app
          </a>
          , or type the secret:
        </p>
        <p className="mt-1 flex items-center gap-1">
          <code className="min-w-0 font-mono text-sm break-words">{inFours(totp.secret)}</code>
          <CopyButton text={totp.secret} what="secret" />
        </p>
      </div>
      <div>
        <h2 className="mb-2 font-semibold">2. Type what it shows</h2>
        <CodeField key={refusals} name="code" hint="Six digits that change every 30 seconds." error={errorOf('code')} />
      </div>
      <div>
        <h2 className="mb-2 font-semibold">3. Name it</h2>
        <TextField
          label="Name of the app or device"
          hint="Distinguishes it in your list of second factors."
          name="name"
          defaultValue={freeName(existingNames)}
          autoComplete="off"
          required
          maxLength={60}
          error={errorOf('name')}
        />
      </div>
      {problem && <FormProblem problem={problem} fields={['code', 'name']} />}
      <Steps isSending={isSending} onward="Confirm" onCancel={onCancel} />
    </form>
  );
}

const USUAL_NAME = 'Authenticator app';

/** "Authenticator app", or "Authenticator app 2" where there is one. */
function freeName(existing: readonly string[] = []): string {
  const numbered = (number: number) => (number === 1 ? USUAL_NAME : `${USUAL_NAME} ${number}`);
  let number = 1;
  while (existing.includes(numbered(number))) number += 1;
  return numbered(number);
}

interface StepsProps {
  readonly isSending: boolean;
  readonly onward: string;
  readonly onCancel: () => void;
}

/** Back and forth, at the end of each of the forms. */
export function Steps({ isSending, onward, onCancel }: StepsProps) {
  return (
    <div className="flex justify-between gap-2">
      <Button disabled={isSending} onClick={onCancel}>
        Back
      </Button>
      <Button type="submit" look="primary" disabled={isSending}>
        {isSending ? 'One moment…' : onward}
      </Button>
    </div>
  );
}

/** "JBSW Y3DP": people type by fours. */
function inFours(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret;
}
