'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import { ShownOnce } from '@/components/ui/shown-once';
import { useConfirmed } from '@/features/session/use-confirmed';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Invitation } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { ProjectField } from '../project-field';
import { asRole, RoleField } from '../roles/role-field';

const FIELDS = ['email', 'name', 'role', 'project'];

/** Creates an account, and shows its link once, to pass on. */
export function InviteButton({ projects }: { readonly projects: readonly string[] }) {
  const [isOpen, setIsOpen] = useState(false);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const close = () => {
    setIsOpen(false);
    setInvitation(null);
  };
  return (
    <>
      <Button look="primary" onClick={() => setIsOpen(true)}>
        Invite
      </Button>
      <Modal
        isOpen={isOpen}
        onOpenChange={(open) => !open && close()}
        title={invitation ? `${invitation.account.name} is invited` : 'Invite a person'}
      >
        {invitation ? (
          <div className="flex flex-col gap-4 p-4">
            <p className="text-ink-soft">
              Hand this link to {invitation.account.email} in a way that others cannot read. The first person to open it
              sets the password.
            </p>
            <ShownOnce what="link" text={invitation.link} expiresAt={invitation.expiresAt} />
            <p className="flex justify-end">
              <Button look="primary" onClick={close}>
                Done
              </Button>
            </p>
          </div>
        ) : (
          <InviteForm projects={projects} onInvited={setInvitation} onCancel={close} />
        )}
      </Modal>
    </>
  );
}

interface InviteFormProps {
  readonly projects: readonly string[];
  readonly onInvited: (invitation: Invitation) => void;
  readonly onCancel: () => void;
}

function InviteForm({ projects, onInvited, onCancel }: InviteFormProps) {
  const router = useRouter();
  const confirmed = useConfirmed();
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => {
      const role = asRole(textOf(fields, 'role'));
      const project = textOf(fields, 'project').trim();
      const body = {
        email: textOf(fields, 'email').trim(),
        name: textOf(fields, 'name').trim(),
        ...(role === null ? {} : { role }),
        ...(role === null || project === '' ? {} : { project }),
      };
      return confirmed(() => resultOf(browserApi.POST('/api/v1/accounts', { body })));
    },
    onDone: (invitation) => {
      onInvited(invitation);
      router.refresh();
    },
  });
  return (
    <form {...formProps} className="flex min-h-0 flex-col">
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
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
        <TextField label="Name" name="name" required maxLength={100} autoComplete="off" error={errorOf('name')} />
        <div className="grid gap-4 sm:grid-cols-2">
          <RoleField none="none yet" error={errorOf('role')} />
          <ProjectField projects={projects} canBeEverywhere error={errorOf('project')} />
        </div>
        {problem && <FormProblem problem={problem} fields={FIELDS} />}
      </div>
      <div className="flex justify-end gap-2 border-t border-rule px-4 py-3">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" disabled={isSending}>
          {isSending ? 'Inviting…' : 'Invite'}
        </Button>
      </div>
    </form>
  );
}
