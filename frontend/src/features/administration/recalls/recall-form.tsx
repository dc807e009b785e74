'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { NewRecall, RecallPreview, RecallResult } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { counted } from '@/lib/format/number';
import { ProjectField } from '../project-field';

interface RecallFormProps {
  readonly projects: readonly string[];
  /** Whether recalls can be of every project. */
  readonly canBeEverywhere: boolean;
  readonly onRecalled: (result: RecallResult) => void;
}

const FIELDS = ['tool', 'versions', 'sender', 'receivedFrom', 'receivedUntil', 'project', 'reason'];

interface Looked {
  readonly recall: NewRecall;
  readonly preview: RecallPreview;
}

/** Shows first what a recall would be about, and asks then. */
export function RecallForm({ projects, canBeEverywhere, onRecalled }: RecallFormProps) {
  const [looked, setLooked] = useState<Looked | null>(null);
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: async (fields) => {
      const recall = recallOf(fields);
      const { reason: _reason, ...body } = recall;
      const result = await resultOf(browserApi.POST('/api/v1/evidence/recalls/preview', { body }));
      return result.ok ? { ok: true, data: { recall, preview: result.data } } : result;
    },
    onDone: setLooked,
  });
  return (
    <>
      <form {...formProps} aria-label="Recall scans" className="flex flex-col gap-3">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Scanner"
            name="tool"
            placeholder="trivy"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={errorOf('tool')}
          />
          <TextField
            label="Versions"
            name="versions"
            placeholder=">=0.69.4 <0.69.7"
            hint="A range as npm writes them."
            autoComplete="off"
            spellCheck={false}
            error={errorOf('versions')}
          />
          <TextField
            label="Sender"
            name="sender"
            placeholder="person:ada@example.org"
            hint="rule:NAME of a trust rule, token:NAME created on the server, or person:EMAIL with their tokens."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={errorOf('sender')}
          />
          <ProjectField projects={projects} canBeEverywhere={canBeEverywhere} error={errorOf('project')} />
          <TextField
            label="Received from"
            name="receivedFrom"
            placeholder="2026-11-20T00:00:00Z"
            autoComplete="off"
            error={errorOf('receivedFrom')}
          />
          <TextField
            label="Received before"
            name="receivedUntil"
            placeholder="2026-11-21T00:00:00Z"
            hint="Left empty: scans that come later are recalled, too."
            autoComplete="off"
            error={errorOf('receivedUntil')}
          />
        </div>
        <TextField
          label="Reason"
          name="reason"
          required
          maxLength={500}
          hint="Shown where a verdict is unknown because of the recall."
          autoComplete="off"
          error={errorOf('reason')}
        />
        {problem && <FormProblem problem={problem} fields={FIELDS} />}
        <p>
          <Button type="submit" disabled={isSending}>
            {isSending ? 'Loading…' : 'Preview'}
          </Button>
        </p>
      </form>
      {looked && (
        <ConfirmDialog
          title={`Recall ${counted(looked.preview.scanCount, 'scan')} of ${counted(looked.preview.artifactCount, 'image')}?`}
          verb="Recall"
          act={() => resultOf(browserApi.POST('/api/v1/evidence/recalls', { body: looked.recall }))}
          onDone={(result) => {
            setLooked(null);
            onRecalled(result);
          }}
          onClose={() => setLooked(null)}
        >
          <PreviewWords preview={looked.preview} />
        </ConfirmDialog>
      )}
    </>
  );
}

function PreviewWords({ preview: { scanCount, currentCount, artifactCount, artifacts } }: { preview: RecallPreview }) {
  if (scanCount === 0) return <p>No stored scan matches. Later scans that match will not count.</p>;
  const more = artifactCount - artifacts.length;
  return (
    <>
      <p>
        {counted(currentCount, 'of these scans counts', 'of these scans count')} now. Verdicts that use them become
        unknown until the image is scanned again. You can undo the recall.
      </p>
      <ul className="max-h-60 overflow-y-auto border-y border-rule text-sm">
        {artifacts.map(({ artifactId, project, image, digest, currentCount: current }) => (
          <li key={artifactId} className="py-1 break-words">
            <a href={`/artifacts/${artifactId}`} className="underline">
              {image}
            </a>{' '}
            <span className="font-mono text-[0.92em]">{digest.slice(0, 19)}</span> in {project}
            {current === 0 && ', none of them current'}
          </li>
        ))}
        {more > 0 && <li className="py-1">and {counted(more, 'more', 'more')}</li>}
      </ul>
    </>
  );
}

function recallOf(fields: FormData): NewRecall {
  const given = Object.fromEntries(FIELDS.map((name) => [name, textOf(fields, name).trim()]));
  const said = Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ''));
  return { ...said, reason: given['reason'] ?? '' };
}
