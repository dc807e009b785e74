'use client';

import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import type { ApiResult } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import { useConfirmed } from '../use-confirmed';

interface ConfirmDialogProps<T> {
  /** A question. */
  readonly title: string;
  /** What will happen, and what will not. */
  readonly children: ReactNode;
  /** What the button does: "Disable", not "OK". */
  readonly verb: string;
  readonly act: () => Promise<ApiResult<T>>;
  readonly onDone: (data: T) => void;
  readonly onClose: () => void;
}

/** Asks for confirmation before an action that affects other people. */
export function ConfirmDialog<T>({ title, children, verb, act, onDone, onClose }: ConfirmDialogProps<T>) {
  const confirmed = useConfirmed();
  const [isActing, setIsActing] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async () => {
    setIsActing(true);
    setProblem(null);
    const result = await confirmed(act);
    setIsActing(false);
    if (result.ok) onDone(result.data);
    else setProblem(result.problem);
  };
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title}>
      <div className="flex flex-col gap-3 overflow-y-auto p-4">
        <div className="flex max-w-[64ch] flex-col gap-2 text-ink-soft">{children}</div>
        {problem && <FormProblem problem={problem} fields={[]} />}
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-rule px-4 py-3">
        <Button onClick={onClose} disabled={isActing}>
          Cancel
        </Button>
        <Button look="primary" onClick={run} disabled={isActing}>
          {isActing ? 'One moment…' : verb}
        </Button>
      </div>
    </Modal>
  );
}
