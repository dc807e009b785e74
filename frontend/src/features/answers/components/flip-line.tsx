import { Suspense } from 'react';
import Link from 'next/link';
import type { Outcome, VerdictFlip } from '@/lib/api/types';
import { exactTime, sinceWords } from '@/lib/format/time';
import { getVerdictFlip } from '../api/get-verdict-flip';

interface FlipLineProps {
  readonly artifactId: string;
  readonly verdictId: string;
}

/** As high as what comes, so that nothing below it moves. */
const LINE =
  'mt-1 line-clamp-2 h-[2lh] text-sm text-ink-soft xl:line-clamp-1 xl:h-[1lh] print:line-clamp-none print:h-auto';

/** When and why the outcome last changed. The page does not wait for it. */
export function FlipLine(props: FlipLineProps) {
  return (
    <Suspense fallback={<p className={LINE} aria-hidden />}>
      <Flip {...props} />
    </Suspense>
  );
}

async function Flip({ artifactId, verdictId }: FlipLineProps) {
  const result = await getVerdictFlip(verdictId);
  if (!result.ok) return <p className={LINE}>The cause of the change could not be determined.</p>;
  const { from, to, because, sentence, missing } = result.data;
  if (missing !== null) return <p className={LINE}>{sentence}</p>;
  if (from === null) return <p className={LINE}>The outcome has been the same since the first verdict.</p>;
  if (from.outcome === to.outcome)
    return <p className={LINE}>The outcome is the same as that of the previous artifact.</p>;
  return (
    <p className={LINE} title={sentence}>
      {OUTCOME[to.outcome]} since{' '}
      <time dateTime={to.evaluatedAt} title={exactTime(to.evaluatedAt)}>
        {sinceWords(to.evaluatedAt, Date.now())}
      </time>
      :{' '}
      <Link href={evidenceOf(artifactId, result.data)} scroll={false} prefetch={false} className="link">
        {because}
      </Link>
      .
    </p>
  );
}

const OUTCOME: Record<Outcome, string> = { pass: 'Passes', fail: 'Fails', unknown: 'Unknown' };

/** What the image changed, or the finding that it is about. */
function evidenceOf(artifactId: string, { from, to, causes }: VerdictFlip): string {
  const [cause] = causes;
  if (cause?.input === 'policy') return '/policy';
  const isImage = cause?.input === 'image' || cause?.input === 'not-known';
  if (from !== null && from.artifactId !== to.artifactId && isImage) {
    return `/artifacts/${artifactId}/compare?to=${from.artifactId}`;
  }
  const [finding] = cause?.findings ?? [];
  return finding === undefined ? `/artifacts/${artifactId}/scans` : `/artifacts/${artifactId}?finding=${finding.id}`;
}
