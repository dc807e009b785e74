'use client';

import { exactTime, relativeTime } from '@/lib/format/time';
import { useNow } from './clock';
import { Tooltip } from './tooltip';

interface TimeProps {
  readonly iso: string | null;
  /** What stands there when the time is not known. */
  readonly otherwise?: string;
}

/** "3 hours ago", and the exact time on hover and focus. For running text. */
export function RelativeTime({ iso, otherwise = 'never' }: TimeProps) {
  const now = useNow();
  if (iso === null) return <span>{otherwise}</span>;
  return (
    <Tooltip text={exactTime(iso)}>
      {/* A keyboard must reach the exact time too. */}
      <button
        type="button"
        className="cursor-default underline decoration-rule-strong decoration-dotted underline-offset-3"
      >
        <time dateTime={iso}>{relativeTime(iso, now)}</time>
      </button>
    </Tooltip>
  );
}

/** The same in a table's row, which must have class `group/row`: hovering over or focusing the row shows the exact time in place, where there is room. */
export function RowTime({ iso, otherwise = 'never' }: TimeProps) {
  const now = useNow();
  if (iso === null) return <span className="text-ink-soft">{otherwise}</span>;
  return (
    <time dateTime={iso} className="whitespace-nowrap">
      <span className="sm:group-focus-within/row:hidden sm:group-hover/row:hidden print:hidden">
        {relativeTime(iso, now)}
      </span>
      <span className="hidden sm:group-focus-within/row:inline sm:group-hover/row:inline print:inline">
        {exactTime(iso).replace(' UTC', 'Z')}
      </span>
    </time>
  );
}
