'use client';

import { clsx } from 'clsx';
import type { Outcome } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { OUTCOME_NAME } from '@/lib/format/words';

const CHIP: Record<Outcome, string> = {
  pass: 'bg-pass text-pass-ink border-pass',
  fail: 'bg-fail text-fail-ink border-fail',
  unknown: 'hatched text-ink border-rule-strong',
};

const GLYPH: Record<Outcome, string> = {
  pass: 'M2.5 6.5l2.5 2.5 4.5-6',
  fail: 'M3 3l6 6M9 3l-6 6',
  unknown: 'M4 4.2a2.1 2.1 0 1 1 3 1.9c-.7.4-1 .7-1 1.4M6 9.6v.1',
};

interface VerdictChipProps {
  readonly outcome: Outcome;
  /** Named where the chip does not stand in the environment's own column. */
  readonly environment?: string;
  readonly title?: string;
  /** Number of waivers that the verdict uses. */
  readonly waiverCount?: number;
  /** Below the large breakpoint only the glyph is drawn; the word stays for screen readers. */
  readonly isCompact?: boolean;
}

/** Solid for what is known, hatched for what is not; with a striped end, as on the mark, where the verdict uses waivers. */
export function VerdictChip({ outcome, environment, title, waiverCount = 0, isCompact = false }: VerdictChipProps) {
  const waivers = waiverCount > 0 ? `with ${counted(waiverCount, 'waiver')}` : undefined;
  return (
    <span
      title={[title, waivers && `Decided ${waivers}.`].filter(Boolean).join(' ') || undefined}
      className={clsx(
        'relative inline-flex h-5 max-w-full items-center gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap',
        CHIP[outcome],
        waivers && 'pr-3.5',
      )}
    >
      <svg
        width="12"
        height="12"
        viewBox="0 0 12 12"
        aria-hidden
        className="shrink-0 fill-none stroke-current"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d={GLYPH[outcome]} />
      </svg>
      {environment && <span className="truncate">{environment}</span>}
      <span className={clsx(environment && 'sr-only', isCompact && 'max-lg:sr-only')}>{OUTCOME_NAME[outcome]}</span>
      {waivers && <span className="waived absolute inset-y-0 right-0 w-2 border-l border-surface" aria-hidden />}
      {waivers && <span className="sr-only"> {waivers}</span>}
    </span>
  );
}
