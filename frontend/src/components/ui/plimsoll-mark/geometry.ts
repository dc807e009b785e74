import type { Outcome } from '@/lib/api/types';
import { counted } from '@/lib/format/number';

export interface MarkVerdict {
  readonly environment: string;
  readonly outcome: Outcome;
  /** Number of waivers without which findings would count. */
  readonly waiverCount: number;
}

/** The part of a picture that the load lines share out, in its own units, y downwards. */
export interface MarkFrame {
  /** The highest and the lowest that water may stand: the deck and the keel. */
  readonly deck: number;
  readonly keel: number;
  /** Where the topmost and the lowest line lie when there are many. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Lines are not spread further apart than this. */
  readonly widestStep: number;
  /** Water keeps this far from a line, so that its side is clear. */
  readonly clearance: number;
}

export interface MarkLine extends MarkVerdict {
  readonly y: number;
}

interface MarkGeometry {
  /** Top to bottom. */
  readonly lines: readonly MarkLine[];
  readonly waterY: number;
}

/** Fills the band. More does just as well. */
const FULL_LOAD = 20;

/**
 * Load lines and water. A line under water is an environment that the artifact cannot ship to, so the verdicts decide
 * the band in which the water stands. The load decides its height in that band (it is already logarithmic, see the
 * API).
 *
 * Environments come in the policy's order, most lenient first, and lie in that order from the top. If a lenient
 * environment fails but a stricter one does not, failed lines are drawn below the others, under water.
 */
export function markGeometry(verdicts: readonly MarkVerdict[], load: number, frame: MarkFrame): MarkGeometry {
  const dry = verdicts.filter((verdict) => verdict.outcome !== 'fail');
  const drowned = verdicts.filter((verdict) => verdict.outcome === 'fail');
  const spread = frame.lastLine - frame.firstLine;
  const step = verdicts.length > 1 ? Math.min(frame.widestStep, spread / (verdicts.length - 1)) : 0;
  const first = (frame.firstLine + frame.lastLine - step * (verdicts.length - 1)) / 2;
  const lines = [...dry, ...drowned].map((verdict, index) => ({ ...verdict, y: first + index * step }));

  const ceiling = lines[dry.length - 1]?.y ?? frame.deck;
  const floor = lines[dry.length]?.y ?? frame.keel;
  const clearance = Math.min(frame.clearance, (floor - ceiling) / 3);
  const share = Math.min(Math.max(load / FULL_LOAD, 0), 1);
  const waterY = floor - clearance - share * (floor - ceiling - 2 * clearance);
  return { lines, waterY };
}

const OUTCOME_IN_WORDS: Record<Outcome, string> = { pass: 'passes', fail: 'fails', unknown: 'unknown' };

/** Whether findings are left out of the count by waivers. */
export function isWaived({ waiverCount }: MarkVerdict): boolean {
  return waiverCount > 0;
}

/** "passes with 3 waivers", "fails, 1 waiver" */
export function verdictInWords(verdict: MarkVerdict): string {
  const words = OUTCOME_IN_WORDS[verdict.outcome];
  if (!isWaived(verdict)) return words;
  return `${words}${verdict.outcome === 'pass' ? ' with' : ','} ${counted(verdict.waiverCount, 'waiver')}`;
}

/** What the picture says, for those who do not see it. */
export function markInWords(verdicts: readonly MarkVerdict[], load: number): string {
  if (verdicts.length === 0) return 'No verdict yet';
  const parts = verdicts.map((verdict) => `${verdict.environment}: ${verdictInWords(verdict)}`);
  return `${parts.join(', ')}. Load ${load.toFixed(1)}.`;
}
