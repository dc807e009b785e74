import type { TrendPoint } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';
import { TrendChart } from './trend-chart';

interface FindingTrendProps {
  /** Oldest first. */
  readonly trend: readonly TrendPoint[];
  /** Of all artifacts of the image, of which `trend` may have the newest alone. */
  readonly total: number;
}

/** How many findings of each severity the artifacts have. */
export function FindingTrend({ trend, total }: FindingTrendProps) {
  if (trend.length === 0) return null;
  return (
    <figure aria-labelledby="trend" className="min-w-0">
      <h2 id="trend" className="text-lg">
        Open findings by artifact
      </h2>
      <p className="mb-2 text-sm text-ink-soft">
        {total === trend.length
          ? counted(trend.length, 'artifact')
          : `The newest ${groupedNumber(trend.length)} artifacts`}
        , oldest on the left, each as its current scans report it. Waived findings are included. Each severity has its
        own scale. The table below has the numbers.
      </p>
      <TrendChart trend={trend} />
    </figure>
  );
}
