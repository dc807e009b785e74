import { SeverityFlag } from '@/components/ui/severity-flag';
import { SEVERITIES, type Severity, type TrendPoint } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';
import { SEVERITY_NAME } from '@/lib/format/words';
import { TrendLine } from './trend-line';

interface FindingTrendProps {
  /** Oldest first. */
  readonly trend: readonly TrendPoint[];
  /** Of all artifacts of the image, of which `trend` may have the newest alone. */
  readonly total: number;
}

/** How many findings of each severity the artifacts have. Each severity is drawn to its own scale: many low findings would hide a critical one. */
export function FindingTrend({ trend, total }: FindingTrendProps) {
  const [first, last] = [trend[0], trend.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <figure aria-labelledby="trend" className="min-w-0">
      <h2 id="trend" className="text-lg">
        Open findings by artifact
      </h2>
      <p className="mb-2 text-sm text-ink-soft">
        {total === trend.length
          ? counted(trend.length, 'artifact')
          : `The newest ${groupedNumber(trend.length)} artifacts`}
        , oldest on the left, each as its current scans report it. Each severity has its own scale. The table below has
        the numbers.
      </p>
      <div className="border-y border-rule bg-surface">
        {SEVERITIES.map((severity) => (
          <TrendRow key={severity} severity={severity} values={trend.map(({ counts }) => counts[severity])} />
        ))}
      </div>
      <p className="mt-1 flex justify-between pr-22 pl-24 text-xs text-ink-soft sm:pl-30">
        <time dateTime={first.createdAt}>{first.createdAt.slice(0, 10)}</time>
        {trend.length > 1 && <time dateTime={last.createdAt}>{last.createdAt.slice(0, 10)}</time>}
      </p>
    </figure>
  );
}

function TrendRow({ severity, values }: { readonly severity: Severity; readonly values: readonly number[] }) {
  const [least, most, now] = [Math.min(...values), Math.max(...values), values.at(-1) ?? 0];
  const words =
    least === most ? `always ${groupedNumber(most)}` : `between ${groupedNumber(least)} and ${groupedNumber(most)}`;
  return (
    <div className="grid grid-cols-[6rem_minmax(0,1fr)_5.5rem] items-center border-b border-rule last:border-b-0 sm:grid-cols-[7.5rem_minmax(0,1fr)_5.5rem]">
      <span className="flex items-center gap-1.5 pl-2 text-sm">
        <SeverityFlag severity={severity} isNamed={false} />
        {SEVERITY_NAME[severity]}
      </span>
      <TrendLine
        severity={severity}
        values={values}
        label={`${SEVERITY_NAME[severity]}: ${groupedNumber(now)} now, ${words}`}
      />
      <span className="pr-3 text-right">
        <span className="font-medium">{groupedNumber(now)}</span>
        {most > now && (
          <span className="block text-xs whitespace-nowrap text-ink-soft">most {groupedNumber(most)}</span>
        )}
      </span>
    </div>
  );
}
