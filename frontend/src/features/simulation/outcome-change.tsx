import { VerdictChip } from '@/components/ui/verdict-chip';
import type { Outcome } from '@/lib/api/types';

interface OutcomeChangeProps {
  readonly now: Outcome;
  readonly proposed: Outcome;
}

/** Pass → Fail. */
export function OutcomeChange({ now, proposed }: OutcomeChangeProps) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <VerdictChip outcome={now} />
      <span className="sr-only"> becomes </span>
      <span aria-hidden>→</span>
      <VerdictChip outcome={proposed} />
    </span>
  );
}
