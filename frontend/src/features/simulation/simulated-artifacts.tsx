'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ShortDigest } from '@/components/ui/middle-truncated';
import type { SimulatedArtifact } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { OutcomeChange } from './outcome-change';

interface SimulatedArtifactsProps {
  /** Those that get worse first. */
  readonly artifacts: readonly SimulatedArtifact[];
  /** How many there are; not all are listed. */
  readonly total: number;
}

const FIRST = 8;

/** The artifacts whose verdicts would change. Each opens in a tab of its own: what is typed here is not saved. */
export function SimulatedArtifacts({ artifacts, total }: SimulatedArtifactsProps) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? artifacts : artifacts.slice(0, FIRST);
  const hidden = artifacts.length - shown.length;
  const unlisted = total - artifacts.length;
  return (
    <div className="text-sm">
      <ul aria-label="Artifacts whose verdicts change" className="divide-y divide-rule border-y border-rule">
        {shown.map((artifact) => (
          <ArtifactItem key={artifact.id} artifact={artifact} />
        ))}
      </ul>
      {hidden > 0 ? (
        <Button look="quiet" className="mt-1 -ml-3" onClick={() => setIsWhole(true)}>
          Show {counted(hidden, 'more', 'more')}
        </Button>
      ) : (
        unlisted > 0 && <p className="mt-1 text-ink-soft">and {counted(unlisted, 'more artifact')}</p>
      )}
    </div>
  );
}

function ArtifactItem({
  artifact: { id, project, image, digest, verdicts },
}: {
  readonly artifact: SimulatedArtifact;
}) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-1.5">
      <span className="min-w-0">
        <a href={`/artifacts/${id}`} target="_blank" rel="noreferrer" className="link break-words">
          {image}
          <span className="sr-only"> (opens a new tab)</span>
        </a>
        <span className="flex flex-wrap gap-x-2 text-xs text-ink-soft">
          <ShortDigest digest={digest} />
          {project !== 'default' && <bdi className="break-words">{project}</bdi>}
        </span>
      </span>
      <ul className="flex flex-col gap-1">
        {verdicts.map(({ environment, now, proposed }) => (
          <li key={environment} className="flex max-w-full items-center gap-2">
            <bdi className="max-w-28 truncate text-ink-soft" title={environment}>
              {environment}
            </bdi>
            {now !== null && proposed !== null && <OutcomeChange now={now} proposed={proposed} />}
          </li>
        ))}
      </ul>
    </li>
  );
}
