'use client';

import { useState } from 'react';
import { DropZone } from '@/components/ui/drop-zone';
import { NO_DETAILS } from '../send-report';
import { detailsWith, isUnnamed } from '../unnamed';
import { useSending } from '../use-sending';
import { DetailsFields } from './details-fields';
import { SendingCard } from './sending-card';

/** Drop reports, see what becomes of each. */
export function SendForm() {
  const { sendings, send, sendAgain } = useSending();
  const [details, setDetails] = useState(NO_DETAILS);
  const unnamed = sendings.filter(isUnnamed);
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <div className="flex flex-col gap-4">
        <DropZone
          title="Drop reports here"
          label="Report files"
          hint="JSON from Trivy, Grype, CycloneDX or SARIF tools. Up to 256 MiB per file. Compressed files (.gz, .br, .zst) are accepted."
          onFiles={(files) => send(files, details)}
        />
        <DetailsFields details={details} onChange={setDetails} />
      </div>
      <section aria-label="Sent reports" aria-live="polite" className="flex min-w-0 flex-col gap-3">
        {sendings.length === 0 ? (
          <p className="border-l-2 border-rule py-1 pl-3 text-ink-soft">
            Results appear here: the image, its findings by severity and a verdict for each environment.
          </p>
        ) : (
          sendings.map((sending) => (
            <SendingCard
              key={sending.id}
              sending={sending}
              otherUnnamedCount={unnamed.filter(({ id }) => id !== sending.id).length}
              onRetry={() => send([sending.file], details)}
              onNamed={(name, isForAll) => {
                for (const other of isForAll ? unnamed.toReversed() : [sending]) {
                  sendAgain(other, detailsWith(other, name));
                }
              }}
            />
          ))
        )}
      </section>
    </div>
  );
}
