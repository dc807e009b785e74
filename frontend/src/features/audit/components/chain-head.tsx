import { CopyButton } from '@/components/ui/copy-button';
import type { AuditHead } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';

/** Where the chain stands. On paper the whole hash is what makes the page evidence. */
export function ChainHead({ head: { sequence, hash } }: { readonly head: AuditHead }) {
  return (
    <p className="text-sm text-ink-soft">
      Latest event: {groupedNumber(sequence)} (hash{' '}
      <span className="inline-flex max-w-full items-center align-bottom">
        <code className="font-mono text-[0.92em] print:hidden" title={hash}>
          {hash.slice(0, 12)}…{hash.slice(-6)}
        </code>
        <CopyButton text={`${hash}@${sequence}`} what="the chain’s head" />
        <code className="hidden font-mono text-[0.92em] print:inline">{hash}</code>
      </span>
      ). Save this value elsewhere. Later, <code className="font-mono text-[0.92em]">plimsoll audit verify --head</code>{' '}
      proves that no event up to it was changed or removed.
    </p>
  );
}
