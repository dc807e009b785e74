'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextAreaField, TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Project } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';

const FIELDS = ['name', 'description'];

interface ProjectActsProps {
  readonly project: Project;
}

type Act = 'edit' | 'archive' | 'unarchive';

/** For administrators of the project. */
export function ProjectActs({ project }: ProjectActsProps) {
  const router = useRouter();
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  const done = () => {
    close();
    router.refresh();
  };
  const isArchived = project.archivedAt !== null;
  return (
    <div className="flex gap-2 print:hidden">
      <Button onClick={() => setAct('edit')}>Edit</Button>
      <Button onClick={() => setAct(isArchived ? 'unarchive' : 'archive')}>
        {isArchived ? 'Unarchive' : 'Archive'}
      </Button>
      <Modal isOpen={act === 'edit'} onOpenChange={(isOpen) => !isOpen && close()} title={`Edit ${project.name}`}>
        <EditForm project={project} onDone={done} onCancel={close} />
      </Modal>
      {act === 'archive' && (
        <ConfirmDialog
          title={`Archive ${project.name}?`}
          verb="Archive"
          act={() =>
            resultOf(browserApi.POST('/api/v1/projects/{slug}/archive', { params: { path: { slug: project.slug } } }))
          }
          onDone={done}
          onClose={close}
        >
          <p>
            From then on Plimsoll refuses reports, deployments, tokens, waivers and VEX documents for this project.
            Pipelines that send reports to it fail.
          </p>
          <p>Nothing is deleted. Verdicts can be read, and the project can be unarchived.</p>
        </ConfirmDialog>
      )}
      {act === 'unarchive' && (
        <ConfirmDialog
          title={`Unarchive ${project.name}?`}
          verb="Unarchive"
          act={() =>
            resultOf(browserApi.POST('/api/v1/projects/{slug}/unarchive', { params: { path: { slug: project.slug } } }))
          }
          onDone={done}
          onClose={close}
        >
          <p>The project takes in reports, deployments, tokens, waivers and VEX documents again.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

interface EditFormProps extends ProjectActsProps {
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

function EditForm({ project, onDone, onCancel }: EditFormProps) {
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => {
      const body = { name: textOf(fields, 'name').trim(), description: textOf(fields, 'description').trim() };
      return resultOf(browserApi.PATCH('/api/v1/projects/{slug}', { params: { path: { slug: project.slug } }, body }));
    },
    onDone,
  });
  return (
    <form {...formProps} className="flex min-h-0 flex-col">
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        <TextField
          label="Name"
          name="name"
          required
          maxLength={100}
          defaultValue={project.name}
          hint={
            <>
              The slug stays <code className="font-mono text-[0.92em]">{project.slug}</code>: pipelines and tokens refer
              to it.
            </>
          }
          autoComplete="off"
          error={errorOf('name')}
        />
        <TextAreaField
          label="Description"
          name="description"
          rows={4}
          maxLength={2000}
          defaultValue={project.description}
          error={errorOf('description')}
        />
        {problem && <FormProblem problem={problem} fields={FIELDS} />}
      </div>
      <div className="flex justify-end gap-2 border-t border-rule px-4 py-3">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" disabled={isSending}>
          {isSending ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
