import Link from 'next/link';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { RelativeTime } from '@/components/ui/relative-time';
import { VerdictChip } from '@/components/ui/verdict-chip';
import type { Deployment } from '@/lib/api/types';

/** What of an image runs where, each with its verdict as it is now. `deployments` is null for people who must not see them. */
export function RunningArtifacts({ deployments }: { readonly deployments: readonly Deployment[] | null }) {
  if (deployments === null) return null;
  return (
    <section aria-labelledby="running">
      <h2 id="running" className="mb-2 text-lg">
        Running
      </h2>
      {deployments.length === 0 ? (
        <p className="text-ink-soft">No artifact of this image is recorded as running.</p>
      ) : (
        <ul className="divide-y divide-rule border-y border-rule">
          {deployments.map(({ id, environment, artifactId, digest, tag, recordedAt, verdict }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
              <strong className="min-w-14">{environment}</strong>
              <Link href={`/artifacts/${artifactId}`} prefetch={false} className="link min-w-0">
                {tag === null ? <ShortDigest digest={digest} /> : <bdi className="font-mono text-[0.92em]">{tag}</bdi>}
              </Link>
              <span className="text-sm text-ink-soft">
                recorded <RelativeTime iso={recordedAt} />
              </span>
              <span className="ml-auto">
                {verdict ? (
                  <VerdictChip outcome={verdict.outcome} title={verdict.summary} waiverCount={verdict.waiverCount} />
                ) : (
                  <span className="text-sm text-ink-soft">no verdict</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
