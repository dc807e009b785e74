'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { SeverityFlag } from '@/components/ui/severity-flag';
import type { PreviewedFinding } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { byFinding, findingInWords, type ChangedFinding } from './previewed-findings';

interface SimulatedFindingsProps {
  /** Worst first. */
  readonly findings: readonly PreviewedFinding[];
  /** How many there are, each once for every environment; not all are listed. */
  readonly total: number;
}

/** The findings that would no longer count, and those that would count again. */
export function SimulatedFindings({ findings, total }: SimulatedFindingsProps) {
  const changed = byFinding(findings);
  const again = changed.filter(({ proposed }) => proposed === 'counts');
  const waived = changed.filter(({ proposed }) => proposed === 'waived');
  const unlisted = total - findings.length;
  return (
    <div className="flex flex-col gap-3 text-sm">
      {again.length > 0 && <FindingList title="Findings that count again" findings={again} />}
      {waived.length > 0 && <FindingList title="Findings that no longer count" findings={waived} />}
      {unlisted > 0 && (
        <p className="text-ink-soft">
          The worst {findings.length} are listed. There are {counted(unlisted, 'more', 'more')}.
        </p>
      )}
    </div>
  );
}

const FIRST = 8;

function FindingList({ title, findings }: { readonly title: string; readonly findings: readonly ChangedFinding[] }) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? findings : findings.slice(0, FIRST);
  const hidden = findings.length - shown.length;
  return (
    <div>
      <h4>{title}</h4>
      <ul aria-label={title} className="mt-1 divide-y divide-rule border-y border-rule">
        {shown.map((finding) => (
          <FindingItem key={`${finding.artifactId} ${finding.id}`} finding={finding} />
        ))}
      </ul>
      {hidden > 0 && (
        <Button look="quiet" className="mt-1 -ml-3" onClick={() => setIsWhole(true)}>
          Show {counted(hidden, 'more', 'more')}
        </Button>
      )}
    </div>
  );
}

/** It opens in a tab of its own: what is typed here is not saved. */
function FindingItem({ finding }: { readonly finding: ChangedFinding }) {
  const { artifactId, id, image, severity, environments } = finding;
  return (
    <li className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2 py-1.5">
      <SeverityFlag severity={severity} />
      <span className="flex min-w-0 flex-wrap justify-between gap-x-4">
        <span className="min-w-0">
          <a
            href={`/artifacts/${artifactId}?${new URLSearchParams({ finding: id })}`}
            target="_blank"
            rel="noreferrer"
            className="link wrap-anywhere"
          >
            {findingInWords(finding)}
            <span className="sr-only"> (opens a new tab)</span>
          </a>
          <span className="block text-xs wrap-anywhere text-ink-soft">{image}</span>
        </span>
        <bdi className="wrap-anywhere text-ink-soft">{environments.join(', ')}</bdi>
      </span>
    </li>
  );
}
