import { CopyButton } from '@/components/ui/copy-button';
import type { AuditHead } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';

/** Where the chain stands. On paper the whole hash is what makes the page evidence. */
export function ChainHead({ head }: { readonly head: AuditHead }) {
  return (
    <p className="text-sm text-ink-soft">
      Chain at event {groupedNumber(head.sequence)}, hash{' '}
      <span className="inline-flex max-w-full items-center align-bottom">
        <code className="font-mono text-[0.92em] print:hidden" title={head.hash}>
          {head.hash.slice(0, 16)}…{head.hash.slice(-6)}
        </code>
        <CopyButton text={head.hash} what="the chain’s hash" />
        <code className="hidden font-mono text-[0.92em] print:inline">{head.hash}</code>
      </span>
      . Written down elsewhere, it shows later that nothing was changed or cut off:{' '}
      <code className="font-mono text-[0.92em]">plimsoll audit verify</code>.
    </p>
  );
}
