'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import type { ApiResult } from '@/lib/api/client';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { useConfirmed } from '../use-confirmed';

interface ReasonDialogProps<T> {
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** Where the reason is kept. */
  readonly hint: string;
  /** What the button does. */
  readonly verb: string;
  readonly act: (reason: string) => Promise<ApiResult<T>>;
  readonly onDone: (data: T) => void;
  readonly onClose: () => void;
}

/** Ends something with a reason that is kept. */
export function ReasonDialog<T>({ title, children, hint, verb, act, onDone, onClose }: ReasonDialogProps<T>) {
  const confirmed = useConfirmed();
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => confirmed(() => act(textOf(fields, 'reason').trim())),
    onDone,
  });
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title}>
      <form {...formProps} aria-label={title} className="flex min-h-0 flex-col">
        <div className="flex flex-col gap-3 overflow-y-auto p-4">
          <div className="flex max-w-[64ch] flex-col gap-2 text-ink-soft">{children}</div>
          <TextField
            label="Reason"
            name="reason"
            required
            maxLength={500}
            autoComplete="off"
            hint={hint}
            error={errorOf('reason')}
          />
          {problem && <FormProblem problem={problem} fields={['reason']} />}
        </div>
        <div className="flex flex-wrap justify-end gap-2 border-t border-rule px-4 py-3">
          <Button onClick={onClose} disabled={isSending}>
            Cancel
          </Button>
          <Button type="submit" look="primary" disabled={isSending}>
            {isSending ? 'One moment…' : verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
