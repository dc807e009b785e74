import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { WaiverDetails } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { STATUS_NAME, subjectOf } from '../waiver-words';
import { WaiverStateBadge } from './waiver-state';

/** What it is, whether it counts, and until when. */
export function WaiverHeader({ waiver }: { readonly waiver: WaiverDetails }) {
  const { name, scope, state, status, source, origin, requestedBy, requestedAt, verdictCount, number } = waiver;
  return (
    <header>
      <p className="text-sm text-ink-soft">
        <Link href="/waivers" prefetch={false} className="link">
          Waivers
        </Link>
        {' · '}
        {name}
        {source === 'file' && (
          <>
            {' · from the file '}
            <bdi>{origin ?? 'of a repository'}</bdi>
          </>
        )}
      </p>
      <h1 className="text-xl break-words sm:text-2xl">{subjectOf(scope)}</h1>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <WaiverStateBadge state={state} />
        <span>{STATUS_NAME[status]}</span>
        <span className="text-ink-soft">
          <ValidityWords waiver={waiver} />
        </span>
      </div>
      <ul className="mt-2 flex flex-wrap text-sm text-ink-soft *:after:px-2 *:after:content-['·'] *:last:after:hidden">
        <li>
          requested by <bdi className="break-words">{requestedBy.name}</bdi> <RelativeTime iso={requestedAt} />
        </li>
        <li>used by {counted(verdictCount, 'verdict')} now</li>
        {number > 1 && <li>revision {number}</li>}
      </ul>
    </header>
  );
}

function ValidityWords({
  waiver: { state, validFrom, expiresAt, endedAt, endedBy },
}: {
  readonly waiver: WaiverDetails;
}) {
  if ((state === 'revoked' || state === 'rejected') && endedAt !== null) {
    return (
      <>
        by <bdi>{endedBy?.name}</bdi> <RelativeTime iso={endedAt} />
      </>
    );
  }
  if (state === 'closed' && endedAt !== null) {
    return (
      <>
        by itself <RelativeTime iso={endedAt} />
      </>
    );
  }
  if (state === 'scheduled') {
    return (
      <>
        from <RelativeTime iso={validFrom} /> until <RelativeTime iso={expiresAt} />
      </>
    );
  }
  return (
    <>
      {state === 'ended' ? 'ended ' : 'ends '}
      <RelativeTime iso={expiresAt} />
    </>
  );
}
