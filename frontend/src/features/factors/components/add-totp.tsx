'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Step } from '@/components/ui/step';
import { CodeField } from '@/features/session/components/code-field';
import { useConfirmed } from '@/features/session/use-confirmed';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { FactorAdded, NewTotp } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { QrCode } from './qr-code';

interface AddTotpProps {
  readonly onAdded: (added: FactorAdded) => void;
  readonly onCancel: () => void;
}

/** An authenticator app: a name for it, the secret as picture and text, and a code that shows that it works. */
export function AddTotp({ onAdded, onCancel }: AddTotpProps) {
  const [totp, setTotp] = useState<NewTotp | null>(null);
  return totp === null ? (
    <Step key="name">
      <NameTotp onStarted={setTotp} onCancel={onCancel} />
    </Step>
  ) : (
    <Step key="confirm">
      <ConfirmTotp totp={totp} onAdded={onAdded} onCancel={onCancel} />
    </Step>
  );
}

interface NameTotpProps {
  readonly onStarted: (totp: NewTotp) => void;
  readonly onCancel: () => void;
}

function NameTotp({ onStarted, onCancel }: NameTotpProps) {
  const confirmed = useConfirmed();
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) =>
      confirmed(() => resultOf(api.POST('/api/v1/account/factors/totp', { body: { name: textOf(fields, 'name') } }))),
    onDone: onStarted,
  });
  return (
    <form {...formProps} className="flex flex-col gap-4">
      <TextField
        label="Name of the app or device"
        hint="So that you can tell it apart later."
        name="name"
        defaultValue="Authenticator app"
        autoComplete="off"
        required
        maxLength={60}
        error={errorOf('name')}
      />
      {problem && <FormProblem problem={problem} fields={['name']} />}
      <Steps isSending={isSending} onward="Continue" onCancel={onCancel} />
    </form>
  );
}

interface ConfirmTotpProps extends AddTotpProps {
  readonly totp: NewTotp;
}

function ConfirmTotp({ totp, onAdded, onCancel }: ConfirmTotpProps) {
  const confirmed = useConfirmed();
  const { formProps, isSending, problem, errorOf, refusals } = useSubmission({
    send: (fields) => {
      const body = { code: textOf(fields, 'code').replaceAll(/\s/g, '') };
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
      {problem && <FormProblem problem={problem} fields={['code']} />}
      <Steps isSending={isSending} onward="Confirm" onCancel={onCancel} />
    </form>
  );
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
