'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { ChangedVerdicts } from '@/features/verdicts/changed-verdicts';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Recall, RecallResult } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { RecallForm } from './recall-form';
import { conditionsInWords } from './recall-words';

interface RecallListProps {
  readonly recalls: readonly Recall[];
  readonly projects: readonly string[];
  readonly canBeEverywhere: boolean;
}

/** Evidence that no longer counts, why, and what followed. */
export function RecallList({ recalls, projects, canBeEverywhere }: RecallListProps) {
  const router = useRouter();
  const [undone, setUndone] = useState<Recall | null>(null);
  const [result, setResult] = useState<RecallResult | null>(null);
  const show = (done: RecallResult) => {
    setUndone(null);
    setResult(done);
    router.refresh();
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[76ch] text-ink-soft">
        Recall scans that cannot be trusted: by scanner and version, by sender, or by time. Verdicts that use them are
        unknown until the image is scanned again.
      </p>
      <details className="rounded-sm border border-rule bg-surface px-4 py-3">
        <summary className="font-medium">Recall scans</summary>
        <div className="mt-3 max-w-4xl">
          <RecallForm projects={projects} canBeEverywhere={canBeEverywhere} onRecalled={show} />
        </div>
      </details>
      {result && <ChangedVerdicts result={result} />}
      {recalls.length === 0 ? (
        <EmptyState title="No recalls">
          <p>Create a recall here, or with plimsoll evidence recall.</p>
        </EmptyState>
      ) : (
        <ol aria-label="Recalls" className="divide-y divide-rule border-y border-rule bg-surface">
          {recalls.map((recall) => (
            <RecallItem
              key={recall.id}
              recall={recall}
              canUndo={recall.project !== null || canBeEverywhere}
              onUndo={setUndone}
            />
          ))}
        </ol>
      )}
      {undone && (
        <ConfirmDialog
          title={`Undo the recall of ${counted(undone.scanCount, 'scan')}?`}
          verb="Undo recall"
          act={() =>
            resultOf(browserApi.POST('/api/v1/evidence/recalls/{id}/undo', { params: { path: { id: undone.id } } }))
          }
          onDone={show}
          onClose={() => setUndone(null)}
        >
          <p>The scans count again for every image, as before the recall. The audit log records who undid it.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

interface RecallItemProps {
  readonly recall: Recall;
  readonly canUndo: boolean;
  readonly onUndo: (recall: Recall) => void;
}

function RecallItem({ recall, canUndo, onUndo }: RecallItemProps) {
  const { id, reason, project, scanCount, artifactCount, recalledAt, recalledBy, undoneAt, undoneBy } = recall;
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-2 text-base">
          <bdi className="min-w-0 break-words">{reason}</bdi>
          {undoneAt !== null && <Badge>undone</Badge>}
        </h2>
        <p className="text-sm break-words">
          Scans <bdi>{conditionsInWords(recall).join(', ')}</bdi>,{' '}
          {project === null ? 'in every project' : `in ${project}`}
        </p>
        <p className="text-sm text-ink-soft">
          {counted(scanCount, 'scan')} of {counted(artifactCount, 'image')} · recall {id} by{' '}
          <bdi>{recalledBy.name}</bdi> <RelativeTime iso={recalledAt} />
          {undoneAt !== null && (
            <>
              {' '}
              · undone by <bdi>{undoneBy?.name}</bdi> <RelativeTime iso={undoneAt} />
            </>
          )}
        </p>
      </div>
      {undoneAt === null && canUndo && (
        <div>
          <Button look="quiet" onClick={() => onUndo(recall)} aria-label={`Undo the recall: ${reason}`}>
            Undo
          </Button>
        </div>
      )}
    </li>
  );
}
