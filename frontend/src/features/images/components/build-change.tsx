import Link from 'next/link';
import { SeverityFlag } from '@/components/ui/severity-flag';
import { SEVERITIES, type Build } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';
import { SEVERITY_NAME } from '@/lib/format/words';

/** So many severities at most, worst first. */
const MOST_SHOWN = 3;

/** By how much the numbers of findings differ from the artifact before; the comparison itself is one click away. */
export function BuildChange({ build: { id, change } }: { readonly build: Build }) {
  if (change === null) return <span className="text-ink-soft">first artifact</span>;
  const changed = SEVERITIES.filter((severity) => change.counts[severity] !== 0);
  return (
    <Link
      href={`/artifacts/${id}/compare`}
      prefetch={false}
      className="relative z-10 inline-flex items-center gap-x-3 leading-7 hover:underline"
      title="Changes since the previous artifact"
    >
      {changed.length === 0 && <span className="text-ink-soft">no change</span>}
      {changed.slice(0, MOST_SHOWN).map((severity) => (
        <span key={severity} className="flex items-center gap-1">
          <SeverityFlag severity={severity} isNamed={false} />
          <span className="sr-only">{SEVERITY_NAME[severity]}: </span>
          {signed(change.counts[severity])}
        </span>
      ))}
      {changed.length > MOST_SHOWN && <span className="text-ink-soft">…</span>}
    </Link>
  );
}

/** "+3", "−3". */
function signed(difference: number): string {
  return `${difference > 0 ? '+' : '−'}${groupedNumber(Math.abs(difference))}`;
}
