'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import { ChangedVerdicts } from '@/features/verdicts/changed-verdicts';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { FindingDetail, WaiverContent, WaiverResult } from '@/lib/api/types';
import { textOf } from '@/lib/forms/use-submission';
import { environmentsThatFail, proposedScope, type WaivableArtifact } from '../proposed-scope';
import { useWaiverLimits } from '../use-waiver-limits';
import { limitFor } from '../waiver-limits';
import { dayAfter, USUAL_DAYS } from '../waiver-dates';
import { approversInWords } from '../waiver-words';
import { ContentReview } from './content-review';
import { ReviewedForm } from './reviewed-form';
import { EndField, EnvironmentFields, JustificationField, StatusField } from './waiver-fields';
import { WaiverScopeFacts } from './waiver-scope';

interface RequestDialogProps {
  readonly finding: FindingDetail;
  readonly artifact: WaivableArtifact;
  readonly onClose: () => void;
}

const FIELDS = ['status', 'justification', 'expiresAt', 'environments'];

/** Asks for a waiver of one finding, as narrow as it can be. */
export function RequestDialog({ finding, artifact, onClose }: RequestDialogProps) {
  const [result, setResult] = useState<WaiverResult | null>(null);
  return (
    <Modal
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={result === null ? 'Request a waiver' : titleOf(result)}
    >
      {result === null ? (
        <RequestForm finding={finding} artifact={artifact} onRequested={setResult} onClose={onClose} />
      ) : (
        <Requested result={result} onClose={onClose} />
      )}
    </Modal>
  );
}

function titleOf({ waiver: { name, state }, isJoined }: WaiverResult): string {
  if (isJoined) return `The same is requested already: ${name}`;
  return state === 'requested' ? `${name} waits for approval` : `${name} is approved`;
}

function Requested({ result, onClose }: { readonly result: WaiverResult; readonly onClose: () => void }) {
  const { waiver } = result;
  return (
    <>
      <div className="flex flex-col gap-3 p-4">
        <p role="status" className="text-ink-soft">
          {waiver.state === 'requested'
            ? 'No verdict changes before another person approves it.'
            : 'The verdicts in its scope are evaluated again.'}
        </p>
        {waiver.state !== 'requested' && <ChangedVerdicts result={result} />}
        <p>
          <Link href={`/waivers/${waiver.id}`} className="link">
            View {waiver.name}
          </Link>
        </p>
      </div>
      <div className="flex justify-end border-t border-rule px-4 py-3">
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </>
  );
}

interface RequestFormProps extends RequestDialogProps {
  readonly onRequested: (result: WaiverResult) => void;
}

function RequestForm({ finding, artifact, onRequested, onClose }: RequestFormProps) {
  const { project, image } = artifact;
  const scope = proposedScope(finding, image);
  const environments = artifact.environments.map(({ environment }) => environment);
  const failing = environmentsThatFail(artifact, finding.id);
  // Where it fails nowhere, the strictest is asked for.
  const [chosen, setChosen] = useState<readonly string[]>(failing.length > 0 ? failing : environments.slice(-1));
  const [now] = useState(() => Date.now());
  const limit = limitFor(useWaiverLimits(), chosen, finding.severity);
  return (
    <ReviewedForm
      label="Request a waiver"
      fields={FIELDS}
      verb="Request waiver"
      contentOf={(fields) => ({
        scope: { ...scope, environments: [...chosen] },
        status: textOf(fields, 'status') as WaiverContent['status'],
        justification: textOf(fields, 'justification').trim(),
        expiresAt: textOf(fields, 'expiresAt'),
      })}
      renderReview={(content) => <ContentReview project={project} content={content} limit={limit} />}
      send={(content) => resultOf(browserApi.POST('/api/v1/waivers', { body: { ...content, project } }))}
      onDone={onRequested}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p className="text-ink-soft">
            A waiver accepts the risk for a time. {approversInWords(limit)} The finding stays visible, marked as waived.
          </p>
          <WaiverScopeFacts scope={scope} project={project} isProposed />
          <EnvironmentFields environments={environments} chosen={chosen} failing={failing} onChange={setChosen} />
          <StatusField value="accepted" limit={limit} errorOf={errorOf} />
          <JustificationField errorOf={errorOf} />
          <EndField value={dayAfter(now, USUAL_DAYS)} limit={limit} now={now} errorOf={errorOf} />
        </>
      )}
    </ReviewedForm>
  );
}
