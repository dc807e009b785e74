'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextAreaField, TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import { textOf, useSubmission } from '@/lib/forms/use-submission';

const FIELDS = ['slug', 'name', 'description'];

/** Creates a project before its first report. */
export function CreateProjectButton() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => setIsOpen(true)}>
        Create project
      </Button>
      <Modal isOpen={isOpen} onOpenChange={setIsOpen} title="Create a project">
        <CreateForm onCancel={() => setIsOpen(false)} />
      </Modal>
    </>
  );
}

function CreateForm({ onCancel }: { readonly onCancel: () => void }) {
  const router = useRouter();
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => {
      const name = textOf(fields, 'name').trim();
      const body = {
        slug: textOf(fields, 'slug').trim(),
        description: textOf(fields, 'description').trim(),
        ...(name === '' ? {} : { name }),
      };
      return resultOf(browserApi.POST('/api/v1/projects', { body }));
    },
    onDone: ({ slug }) => router.push(`/projects/${slug}`),
  });
  return (
    <form {...formProps} className="flex min-h-0 flex-col">
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        <TextField
          label="Slug"
          name="slug"
          required
          maxLength={63}
          placeholder="web-shop"
          hint="Pipelines and tokens refer to the project by its slug. It cannot be changed later."
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          error={errorOf('slug')}
        />
        <TextField
          label="Name"
          name="name"
          maxLength={100}
          placeholder="Web shop"
          hint="Left empty: the slug."
          autoComplete="off"
          error={errorOf('name')}
        />
        <TextAreaField
          label="Description"
          name="description"
          rows={3}
          maxLength={2000}
          hint="What it is, and which team owns it."
          error={errorOf('description')}
        />
        {problem && <FormProblem problem={problem} fields={FIELDS} />}
      </div>
      <div className="flex justify-end gap-2 border-t border-rule px-4 py-3">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" disabled={isSending}>
          {isSending ? 'Creating…' : 'Create'}
        </Button>
      </div>
    </form>
  );
}
