import { RelativeTime } from '@/components/ui/relative-time';
import type { WaiverDetails } from '@/lib/api/types';

/** Who answers for it. */
export function WaiverApprovals({ waiver: { approvals, approvalsNeeded, state } }: { readonly waiver: WaiverDetails }) {
  return (
    <section aria-label="Approvals">
      <h2 className="text-base">
        {approvals.length} of {approvalsNeeded} {approvalsNeeded === 1 ? 'approval' : 'approvals'}
      </h2>
      {approvals.length === 0 ? (
        <p className="mt-1 text-sm text-ink-soft">
          {state === 'requested'
            ? 'Nothing is waived yet. A person with waiver:approve who did not request it has to approve.'
            : 'No approval is on record.'}
        </p>
      ) : (
        <ul className="mt-1 divide-y divide-rule border-y border-rule text-sm">
          {approvals.map(({ approvedBy, approvedAt }) => (
            <li key={`${approvedBy.name} ${approvedAt}`} className="flex flex-wrap justify-between gap-x-4 py-1.5">
              <bdi className="break-words">{approvedBy.name}</bdi>
              <RelativeTime iso={approvedAt} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
