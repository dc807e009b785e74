import { RelativeTime } from '@/components/ui/relative-time';
import type { ExposurePage } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';

/** How much was looked at, and what of it cannot be known: a short list is good news only with that. */
export function ExposureSummary({ page }: { readonly page: ExposurePage }) {
  const { names, artifacts, unknownArtifacts, oldestEvidence, total, runningTotal } = page;
  return (
    <div className="mb-4 flex max-w-[76ch] flex-col gap-1 text-sm">
      {total !== 0 && (
        <p>
          In <strong>{counted(total, 'artifact')}</strong> of {groupedNumber(artifacts)}
          {runningTotal !== null && (
            <>
              , of which <strong>{groupedNumber(runningTotal)}</strong> {runningTotal === 1 ? 'runs' : 'run'} now
            </>
          )}
          .
        </p>
      )}
      {names.length > 1 && <p className="text-ink-soft">Also known as {names.slice(1).join(', ')}.</p>}
      {unknownArtifacts > 0 && (
        <p className="flex items-baseline gap-2">
          <span aria-hidden className="hatched size-4 shrink-0 translate-y-0.5 rounded-sm border border-rule-strong" />
          <span>
            <strong className="font-medium">Not known for {counted(unknownArtifacts, 'artifact')}</strong>: no complete
            scan of the image answers this.
          </span>
        </p>
      )}
      {oldestEvidence !== null && (
        <p className="text-ink-soft">
          The oldest scan that found no match dates from <RelativeTime iso={oldestEvidence} />.
        </p>
      )}
    </div>
  );
}
