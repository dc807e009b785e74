'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { PasswordField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { NewPasswordField } from '@/features/sign-in/components/new-password-field';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf } from '@/lib/api/client';
import type { SessionState } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { SavedNote } from './saved-note';

/** The API has the last word; with a second factor that must be there, a password may be shorter. */
const minimumFor = ({ isMfaRequired }: SessionState) => (isMfaRequired ? 8 : 15);

export function PasswordForm({ session }: { readonly session: SessionState }) {
  const router = useRouter();
  const [changes, setChanges] = useState(0);
  const { formProps, isSending, problem, errorOf, refusals } = useSubmission({
    send: (fields) => {
      const body = {
        currentPassword: textOf(fields, 'currentPassword'),
        newPassword: textOf(fields, 'newPassword'),
      };
      return doneOf(browserApi.POST('/api/v1/account/password', { body }));
    },
    onDone: () => {
      setChanges((count) => count + 1);
      router.refresh();
    },
  });
  const wrong = problem?.code === 'wrong_password' ? problem.title : undefined;
  return (
    <div className="flex max-w-md flex-col gap-3">
      {/* A new form after each change: an empty one. */}
      <form key={changes} {...formProps} className="flex flex-col gap-4">
        {/* Password managers learn from it whose password is changed. */}
        <input type="email" name="email" autoComplete="username" value={session.account.email} readOnly hidden />
        <PasswordField
          key={`current ${refusals}`}
          label="Current password"
          name="currentPassword"
          autoComplete="current-password"
          required
          error={errorOf('currentPassword') ?? wrong}
        />
        <NewPasswordField
          key={`new ${refusals}`}
          label="New password"
          name="newPassword"
          minimum={minimumFor(session)}
          error={errorOf('newPassword')}
        />
        {problem && !wrong && <FormProblem problem={problem} fields={['currentPassword', 'newPassword']} />}
        <div>
          <Button type="submit" disabled={isSending}>
            {isSending ? 'Changing…' : 'Change the password'}
          </Button>
        </div>
      </form>
      <SavedNote isShown={changes > 0}>The password is changed, and your other sessions have ended.</SavedNote>
    </div>
  );
}
