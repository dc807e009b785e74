'use client';

import Link from 'next/link';
import { useState } from 'react';
import { SeverityFlag } from '@/components/ui/severity-flag';
import { SEVERITIES, type Severity, type TrendPoint } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';
import { SEVERITY_NAME } from '@/lib/format/words';
import { TrendLine } from './trend-line';

/**
 * Each severity is drawn to its own scale: many low findings would hide a critical one. The numbers beside are those of the artifact that is pointed at,
 * else of the one that the slider is at, which is the newest at first.
 */
export function TrendChart({ trend }: { readonly trend: readonly TrendPoint[] }) {
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const newest = trend.length - 1;
  const place = Math.min(pointedAt ?? chosen ?? newest, newest);
  const shown = trend[place];
  if (shown === undefined) return null;
  return (
    <>
      <div className="border-y border-rule bg-surface">
        {SEVERITIES.map((severity) => (
          <TrendRow
            key={severity}
            severity={severity}
            values={trend.map(({ counts }) => counts[severity])}
            place={place}
            onPoint={setPointedAt}
          />
        ))}
      </div>
      {newest > 0 && (
        <p className={`${COLUMNS} mt-1`}>
          <input
            type="range"
            min={0}
            max={newest}
            value={place}
            onChange={({ target }) => setChosen(target.valueAsNumber)}
            aria-label="Artifact in the chart"
            aria-valuetext={inWords(shown)}
            className="col-start-2 w-full accent-ink"
          />
        </p>
      )}
      <p className="flex justify-between pr-22 pl-24 text-xs text-ink-soft sm:pl-30">
        <time dateTime={trend[0]?.createdAt}>{trend[0]?.createdAt.slice(0, 10)}</time>
        {newest > 0 && <time dateTime={trend[newest]?.createdAt}>{trend[newest]?.createdAt.slice(0, 10)}</time>}
      </p>
      <p className="mt-1 pl-2 text-sm text-ink-soft sm:pl-30">
        Artifact {groupedNumber(place + 1)} of {groupedNumber(trend.length)}, first report on{' '}
        <time dateTime={shown.createdAt}>{shown.createdAt.slice(0, 10)}</time>,{' '}
        <Link href={`/artifacts/${shown.artifactId}`} prefetch={false} className="underline">
          open artifact
        </Link>
      </p>
    </>
  );
}

const COLUMNS = 'grid grid-cols-[6rem_minmax(0,1fr)_5.5rem] items-center sm:grid-cols-[7.5rem_minmax(0,1fr)_5.5rem]';

interface TrendRowProps {
  readonly severity: Severity;
  readonly values: readonly number[];
  /** In `values`, of the one that is shown. */
  readonly place: number;
  /** Null where the pointer has left. */
  readonly onPoint: (place: number | null) => void;
}

function TrendRow({ severity, values, place, onPoint }: TrendRowProps) {
  const [least, most, newest, shown] = [
    Math.min(...values),
    Math.max(...values),
    values.at(-1) ?? 0,
    values[place] ?? 0,
  ];
  const words =
    least === most ? `always ${groupedNumber(most)}` : `between ${groupedNumber(least)} and ${groupedNumber(most)}`;
  return (
    <div className={`${COLUMNS} border-b border-rule last:border-b-0`}>
      <span className="flex items-center gap-1.5 pl-2 text-sm">
        <SeverityFlag severity={severity} isNamed={false} />
        {SEVERITY_NAME[severity]}
      </span>
      <TrendLine
        severity={severity}
        values={values}
        label={`${SEVERITY_NAME[severity]}: ${groupedNumber(newest)} now, ${words}`}
        markedAt={place === values.length - 1 ? null : place}
        onPoint={onPoint}
      />
      <span className="pr-3 text-right">
        <span className="font-medium">{groupedNumber(shown)}</span>
        {most > newest && (
          <span className="block text-xs whitespace-nowrap text-ink-soft">most {groupedNumber(most)}</span>
        )}
      </span>
    </div>
  );
}

/** `2026-11-30: 3 critical, 1 high, 0 medium, 2 low, 0 unknown`. */
function inWords({ createdAt, counts }: TrendPoint): string {
  const numbers = SEVERITIES.map(
    (severity) => `${groupedNumber(counts[severity])} ${SEVERITY_NAME[severity].toLowerCase()}`,
  );
  return `${createdAt.slice(0, 10)}: ${numbers.join(', ')}`;
}
