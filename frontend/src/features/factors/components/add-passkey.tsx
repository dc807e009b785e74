'use client';

import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Step } from '@/components/ui/step';
import { makePasskey } from '@/features/session/passkey';
import { useConfirmed } from '@/features/session/use-confirmed';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { FactorAdded } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { Steps } from './add-totp';

interface AddPasskeyProps {
  readonly onAdded: (added: FactorAdded) => void;
  readonly onCancel: () => void;
}

export function AddPasskey({ onAdded, onCancel }: AddPasskeyProps) {
  const confirmed = useConfirmed();
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: async (fields): Promise<ApiResult<FactorAdded>> => {
      const options = await confirmed(() => resultOf(api.POST('/api/v1/account/factors/passkeys/options')));
      if (!options.ok) return options;
      const passkey = await makePasskey(options.data);
      if (!passkey.ok) return passkey;
      const body = { name: textOf(fields, 'name'), response: passkey.data };
      return confirmed(() => resultOf(api.POST('/api/v1/account/factors/passkeys', { body })));
    },
    onDone: onAdded,
  });
  return (
    <Step>
      <form {...formProps} className="flex flex-col gap-4">
        <TextField
          label="Name of the passkey"
          hint="Say where it lives, such as “Work laptop” or “Blue security key”."
          name="name"
          defaultValue="Passkey"
          autoComplete="off"
          required
          maxLength={60}
          error={errorOf('name')}
        />
        <p className="text-sm text-ink-soft">
          Your browser asks next where to keep it, and for your fingerprint, face or PIN.
        </p>
        {problem && <FormProblem problem={problem} fields={['name']} />}
        <Steps isSending={isSending} onward="Create passkey" onCancel={onCancel} />
      </form>
    </Step>
  );
}
