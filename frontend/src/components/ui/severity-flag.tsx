'use client';

import { SEVERITY_NAME } from '@/lib/format/words';
import type { Severity } from '@/lib/api/types';

interface FlagDrawing {
  readonly letter: string;
  readonly outline: string;
  readonly flag: string;
  readonly text: string;
  /** Where the letter's middle lies; flags are not all symmetric. */
  readonly x: number;
}

/** Five silhouettes, five letters, five colours: any one of them is enough. */
const FLAGS: Record<Severity, FlagDrawing> = {
  // Swallow-tailed, like Bravo: "I carry dangerous goods."
  critical: {
    letter: 'C',
    outline: 'M1 2h18l-4.5 7 4.5 7H1z',
    flag: 'fill-critical stroke-critical-edge',
    text: 'fill-critical-ink',
    x: 7.6,
  },
  high: {
    letter: 'H',
    outline: 'M1.5 1.5h15v15h-15z',
    flag: 'fill-high stroke-high-edge',
    text: 'fill-high-ink',
    x: 9,
  },
  medium: {
    letter: 'M',
    outline: 'M1 1.5l18 4.5v6L1 16.5z',
    flag: 'fill-medium stroke-medium-edge',
    text: 'fill-medium-ink',
    x: 8.4,
  },
  low: {
    letter: 'L',
    outline: 'M9 1.2a7.8 7.8 0 1 1 0 15.6a7.8 7.8 0 1 1 0-15.6z',
    flag: 'fill-low stroke-low-edge',
    text: 'fill-low-ink',
    x: 9,
  },
  unknown: {
    letter: 'U',
    outline: 'M1.5 1.5h15v15h-15z',
    flag: 'fill-unrated stroke-unrated-edge [stroke-dasharray:3_2]',
    text: 'fill-unrated-ink',
    x: 9,
  },
};

interface SeverityFlagProps {
  readonly severity: Severity;
  /** False where the word stands beside it. */
  readonly isNamed?: boolean;
}

/** A rating as a signal flag, 20 × 18 px. */
export function SeverityFlag({ severity, isNamed = true }: SeverityFlagProps) {
  const { letter, outline, flag, text, x } = FLAGS[severity];
  const name = isNamed ? { role: 'img', 'aria-label': SEVERITY_NAME[severity] } : { 'aria-hidden': true };
  return (
    <svg width="20" height="18" viewBox="0 0 20 18" className="inline-block shrink-0 align-[-4px]" {...name}>
      <path d={outline} className={flag} strokeWidth="1" strokeLinejoin="round" />
      <text x={x} y="12.7" textAnchor="middle" className={`${text} font-sans text-[10.5px] font-semibold`}>
        {letter}
      </text>
    </svg>
  );
}
