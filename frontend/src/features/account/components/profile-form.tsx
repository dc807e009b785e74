'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { SessionState } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { SavedNote } from './saved-note';

/** The name that others see, and what only an administrator changes. */
export function ProfileForm({ session }: { readonly session: SessionState }) {
  const router = useRouter();
  const [savedAt, setSavedAt] = useState(0);
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => resultOf(browserApi.PATCH('/api/v1/account', { body: { name: textOf(fields, 'name').trim() } })),
    onDone: () => {
      setSavedAt(Date.now());
      router.refresh();
    },
  });
  return (
    <form {...formProps} className="flex max-w-md flex-col gap-4">
      <TextField
        label="Name"
        name="name"
        autoComplete="name"
        defaultValue={session.account.name}
        required
        maxLength={100}
        error={errorOf('name')}
      />
      <dl className="flex flex-col gap-3">
        <div>
          <dt className="font-medium">Email</dt>
          <dd className="break-words text-ink-soft">{session.account.email}</dd>
        </div>
        <div>
          <dt className="font-medium">Roles</dt>
          <dd className="text-ink-soft">
            {session.grants.length === 0
              ? 'None yet. An administrator can grant you one.'
              : session.grants.map(({ role, project }) => (
                  <span key={`${role} ${project}`} className="block">
                    {role} {project === null ? 'everywhere' : `in ${project}`}
                  </span>
                ))}
          </dd>
        </div>
      </dl>
      {problem && <FormProblem problem={problem} fields={['name']} />}
      <div className="flex items-center gap-3">
        <Button type="submit" disabled={isSending}>
          Save the name
        </Button>
        <SavedNote key={savedAt} isShown={savedAt > 0}>
          Saved
        </SavedNote>
      </div>
    </form>
  );
}
