'use client';

import Link from 'next/link';
import { useRef } from 'react';
import { Button, buttonLook } from '@/components/ui/button';
import { Command } from '@/components/ui/command';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { ProblemNotice } from '@/components/ui/notice';
import { RemarkList } from '@/components/ui/remark-list';
import { RelativeTime } from '@/components/ui/relative-time';
import { SeverityTally } from '@/components/ui/severity-tally';
import { VerdictChip } from '@/components/ui/verdict-chip';
import type { ReportReceipt } from '@/lib/api/types';
import { byteSize, counted } from '@/lib/format/number';
import { isUnnamed, type ImageName } from '../unnamed';
import type { Sending } from '../use-sending';
import { ImageForm } from './image-form';

interface SendingCardProps {
  readonly sending: Sending;
  /** How many more reports wait for the name of their image. */
  readonly otherUnnamedCount: number;
  readonly onRetry: () => void;
  readonly onNamed: (name: ImageName, isForAll: boolean) => void;
}

export function SendingCard({ sending, otherUnnamedCount, onRetry, onNamed }: SendingCardProps) {
  const { file, result } = sending;
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <article className="rounded-sm border border-rule bg-surface">
      <header className="flex items-baseline justify-between gap-4 border-b border-rule px-4 py-2">
        <h2 ref={heading} tabIndex={-1} className="min-w-0 truncate font-mono text-sm font-normal" title={file.name}>
          {file.name}
        </h2>
        <span className="shrink-0 text-sm text-ink-soft">{byteSize(file.size)}</span>
      </header>
      <div className="p-4">
        {result === null && <Progress sending={sending} />}
        {result?.ok === true && <Receipt receipt={result.data} />}
        {isUnnamed(sending) && (
          <ImageForm
            sending={sending}
            otherCount={otherUnnamedCount}
            onNamed={(name, isForAll) => {
              // The form goes, and the focus would go with it.
              heading.current?.focus();
              onNamed(name, isForAll);
            }}
          />
        )}
        {result?.ok === false && !isUnnamed(sending) && (
          <ProblemNotice problem={result.problem}>
            <Button onClick={onRetry}>Send it again</Button>
          </ProblemNotice>
        )}
      </div>
    </article>
  );
}

function Progress({ sending: { file, sentBytes } }: { readonly sending: Sending }) {
  const isSent = sentBytes >= file.size && file.size > 0;
  const share = file.size === 0 ? 0 : Math.min(sentBytes / file.size, 1);
  return (
    <div>
      <progress
        aria-label={`Sending ${file.name}`}
        max={1}
        value={share}
        className="block h-1.5 w-full appearance-none bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
      <p className="mt-2 text-sm text-ink-soft">
        {isSent ? 'Uploaded. Processing…' : `${byteSize(sentBytes)} of ${byteSize(file.size)} sent.`}
      </p>
    </div>
  );
}

/** Scans that no longer count, and whether they had listed more. */
function Replaced({ receipt: { replaced, components, counts } }: { readonly receipt: ReportReceipt }) {
  const findings = Object.values(counts).reduce((a, b) => a + b, 0);
  return replaced.map(({ scanId, receivedAt, isWhole, componentCount, findingCount }) => (
    <p key={scanId} className="mt-1 text-sm">
      Replaces {isWhole ? '' : 'part of '}the scan received <RelativeTime iso={receivedAt} />.
      {components < componentCount && ` It lists ${counted(componentCount - components, 'component')} fewer.`}
      {findings < findingCount && ` It reports ${counted(findingCount - findings, 'finding')} fewer.`}
    </p>
  ));
}

function Receipt({ receipt }: { readonly receipt: ReportReceipt }) {
  const { artifactId, image, digest, format, platform, counts, components, verdicts, isNew } = receipt;
  const gate = verdicts.at(-1);
  return (
    <div className="flex flex-col gap-3">
      <div>
        <p className="text-lg font-semibold break-words">{image}</p>
        <p className="text-sm text-ink-soft">
          <ShortDigest digest={digest} /> · {format}
          {platform !== null && ` · ${platform}`} · {counted(components, 'component')}
        </p>
        {receipt.replacedBy !== null && (
          <p className="mt-1 text-sm">
            A newer scan of the same tool and platform (scan {receipt.replacedBy}) counts in place of this one.
          </p>
        )}
        {receipt.lacks !== null && (
          <p className="mt-1 text-sm font-medium">
            It does not list {counted(receipt.lacks.count, 'component')} that earlier scans listed:{' '}
            <bdi>{receipt.lacks.names.slice(0, 5).join(', ')}</bdi>
            {receipt.lacks.count > 5 && ` and ${receipt.lacks.count - 5} more`}. An image cannot have lost them.
          </p>
        )}
        {receipt.recall !== null && (
          <p className="mt-1 text-sm font-medium">
            Such scans are recalled, so it does not count: <bdi>{receipt.recall.reason}</bdi>
          </p>
        )}
        <Replaced receipt={receipt} />
        {!isNew && <p className="mt-1 text-sm">Already received. Nothing changed.</p>}
      </div>
      <ul className="flex flex-wrap gap-1.5">
        {verdicts.map(({ environment, outcome }) => (
          <li key={environment}>
            <VerdictChip outcome={outcome} environment={environment} />
          </li>
        ))}
      </ul>
      <SeverityTally counts={counts} />
      <RemarkList title="Errors reported by the scanner" remarks={receipt.failures} count={receipt.failures.length} />
      <RemarkList title="Skipped entries" remarks={receipt.skipped} count={receipt.skippedCount} />
      <RemarkList title="Warnings" remarks={receipt.warnings} count={receipt.warningCount} />
      <p>
        <Link href={`/artifacts/${artifactId}`} className={buttonLook('primary')}>
          View verdicts
        </Link>
      </p>
      {gate && (
        <details className="text-sm">
          <summary className="text-ink-soft">Use this check in a pipeline</summary>
          <div className="mt-2">
            <Command
              text={`curl -H "Authorization: Bearer $TOKEN" '${window.location.origin}/api/v1/gate?image=${encodeURIComponent(image)}&digest=${digest}&environment=${encodeURIComponent(gate.environment)}'`}
            />
          </div>
        </details>
      )}
    </div>
  );
}
