import type { Remark } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';

interface RemarkListProps {
  readonly title: string;
  readonly remarks: readonly Remark[];
  /** There may be more than were kept. */
  readonly count: number;
}

/** What was read over in a report, and where. Nothing is left out in silence. */
export function RemarkList({ title, remarks, count }: RemarkListProps) {
  if (count === 0) return null;
  return (
    <details className="text-sm" open={count <= 3}>
      <summary className="py-0.5 font-medium">
        {title}: {groupedNumber(count)}
      </summary>
      <ul className="mt-1 max-h-64 divide-y divide-rule overflow-y-auto border-y border-rule">
        {remarks.map((remark) => (
          <li
            key={`${remark.pointer} ${remark.message}`}
            className="grid gap-x-4 py-1 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
          >
            {remark.pointer !== '' && (
              <code className="font-mono text-[0.92em] break-all text-ink-soft">{remark.pointer}</code>
            )}
            <span className={remark.pointer === '' ? 'sm:col-span-2' : ''}>{remark.message}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
