'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { ReasonDialog } from '@/features/session/components/reason-dialog';
import { ChangedVerdicts } from '@/features/verdicts/changed-verdicts';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { WaiverDetails, WaiverResult } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { useWaiverRights } from '../use-waiver-rights';
import { ACT_VERB, actsFor, type WaiverAct } from '../waiver-acts';
import { EditDialog } from './edit-dialog';
import { RenewDialog } from './renew-dialog';
import { RevocationPreview } from './waiver-preview';

const REASON_HINT = 'Kept with the waiver and in the audit log.';

/** What can be done with a waiver, and what that changed. */
export function WaiverActions({ waiver }: { readonly waiver: WaiverDetails }) {
  const router = useRouter();
  const [act, setAct] = useState<WaiverAct | null>(null);
  const [result, setResult] = useState<WaiverResult | null>(null);
  const close = () => setAct(null);
  const done = (changed: WaiverResult) => {
    close();
    setResult(changed);
    router.refresh();
  };
  const rights = useWaiverRights();
  const acts = actsFor(waiver, rights);
  return (
    <>
      {acts.length > 0 && (
        <div className="mt-4 flex flex-wrap items-center gap-2 print:hidden">
          {acts.map((one) => (
            <Button key={one} look={one === 'approve' ? 'primary' : 'plain'} onClick={() => setAct(one)}>
              {ACT_VERB[one]}
            </Button>
          ))}
          {rights.mayApprove && waiver.state === 'requested' && !waiver.canApprove && (
            <p className="text-sm text-ink-soft">
              {waiver.approvals.length > 0
                ? 'You cannot approve it again, or what you requested yourself.'
                : 'You requested it: another person must approve.'}
            </p>
          )}
        </div>
      )}
      {result && (
        <div className="mt-4">
          <ChangedVerdicts result={result} />
        </div>
      )}
      {act === 'approve' && <ApproveDialog waiver={waiver} onDone={done} onClose={close} />}
      {act === 'reject' && (
        <ReasonDialog
          title={`Reject ${waiver.name}?`}
          verb="Reject"
          hint={REASON_HINT}
          act={(reason) =>
            resultOf(
              browserApi.POST('/api/v1/waivers/{id}/reject', { params: { path: { id: waiver.id } }, body: { reason } }),
            )
          }
          onDone={done}
          onClose={close}
        >
          <p>The request is closed. No verdict changes. The same can be requested again.</p>
        </ReasonDialog>
      )}
      {act === 'revoke' && (
        <ReasonDialog
          title={`Revoke ${waiver.name}?`}
          verb="Revoke"
          hint={REASON_HINT}
          act={(reason) =>
            resultOf(
              browserApi.POST('/api/v1/waivers/{id}/revoke', { params: { path: { id: waiver.id } }, body: { reason } }),
            )
          }
          onDone={done}
          onClose={close}
        >
          <p>
            It ends now and stays ended. {counted(waiver.verdictCount, 'verdict')} that{' '}
            {waiver.verdictCount === 1 ? 'uses' : 'use'} it no longer stand, and the artifacts are evaluated again.
          </p>
          <RevocationPreview waiver={waiver} />
        </ReasonDialog>
      )}
      {act === 'edit' && <EditDialog waiver={waiver} onDone={done} onClose={close} />}
      {act === 'renew' && (
        <RenewDialog
          waiver={waiver}
          onDone={({ waiver: { id } }) => {
            close();
            router.push(`/waivers/${id}`);
          }}
          onClose={close}
        />
      )}
    </>
  );
}

interface ApproveDialogProps {
  readonly waiver: WaiverDetails;
  readonly onDone: (result: WaiverResult) => void;
  readonly onClose: () => void;
}

function ApproveDialog({ waiver, onDone, onClose }: ApproveDialogProps) {
  const { id, name, revision, approvals, approvalsNeeded } = waiver;
  const missing = approvalsNeeded - approvals.length - 1;
  return (
    <ConfirmDialog
      title={`Approve ${name}?`}
      verb="Approve"
      act={() =>
        resultOf(browserApi.POST('/api/v1/waivers/{id}/approve', { params: { path: { id } }, body: { revision } }))
      }
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        You accept this risk in your name.{' '}
        {missing > 0
          ? `It counts after ${counted(missing, 'more approval')}.`
          : 'The verdicts in its scope are evaluated again at once.'}
      </p>
    </ConfirmDialog>
  );
}
