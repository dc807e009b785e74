import { RelativeTime } from '@/components/ui/relative-time';
import type { WaiverRevision } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { exactTime } from '@/lib/format/time';
import { environmentsInWords, subjectOf } from '../waiver-words';

/** What it said before it was edited; approvals are for one revision each. */
export function WaiverRevisions({ revisions }: { readonly revisions: readonly WaiverRevision[] }) {
  return (
    <section aria-label="Revisions">
      <h2 className="text-base">{counted(revisions.length, 'revision')}</h2>
      <ol className="mt-1 divide-y divide-rule border-y border-rule text-sm">
        {revisions.map(({ number, revision, scope, justification, expiresAt, requestedBy, requestedAt, approvals }) => (
          <li key={revision} className="py-2">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span>
                Revision {number} by <bdi>{requestedBy.name}</bdi>
              </span>
              <RelativeTime iso={requestedAt} />
            </p>
            <p className="break-words">
              {subjectOf(scope)}, {scope.image ?? 'every image'}, {environmentsInWords(scope.environments)}, until{' '}
              {exactTime(expiresAt)}
            </p>
            <p className="max-w-[72ch] break-words text-ink-soft">{justification}</p>
            <p className="text-ink-soft">
              {approvals.length === 0
                ? 'Not approved'
                : `Approved by ${approvals.map(({ approvedBy }) => approvedBy.name).join(', ')}`}
              {' · '}
              <code className="font-mono text-[0.92em]" title={revision}>
                {revision.slice(0, 12)}
              </code>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
