'use client';

import { useState } from 'react';
import { Modal } from '@/components/ui/modal';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { WaiverDetails, WaiverResult } from '@/lib/api/types';
import { textOf } from '@/lib/forms/use-submission';
import { useWaiverLimits } from '../use-waiver-limits';
import { limitFor } from '../waiver-limits';
import { dayAfter, USUAL_DAYS } from '../waiver-dates';
import { approversInWords, environmentsInWords, subjectOf } from '../waiver-words';
import { ReviewedForm } from './reviewed-form';
import { EndField, JustificationField } from './waiver-fields';
import { RenewalPreview } from './waiver-preview';

interface RenewDialogProps {
  readonly waiver: WaiverDetails;
  readonly onDone: (result: WaiverResult) => void;
  readonly onClose: () => void;
}

interface Renewal {
  readonly expiresAt: string;
  readonly justification: string;
}

const FIELDS = ['expiresAt', 'justification'];

/** Requests the same for longer: a new waiver, which is approved anew. */
export function RenewDialog({ waiver, onDone, onClose }: RenewDialogProps) {
  const [now] = useState(() => Date.now());
  const limit = limitFor(useWaiverLimits(), waiver.scope.environments ?? [], null);
  const title = `Renew ${waiver.name}`;
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title}>
      <ReviewedForm<Renewal, WaiverResult>
        label={title}
        fields={FIELDS}
        verb="Request renewal"
        contentOf={(fields) => ({
          expiresAt: textOf(fields, 'expiresAt'),
          justification: textOf(fields, 'justification').trim(),
        })}
        renderReview={({ expiresAt }) => (
          <>
            <p className="max-w-[64ch]">
              <span className="font-medium">{subjectOf(waiver.scope)}</span> for{' '}
              <bdi>{environmentsInWords(waiver.scope.environments)}</bdi>, until {expiresAt}.{' '}
              <span className="text-ink-soft">{approversInWords(limit)}</span>
            </p>
            <RenewalPreview waiver={waiver} until={expiresAt} />
          </>
        )}
        send={(body) =>
          resultOf(browserApi.POST('/api/v1/waivers/{id}/renew', { params: { path: { id: waiver.id } }, body }))
        }
        onDone={onDone}
        onClose={onClose}
      >
        {(errorOf) => (
          <>
            <p className="max-w-[64ch] text-ink-soft">
              This requests a new waiver with the same scope. {approversInWords(limit)} {waiver.name} stays as it is.
            </p>
            <EndField
              value={dayAfter(Math.max(now, Date.parse(waiver.expiresAt)), USUAL_DAYS)}
              limit={limit}
              now={now}
              errorOf={errorOf}
            />
            <JustificationField value={waiver.justification} errorOf={errorOf} />
          </>
        )}
      </ReviewedForm>
    </Modal>
  );
}
