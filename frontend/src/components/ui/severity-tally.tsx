import { groupedNumber } from '@/lib/format/number';
import { SEVERITY_NAME } from '@/lib/format/words';
import { SEVERITIES, type SeverityCounts } from '@/lib/api/types';
import { SeverityFlag } from './severity-flag';

interface SeverityTallyProps {
  readonly counts: SeverityCounts;
  /** How many severities to show, worst first, of those that occur. */
  readonly limit?: number;
}

/** "C 3  H 12": findings by severity, the worst first; severities without findings are left out. */
export function SeverityTally({ counts, limit = SEVERITIES.length }: SeverityTallyProps) {
  const present = SEVERITIES.filter((severity) => counts[severity] > 0).slice(0, limit);
  if (present.length === 0) return <span className="text-ink-soft">no findings</span>;
  return (
    <ul className="flex items-center gap-x-3 whitespace-nowrap">
      {present.map((severity) => (
        <li key={severity} className="flex items-center gap-1">
          <SeverityFlag severity={severity} isNamed={false} />
          <span className="sr-only">{SEVERITY_NAME[severity]}: </span>
          {groupedNumber(counts[severity])}
        </li>
      ))}
    </ul>
  );
}
