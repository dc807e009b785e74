import Link from 'next/link';
import { PlimsollMark } from '@/components/ui/plimsoll-mark/plimsoll-mark';
import { RelativeTime } from '@/components/ui/relative-time';
import { VerdictChip } from '@/components/ui/verdict-chip';
import type { ImageDetail } from '@/lib/api/types';
import { counted } from '@/lib/format/number';

/** What the image is, and whether its newest report's artifact can ship. */
export function ImageHeader({ image }: { readonly image: ImageDetail }) {
  const { project, repository, artifactCount, createdAt, latest } = image;
  return (
    <header>
      <p className="text-sm text-ink-soft">Image in project {project}</p>
      <h1 className="text-xl break-words sm:text-2xl">{repository}</h1>
      <ul className="mt-1.5 flex flex-wrap text-sm text-ink-soft *:after:px-2 *:after:content-['·'] *:last:after:hidden">
        <li>{counted(artifactCount, 'artifact')}</li>
        <li>
          first report <RelativeTime iso={createdAt} />
        </li>
        {latest && (
          <li>
            last scanned <RelativeTime iso={latest.lastScannedAt} />
          </li>
        )}
      </ul>
      {latest && (
        <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
          <PlimsollMark verdicts={latest.verdicts} load={latest.load} />
          <Link href={`/artifacts/${latest.id}`} prefetch={false} className="link min-w-0 truncate">
            Last scanned artifact
            {latest.tags[0] !== undefined && <bdi className="font-mono text-[0.92em]"> {latest.tags[0]}</bdi>}
          </Link>
          <ul aria-label="Verdicts of the last scanned artifact" className="flex flex-wrap gap-1.5">
            {latest.verdicts.map(({ environment, outcome, summary, waiverCount }) => (
              <li key={environment}>
                <VerdictChip outcome={outcome} environment={environment} title={summary} waiverCount={waiverCount} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </header>
  );
}
