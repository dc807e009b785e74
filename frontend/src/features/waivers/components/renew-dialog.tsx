'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { WaiverDetails, WaiverResult } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { useWaiverLimits } from '../use-waiver-limits';
import { limitFor } from '../waiver-limits';
import { dayAfter, USUAL_DAYS } from '../waiver-dates';
import { approversInWords } from '../waiver-words';
import { EndField, JustificationField } from './waiver-fields';

interface RenewDialogProps {
  readonly waiver: WaiverDetails;
  readonly onDone: (result: WaiverResult) => void;
  readonly onClose: () => void;
}

/** Requests the same for longer: a new waiver, which is approved anew. */
export function RenewDialog({ waiver, onDone, onClose }: RenewDialogProps) {
  const [now] = useState(() => Date.now());
  const limit = limitFor(useWaiverLimits(), waiver.scope.environments ?? [], null);
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) =>
      resultOf(
        browserApi.POST('/api/v1/waivers/{id}/renew', {
          params: { path: { id: waiver.id } },
          body: {
            expiresAt: textOf(fields, 'expiresAt'),
            justification: textOf(fields, 'justification').trim(),
          },
        }),
      ),
    onDone,
  });
  const title = `Renew ${waiver.name}`;
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title}>
      <form {...formProps} aria-label={title} className="flex min-h-0 flex-col">
        <div className="flex flex-col gap-3 overflow-y-auto p-4">
          <p className="max-w-[64ch] text-ink-soft">
            This requests a new waiver with the same scope. {approversInWords(limit)} {waiver.name} stays as it is.
          </p>
          <EndField value={dayAfter(now, USUAL_DAYS)} limit={limit} now={now} errorOf={errorOf} />
          <JustificationField value={waiver.justification} errorOf={errorOf} />
          {problem && <FormProblem problem={problem} fields={['expiresAt', 'justification']} />}
        </div>
        <div className="flex flex-wrap justify-end gap-2 border-t border-rule px-4 py-3">
          <Button onClick={onClose} disabled={isSending}>
            Cancel
          </Button>
          <Button type="submit" look="primary" disabled={isSending}>
            {isSending ? 'Requesting…' : 'Request renewal'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
