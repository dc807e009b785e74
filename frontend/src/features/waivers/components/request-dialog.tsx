'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Labelled, FIELD_LOOK, TextAreaField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import { ChangedVerdicts } from '@/features/verdicts/changed-verdicts';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { FindingDetail, WaiverResult } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { environmentsThatFail, proposedScope, type WaivableArtifact } from '../proposed-scope';
import { dayAfter, USUAL_DAYS } from '../waiver-dates';
import { WaiverScopeFacts } from './waiver-scope';

interface RequestDialogProps {
  readonly finding: FindingDetail;
  readonly artifact: WaivableArtifact;
  readonly onClose: () => void;
}

const FIELDS = ['justification', 'expiresAt', 'environments'];

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
  const proposed = failing.length > 0 ? failing : environments.slice(-1);
  const [usualEnd] = useState(() => dayAfter(Date.now(), USUAL_DAYS));
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => {
      const chosen = environments.filter((environment) => fields.getAll('environments').includes(environment));
      return resultOf(
        browserApi.POST('/api/v1/waivers', {
          body: {
            project,
            scope: { ...scope, environments: chosen },
            status: 'accepted',
            justification: textOf(fields, 'justification').trim(),
            expiresAt: textOf(fields, 'expiresAt'),
          },
        }),
      );
    },
    onDone: onRequested,
  });
  return (
    <form {...formProps} aria-label="Request a waiver" className="flex min-h-0 flex-col">
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        <p className="text-ink-soft">
          A waiver accepts the risk for a time. Another person approves it. The finding stays visible, marked as waived.
        </p>
        <WaiverScopeFacts scope={scope} project={project} isProposed />
        <fieldset>
          <legend className="mb-1 font-medium">Environments</legend>
          <div className="flex flex-wrap gap-x-5 gap-y-1">
            {environments.map((environment) => (
              <label key={environment} className="flex min-h-6 items-center gap-2">
                <input
                  type="checkbox"
                  name="environments"
                  value={environment}
                  defaultChecked={proposed.includes(environment)}
                  className="size-4 accent-accent"
                />
                <bdi className="break-words">{environment}</bdi>
                {failing.includes(environment) && <span className="text-sm text-ink-soft">fails</span>}
              </label>
            ))}
          </div>
        </fieldset>
        <TextAreaField
          label="Reason"
          name="justification"
          required
          maxLength={2000}
          rows={3}
          hint="Why the risk is acceptable until then. The approver reads it."
          error={errorOf('justification')}
        />
        <Labelled
          label="Valid until"
          hint="The end of that day in UTC. The policy can end it sooner, by severity."
          error={errorOf('expiresAt')}
        >
          {(binding) => (
            <input
              type="date"
              name="expiresAt"
              required
              defaultValue={usualEnd}
              className={`${FIELD_LOOK} max-w-52`}
              {...binding}
            />
          )}
        </Labelled>
        {problem && <FormProblem problem={problem} fields={FIELDS} />}
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-rule px-4 py-3">
        <Button onClick={onClose} disabled={isSending}>
          Cancel
        </Button>
        <Button type="submit" look="primary" disabled={isSending}>
          {isSending ? 'Requesting…' : 'Request waiver'}
        </Button>
      </div>
    </form>
  );
}
