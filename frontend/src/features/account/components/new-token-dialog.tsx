'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { SelectField, TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import { ProjectField } from '@/features/administration/project-field';
import { useSession } from '@/features/session/session-context';
import { useConfirmed } from '@/features/session/use-confirmed';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { CreatedToken } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { TOKEN_PERMISSIONS } from '../token-permissions';

interface NewTokenDialogProps {
  /** Slugs to choose from. */
  readonly projects: readonly string[];
  readonly onCreated: (token: CreatedToken) => void;
  readonly onClose: () => void;
}

const DAY_MS = 86_400_000;
const LIFETIMES = [7, 30, 90, 180, 365];
const FIELDS = ['name', 'project', 'permissions', 'expiresAt'];

export function NewTokenDialog({ projects, onCreated, onClose }: NewTokenDialogProps) {
  const confirmed = useConfirmed();
  const session = useSession();
  const [hasNone, setHasNone] = useState(false);
  const offered = TOKEN_PERMISSIONS.filter(([permission]) => session?.permissions.includes(permission) ?? true);
  const canBeEverywhere = session?.globalPermissions.includes('token:write') ?? true;

  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => {
      const body = {
        name: textOf(fields, 'name').trim(),
        permissions: offered
          .map(([permission]) => permission)
          .filter((name) => fields.getAll('permission').includes(name)),
        project: textOf(fields, 'project').trim() || null,
        expiresAt: daysFromNow(Number(textOf(fields, 'days'))),
      };
      return confirmed(() => resultOf(browserApi.POST('/api/v1/tokens', { body })));
    },
    onDone: onCreated,
  });

  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title="New API token">
      <form
        {...formProps}
        onSubmit={(event) => {
          const isEmpty = new FormData(event.currentTarget).getAll('permission').length === 0;
          setHasNone(isEmpty);
          if (isEmpty) event.preventDefault();
          else formProps.onSubmit(event);
        }}
        className="flex min-h-0 flex-col"
      >
        <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
          <TextField
            label="Name"
            hint="What the token is for."
            name="name"
            placeholder="build pipeline"
            autoComplete="off"
            required
            maxLength={100}
            error={errorOf('name')}
          />
          <fieldset aria-describedby="token-permissions-note">
            <legend className="mb-1 font-medium">Permissions</legend>
            <div className="flex flex-col gap-1.5">
              {offered.map(([permission, words], index) => (
                <label key={permission} className="flex cursor-pointer items-start gap-2">
                  <input
                    type="checkbox"
                    name="permission"
                    value={permission}
                    defaultChecked={index < 2}
                    className="mt-0.5 size-4 shrink-0 accent-accent"
                  />
                  <span>
                    {words} <code className="font-mono text-xs text-ink-soft">{permission}</code>
                  </span>
                </label>
              ))}
            </div>
            <p
              id="token-permissions-note"
              role={hasNone ? 'alert' : undefined}
              className={
                hasNone || errorOf('permissions') ? 'mt-1 text-sm font-medium text-fail' : 'mt-1 text-sm text-ink-soft'
              }
            >
              {errorOf('permissions') ??
                (hasNone ? 'Choose at least one.' : 'A token never has more permissions than you.')}
            </p>
          </fieldset>
          <div className="grid gap-4 sm:grid-cols-2">
            <ProjectField
              projects={projects}
              canBeEverywhere={canBeEverywhere}
              hint={canBeEverywhere ? 'Left empty: every project.' : 'A project in which you can create tokens.'}
              error={errorOf('project')}
            />
            <SelectField label="Expires after" name="days" defaultValue="90" error={errorOf('expiresAt')}>
              {LIFETIMES.map((days) => (
                <option key={days} value={days}>
                  {days === 365 ? 'a year' : `${days} days`}
                </option>
              ))}
            </SelectField>
          </div>
          {problem && <FormProblem problem={problem} fields={FIELDS} />}
        </div>
        <div className="flex flex-wrap justify-end gap-2 border-t border-rule px-4 py-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={isSending}>
            {isSending ? 'One moment…' : 'Create token'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function daysFromNow(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}
