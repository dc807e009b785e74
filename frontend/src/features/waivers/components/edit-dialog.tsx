'use client';

import { useState } from 'react';
import { TextField } from '@/components/ui/field';
import { Modal } from '@/components/ui/modal';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { WaiverContent, WaiverDetails, WaiverResult } from '@/lib/api/types';
import { useWaiverLimits } from '../use-waiver-limits';
import { limitFor, type WaiverLimit } from '../waiver-limits';
import { approversInWords } from '../waiver-words';
import { changesBetween, contentOf, SCOPE_NAME } from '../waiver-content';
import { dayOfEnd } from '../waiver-dates';
import { contentOfForm, dayOfBeginning, SCOPE_FIELDS } from '../waiver-form';
import { ConditionFields } from './condition-fields';
import { ContentChanges } from './content-changes';
import { ReviewedForm } from './reviewed-form';
import { ContentPreview } from './waiver-preview';
import { DayField, EndField, EnvironmentFields, JustificationField, StatusField } from './waiver-fields';

interface EditDialogProps {
  readonly waiver: WaiverDetails;
  readonly onDone: (result: WaiverResult) => void;
  readonly onClose: () => void;
}

const FIELDS = [...SCOPE_FIELDS, 'status', 'justification', 'validFrom', 'expiresAt'];

interface ReadWaiver {
  readonly waiver: WaiverDetails;
  /** What was read before another person changed it; null if it was not changed. */
  readonly before: WaiverDetails | null;
}

/** Has a waiver say something else: all of it is sent, and based on the revision that was read. */
export function EditDialog({ waiver, onDone, onClose }: EditDialogProps) {
  const [read, setRead] = useState<ReadWaiver>({ waiver, before: null });
  const send = async (content: WaiverContent): Promise<ApiResult<WaiverResult>> => {
    const params = { path: { id: waiver.id } };
    const body = { ...content, basedOn: read.waiver.revision };
    const result = await resultOf(browserApi.PUT('/api/v1/waivers/{id}', { params, body }));
    if (!result.ok && result.problem.code === 'waiver_changed') {
      const current = await resultOf(browserApi.GET('/api/v1/waivers/{id}', { params }));
      if (current.ok) setRead({ waiver: current.data, before: read.waiver });
    }
    return result;
  };
  const [now] = useState(() => Date.now());
  const [chosen, setChosen] = useState<readonly string[]>(waiver.scope.environments ?? []);
  const limits = useWaiverLimits();
  const limit = limitFor(limits, chosen, null);
  const known = (limits ?? []).map(({ environment }) => environment);
  const environments = [...new Set([...known, ...(waiver.scope.environments ?? [])])];
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={`Edit ${waiver.name}`} width="wide">
      <ReviewedForm
        label={`Edit ${waiver.name}`}
        fields={FIELDS}
        verb={read.before === null ? 'Save' : 'Save over the other change'}
        contentOf={(fields) =>
          contentOfForm(fields, { environments: environments.filter((each) => chosen.includes(each)), edited: waiver })
        }
        renderReview={(content) => (
          <>
            {read.before !== null && (
              <ContentChanges
                title="Changed by another person meanwhile"
                changes={changesBetween(contentOf(read.before), contentOf(read.waiver))}
              />
            )}
            <ContentChanges title="Your changes" changes={changesBetween(contentOf(read.waiver), content)} />
            <Consequence waiver={read.waiver} limit={limit} />
            <ContentPreview project={waiver.project} content={content} replaces={waiver.id} />
          </>
        )}
        send={send}
        onDone={onDone}
        onClose={onClose}
      >
        {(errorOf) => (
          <>
            <Consequence waiver={read.waiver} limit={limit} />
            <fieldset>
              <legend className="mb-1 font-medium">What it covers</legend>
              <p className="mb-2 text-sm text-ink-soft">
                A finding must match every field that is filled in. An empty field matches everything.
              </p>
              <div className="grid gap-3 sm:grid-cols-2">
                {SCOPE_FIELDS.map((name) => (
                  <TextField
                    key={name}
                    label={SCOPE_NAME[name]}
                    name={name}
                    defaultValue={waiver.scope[name]}
                    autoComplete="off"
                    spellCheck={false}
                    className="font-mono"
                    error={errorOf(name)}
                  />
                ))}
              </div>
            </fieldset>
            <EnvironmentFields
              environments={environments}
              chosen={chosen}
              hint="None chosen: every environment."
              onChange={setChosen}
            />
            <StatusField value={waiver.status} limit={limit} errorOf={errorOf} />
            <JustificationField value={waiver.justification} errorOf={errorOf} />
            <div className="grid gap-3 sm:grid-cols-2">
              <DayField
                label="Valid from (optional)"
                name="validFrom"
                hint="The start of that day in UTC. Empty: the time of the last required approval."
                defaultValue={waiver.validFrom === null ? undefined : dayOfBeginning(waiver.validFrom)}
                errorOf={errorOf}
              />
              <EndField value={dayOfEnd(waiver.expiresAt)} limit={limit} now={now} errorOf={errorOf} />
            </div>
            <ConditionFields conditions={waiver.conditions} />
          </>
        )}
      </ReviewedForm>
    </Modal>
  );
}

interface ConsequenceProps {
  readonly waiver: WaiverDetails;
  readonly limit: WaiverLimit | null;
}

/** Said before anything is changed: what it costs. */
function Consequence({ waiver: { state, approvals, name }, limit }: ConsequenceProps) {
  return (
    <p className="max-w-[72ch] rounded-sm border border-l-4 border-rule border-l-accent px-3 py-2 text-sm">
      Saving makes a new revision.{' '}
      {approvals.length > 0 &&
        `The ${approvals.length === 1 ? 'approval' : `${approvals.length} approvals`} of ${name} ${approvals.length === 1 ? 'becomes' : 'become'} void. `}
      {state === 'in-force' && 'It stops counting at once, and the verdicts that use it are evaluated again. '}
      {approversInWords(limit)}
    </p>
  );
}
