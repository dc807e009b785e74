'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Modal } from '@/components/ui/modal';
import { useConfirmed } from '@/features/session/use-confirmed';
import { ChangedVerdicts } from '@/features/verdicts/changed-verdicts';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type { Waiver, WaiverBulk, WaiverBulkResult } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { textOf } from '@/lib/forms/use-submission';
import { useWaiverLimits } from '../use-waiver-limits';
import { ACT_VERB, type BulkAct } from '../waiver-acts';
import { dayAfter, USUAL_DAYS } from '../waiver-dates';
import { limitFor } from '../waiver-limits';
import { BulkPreview } from './bulk-preview';
import { BulkWaivers } from './bulk-waivers';
import { ReviewedForm } from './reviewed-form';
import { EndField } from './waiver-fields';

interface BulkDialogProps {
  readonly act: BulkAct;
  readonly waivers: readonly Waiver[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const FIELDS = ['reason', 'until'];

const CONSEQUENCE: Record<BulkAct, string> = {
  approve: 'You accept each of these risks in your name. All of them are approved, or none.',
  reject: 'The requests are closed, all of them or none. No verdict changes. The same can be requested again.',
  revoke: 'They end now and stay ended, all of them or none. The artifacts that use them are evaluated again.',
  renew:
    'This requests a new waiver for each, with the same scope. Another person approves them. These stay as they are.',
};

/** Does the same to several waivers: to all or to none, after it was said what that changes. */
export function BulkDialog({ act, waivers, onDone, onClose }: BulkDialogProps) {
  const confirmed = useConfirmed();
  const [result, setResult] = useState<WaiverBulkResult | null>(null);
  const [refused, setRefused] = useState<Problem['errors']>([]);
  const items = waivers.map(({ id, revision }) => ({ id, revision }));
  const title = `${ACT_VERB[act]} ${counted(waivers.length, 'waiver')}`;
  const send = async (body: WaiverBulk): Promise<ApiResult<WaiverBulkResult>> => {
    const sent = await confirmed(() => resultOf(browserApi.POST('/api/v1/waivers/bulk', { body })));
    setRefused(sent.ok ? [] : sent.problem.errors);
    return sent;
  };
  if (result !== null) return <Done result={result} title={title} onDone={onDone} />;
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={`${title}?`} width="wide">
      <ReviewedForm<WaiverBulk, WaiverBulkResult>
        label={title}
        fields={FIELDS}
        verb={ACT_VERB[act]}
        {...(act === 'approve' && { initialContent: { action: act, items } })}
        contentOf={(fields) => ({
          action: act,
          items,
          ...(act === 'renew' ? { until: textOf(fields, 'until') } : { reason: textOf(fields, 'reason').trim() }),
        })}
        renderReview={(body) => (
          <>
            <p className="max-w-[64ch] text-ink-soft">{CONSEQUENCE[act]}</p>
            <BulkWaivers waivers={waivers} refused={refused} />
            {body.reason !== undefined && (
              <p className="max-w-[64ch] wrap-anywhere">
                <span className="text-ink-soft">Reason:</span> <bdi>{body.reason}</bdi>
              </p>
            )}
            {act !== 'reject' && <BulkPreview body={body} />}
          </>
        )}
        send={send}
        onDone={setResult}
        onClose={onClose}
      >
        {(errorOf) => (
          <>
            <p className="max-w-[64ch] text-ink-soft">{CONSEQUENCE[act]}</p>
            <BulkWaivers waivers={waivers} refused={refused} />
            {act === 'renew' ? (
              <RenewalEnd waivers={waivers} errorOf={errorOf} />
            ) : (
              <TextField
                label="Reason"
                name="reason"
                required
                maxLength={500}
                autoComplete="off"
                hint="Kept with each waiver and in the audit log."
                error={errorOf('reason')}
              />
            )}
          </>
        )}
      </ReviewedForm>
    </Modal>
  );
}

interface RenewalEndProps {
  readonly waivers: readonly Waiver[];
  readonly errorOf: (field: string) => string | undefined;
}

/** One end for all: that of the waiver for which the policy accepts the least. */
function RenewalEnd({ waivers, errorOf }: RenewalEndProps) {
  const [now] = useState(() => Date.now());
  const limits = useWaiverLimits();
  const [least = null] = waivers
    .map(({ scope }) => limitFor(limits, scope.environments ?? [], null))
    .toSorted((a, b) => (a?.longestMs ?? 0) - (b?.longestMs ?? 0));
  return <EndField name="until" value={dayAfter(now, USUAL_DAYS)} limit={least} now={now} errorOf={errorOf} />;
}

interface DoneProps {
  readonly title: string;
  readonly result: WaiverBulkResult;
  readonly onDone: () => void;
}

function Done({ title, result, onDone }: DoneProps) {
  const waiting = result.items.filter(({ state }) => state === 'requested').length;
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onDone()} title={`${title}: done`}>
      <div className="flex flex-col gap-3 overflow-y-auto p-4">
        {waiting > 0 && (
          <p>
            {counted(waiting, 'waiver')} {waiting === 1 ? 'waits' : 'wait'} for approval.
          </p>
        )}
        <ChangedVerdicts result={result} />
      </div>
      <div className="flex justify-end border-t border-rule px-4 py-3">
        <Button look="primary" onClick={onDone}>
          Close
        </Button>
      </div>
    </Modal>
  );
}
