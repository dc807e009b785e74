'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { useConfirmed } from '@/features/session/use-confirmed';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf, resultOf } from '@/lib/api/client';
import type { GroupMapping } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { ProjectField } from '../project-field';
import { asRole, RoleField } from '../roles/role-field';
import { grantInWords } from '../role-words';

interface GroupMappingsProps {
  readonly mappings: readonly GroupMapping[];
  readonly projects: readonly string[];
  readonly canWrite: boolean;
}

/** Which group of the provider has which role here. */
export function GroupMappings({ mappings, projects, canWrite }: GroupMappingsProps) {
  const router = useRouter();
  const [removed, setRemoved] = useState<GroupMapping | null>(null);
  return (
    <>
      {mappings.length === 0 ? (
        <p className="text-ink-soft">None. People without a role cannot sign in with the provider.</p>
      ) : (
        <ul className="divide-y divide-rule border-y border-rule bg-surface text-sm">
          {mappings.map((mapping) => (
            <li key={mapping.id} className="flex min-h-10 items-center justify-between gap-3 px-3 py-1">
              <span className="min-w-0 break-words">
                <code className="font-mono text-[0.92em]">{mapping.group}</code>{' '}
                <span className="text-ink-soft">is</span> <span className="font-medium">{mapping.role}</span>{' '}
                {mapping.project === null ? 'everywhere' : `in ${mapping.project}`}
              </span>
              {canWrite && (
                <Button
                  look="quiet"
                  aria-label={`Remove ${grantInWords(mapping)} of ${mapping.group}`}
                  onClick={() => setRemoved(mapping)}
                >
                  Remove
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {canWrite && <MappingForm projects={projects} />}
      {removed && (
        <ConfirmDialog
          title={`Take ${grantInWords(removed)} from the group ${removed.group}?`}
          verb="Remove role"
          act={() =>
            doneOf(browserApi.DELETE('/api/v1/sso/group-mappings/{id}', { params: { path: { id: removed.id } } }))
          }
          onDone={() => {
            setRemoved(null);
            router.refresh();
          }}
          onClose={() => setRemoved(null)}
        >
          <p>
            Members who have a role only through their groups are signed out. They keep their other roles at the next
            sign-in.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

const FIELDS = ['group', 'role', 'project'];

function MappingForm({ projects }: { readonly projects: readonly string[] }) {
  const router = useRouter();
  const confirmed = useConfirmed();
  const [round, setRound] = useState(0);
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => {
      const body = {
        group: textOf(fields, 'group').trim(),
        role: asRole(textOf(fields, 'role')) ?? 'viewer',
        project: textOf(fields, 'project').trim() || null,
      };
      return confirmed(() => resultOf(browserApi.POST('/api/v1/sso/group-mappings', { body })));
    },
    onDone: () => {
      setRound((current) => current + 1);
      router.refresh();
    },
  });
  return (
    <form {...formProps} aria-label="Map a group" className="mt-4 flex max-w-4xl flex-col gap-3">
      <div key={round} className="flex flex-wrap items-start gap-3 *:min-w-44 *:flex-1">
        <TextField
          label="Group"
          name="group"
          required
          maxLength={255}
          autoComplete="off"
          spellCheck={false}
          hint="Exactly as the provider names it."
          error={errorOf('group')}
        />
        <RoleField error={errorOf('role')} />
        <ProjectField projects={projects} canBeEverywhere error={errorOf('project')} />
      </div>
      {problem && <FormProblem problem={problem} fields={FIELDS} />}
      <p>
        <Button type="submit" disabled={isSending}>
          {isSending ? 'Mapping…' : 'Map group'}
        </Button>
      </p>
    </form>
  );
}
