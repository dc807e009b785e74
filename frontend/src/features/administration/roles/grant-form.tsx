'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { useConfirmed } from '@/features/session/use-confirmed';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { ProjectField } from '../project-field';
import { asRole, RoleField } from './role-field';

interface GrantFormProps {
  /** Whose role it will be; where left out, the form asks for the email address. */
  readonly accountId?: string;
  /** The slug of the project that it will be in; where left out, the form asks for it. */
  readonly project?: string;
  readonly projects: readonly string[];
  readonly canBeEverywhere: boolean;
  readonly onGranted: () => void;
}

const FIELDS = ['email', 'role', 'project'];

export function GrantForm({ accountId, project, projects, canBeEverywhere, onGranted }: GrantFormProps) {
  const confirmed = useConfirmed();
  // A new key empties the fields after a grant.
  const [round, setRound] = useState(0);
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => {
      const body = {
        ...(accountId === undefined ? { email: textOf(fields, 'email').trim() } : { accountId }),
        role: asRole(textOf(fields, 'role')) ?? 'viewer',
        project: project ?? (textOf(fields, 'project').trim() || null),
      };
      return confirmed(() => resultOf(browserApi.POST('/api/v1/role-grants', { body })));
    },
    onDone: () => {
      setRound((current) => current + 1);
      onGranted();
    },
  });
  return (
    <form {...formProps} aria-label="Grant a role" className="flex flex-col gap-3">
      <div key={round} className="flex flex-wrap items-start gap-3 *:min-w-44 *:flex-1">
        {accountId === undefined && (
          <TextField
            label="Email address"
            name="email"
            type="email"
            required
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={errorOf('email')}
          />
        )}
        <RoleField error={errorOf('role')} />
        {project === undefined && (
          <ProjectField projects={projects} canBeEverywhere={canBeEverywhere} error={errorOf('project')} />
        )}
      </div>
      {problem && <FormProblem problem={problem} fields={FIELDS} />}
      <p>
        <Button type="submit" disabled={isSending}>
          {isSending ? 'Granting…' : 'Grant'}
        </Button>
      </p>
    </form>
  );
}
