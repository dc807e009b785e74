'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { DropZone } from '@/components/ui/drop-zone';
import { FormProblem } from '@/components/ui/form-problem';
import type { VexReceipt } from '@/lib/api/types';
import { byteSize } from '@/lib/format/number';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { sendVex, type VexFiling, type VexSubject } from '../send-vex';

interface SendFormProps {
  readonly subject: VexSubject;
  readonly onSent: (receipt: VexReceipt) => void;
  readonly onClose: () => void;
}

type Breadth = 'image' | 'build' | 'project';

const NO_FILE = {
  title: 'No file is chosen',
  status: 400,
  code: 'no_file',
  detail: 'Choose the VEX document to send.',
};

export function SendForm({ subject, onSent, onClose }: SendFormProps) {
  const [file, setFile] = useState<File | null>(null);
  const { formProps, isSending, problem } = useSubmission({
    send: async (fields) =>
      file === null
        ? { ok: false as const, problem: NO_FILE }
        : sendVex(file, filingOf(subject, textOf(fields, 'breadth') as Breadth)),
    onDone: onSent,
  });
  const breadths: readonly { readonly value: Breadth; readonly name: string }[] = [
    { value: 'image', name: 'Every artifact of this image' },
    { value: 'build', name: 'Only this artifact' },
    { value: 'project', name: `Every image of the project ${subject.project}` },
  ];
  return (
    <form {...formProps} aria-label="Send a VEX document" className="flex min-h-0 flex-col">
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        <p className="max-w-[64ch] text-ink-soft">
          Plimsoll keeps the document as it is. A statement clears a finding only where the policy honours its sender
          and author.
        </p>
        <DropZone
          title="Drop a VEX document here"
          label="VEX document"
          hint="OpenVEX, CycloneDX (JSON or XML) or CSAF. Up to 16 MiB. Compressed files (.gz, .br, .zst) are accepted."
          isSingle
          onFiles={([first]) => first !== undefined && setFile(first)}
        />
        <p role="status" className="empty:hidden">
          {file !== null && (
            <>
              <bdi className="font-medium break-all">{file.name}</bdi>{' '}
              <span className="text-ink-soft">{byteSize(file.size)}</span>
            </>
          )}
        </p>
        <fieldset>
          <legend className="mb-1 font-medium">Applies to</legend>
          {breadths.map(({ value, name }) => (
            <label key={value} className="flex min-h-7 items-center gap-2">
              <input
                type="radio"
                name="breadth"
                value={value}
                defaultChecked={value === 'image'}
                className="size-4 shrink-0 accent-accent"
              />
              <bdi className="break-words">{name}</bdi>
            </label>
          ))}
        </fieldset>
        {problem && <FormProblem problem={problem} fields={[]} />}
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-rule px-4 py-3">
        <Button onClick={onClose} disabled={isSending}>
          Cancel
        </Button>
        <Button type="submit" look="primary" disabled={isSending}>
          {isSending ? 'Sending…' : 'Send'}
        </Button>
      </div>
    </form>
  );
}

function filingOf({ project, image, digest }: VexSubject, breadth: Breadth): VexFiling {
  return {
    project,
    ...(breadth !== 'project' && { image }),
    ...(breadth === 'build' && { digest }),
  };
}
