'use client';

import { isWaived, markGeometry, markInWords, type MarkFrame, type MarkVerdict } from './geometry';
import { HullMark } from './hull-mark';
import type { SeverityCounts } from '@/lib/api/types';

interface PlimsollMarkProps {
  /** In the policy's order, most lenient environment first. */
  readonly verdicts: readonly MarkVerdict[];
  readonly load: number;
  /** Given on the artifact's page: draws the whole hull, with its cargo and the loads of earlier scans, oldest first. */
  readonly hull?: { readonly counts: SeverityCounts; readonly wake: readonly number[] };
}

const FRAME: MarkFrame = { deck: 0, keel: 24, firstLine: 4, lastLine: 20, widestStep: 6, clearance: 2 };

const BAR_COLOUR = { pass: 'fill-pass', fail: 'fill-fail' } as const;

/**
 * The product's signature: a load line for each environment, and the water that the artifact's load raises. A line
 * under water is an environment it cannot ship to; a broken line is unknown.
 */
export function PlimsollMark({ verdicts, load, hull }: PlimsollMarkProps) {
  if (hull) return <HullMark verdicts={verdicts} load={load} counts={hull.counts} wake={hull.wake} />;

  const { lines, waterY } = markGeometry(verdicts, load, FRAME);
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      role="img"
      aria-label={markInWords(verdicts, load)}
      className="shrink-0"
    >
      {verdicts.length > 0 && (
        <>
          <rect x="0" y={waterY} width="24" height={24 - waterY} className="fill-water" opacity="0.24" />
          <rect x="0" y={waterY - 0.5} width="24" height="1" className="fill-water" />
        </>
      )}
      <g className="fill-none stroke-ink" strokeWidth="1.75">
        <circle cx="8" cy="12" r="5" />
        <path d="M1 12h14" />
      </g>
      {lines.map((line) => {
        const { environment, outcome, y } = line;
        return outcome === 'unknown' ? (
          <path key={environment} d={`M17 ${y}h7`} className="stroke-ink" strokeWidth="2" strokeDasharray="1.6 1.1" />
        ) : (
          <g key={environment}>
            <rect x="17" y={y - 1} width={isWaived(line) ? 3.5 : 7} height="2" className={BAR_COLOUR[outcome]} />
            {isWaived(line) && <rect x="21" y={y - 1.5} width="3" height="3" className="fill-accent" />}
          </g>
        );
      })}
    </svg>
  );
}
