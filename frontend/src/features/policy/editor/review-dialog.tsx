'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { LineDiff } from '@/components/ui/line-diff';
import { Modal } from '@/components/ui/modal';
import { ProblemNotice } from '@/components/ui/notice';
import { PolicySimulationPanel } from '@/features/simulation/policy-simulation-panel';
import { useConfirmed } from '@/features/session/use-confirmed';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type { Policy, PolicyIssue } from '@/lib/api/types';
import { counted } from '@/lib/format/number';

interface ReviewDialogProps {
  readonly source: string;
  /** The policy that was in force when the editor was opened. */
  readonly active: Policy;
  readonly warnings: readonly PolicyIssue[];
  readonly onClose: () => void;
}

const CONFLICT = 409;

/** Review changes, and the button that makes it so. Where another person has saved a policy meanwhile, it compares with that one. */
export function ReviewDialog({ source, active, warnings, onClose }: ReviewDialogProps) {
  const router = useRouter();
  const confirmed = useConfirmed();
  const [base, setBase] = useState(active);
  const [isSaving, setIsSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isOvertaken = base !== active;

  const save = async () => {
    setIsSaving(true);
    setProblem(null);
    const body = { source, replaces: base.version };
    const result = await confirmed(() => resultOf(browserApi.PUT('/api/v1/policy', { body })));
    if (result.ok) {
      router.push('/policy');
      router.refresh();
      return;
    }
    setIsSaving(false);
    const newest = result.problem.status === CONFLICT ? await resultOf(browserApi.GET('/api/v1/policy')) : null;
    if (newest?.ok && newest.data.version !== base.version) setBase(newest.data);
    else setProblem(result.problem);
  };

  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && !isSaving && onClose()} title="Review changes" width="widest">
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto p-4">
        {isOvertaken && (
          <div role="alert" className="rounded-sm border border-l-4 border-rule border-l-fail p-3">
            <h3>The policy changed while you were editing</h3>
            <p className="mt-1 text-ink-soft">
              Version {base.number} was activated meanwhile. Yours is not saved. Below you see what yours would change
              in <em>that</em> version, including what it would undo.
            </p>
          </div>
        )}
        <p className="text-ink-soft">
          Compared with version {base.number}. After activation, every artifact is evaluated against this policy. You
          can restore version {base.number} from the history.
        </p>
        <div className="grid gap-x-6 gap-y-4 lg:grid-cols-[minmax(0,1fr)_minmax(320px,400px)]">
          <div className="flex min-w-0 flex-col max-lg:max-h-[36vh]">
            <LineDiff label="Difference" before={base.source} after={source} />
          </div>
          <PolicySimulationPanel source={source} replaces={base.version} />
        </div>
        {warnings.length > 0 && (
          <div className="text-sm">
            <h3>{counted(warnings.length, 'warning')}</h3>
            <ul className="mt-1 list-disc pl-5 text-ink-soft">
              {warnings.map(({ line, message }) => (
                <li key={`${line} ${message}`}>
                  Line {line}: {message}
                </li>
              ))}
            </ul>
          </div>
        )}
        {problem && <ProblemNotice problem={problem} />}
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-rule px-4 py-3">
        <Button onClick={onClose} disabled={isSaving}>
          Back to the editor
        </Button>
        <Button look="primary" onClick={save} disabled={isSaving}>
          {isSaving ? 'Saving…' : isOvertaken ? `Activate and replace version ${base.number}` : 'Activate'}
        </Button>
      </div>
    </Modal>
  );
}
