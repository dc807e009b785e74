import { FIX_STATES, type FixState } from '../findings/fix-state.js';
import type { Finding } from '../findings/finding.js';
import { ANALYSIS_STATES } from '../model/analysis-state.js';
import { FINDING_KINDS, type FindingKind } from '../model/finding-kind.js';
import { severityRank } from '../model/severity.js';

/** Places are stored: add at the end, and change none. */
const SUPPRESSIONS = [null, 'person', 'built-in', 'both'] as const;

/** Numbers that `flagsOf` may give are less. */
export const FLAGS_LIMIT = 1 << 13;

/** What of a finding has few values, in one number. */
export function flagsOf(finding: Finding): number {
  const { severity, kind, fix, isKnownExploited, analysis, isSuppressed, suppressedBy } = finding;
  return (
    severityRank(severity) |
    (FINDING_KINDS.indexOf(kind) << 3) |
    (FIX_STATES.indexOf(fix) << 5) |
    (Number(isKnownExploited) << 7) |
    ((analysis === null ? 0 : ANALYSIS_STATES.indexOf(analysis) + 1) << 8) |
    ((isSuppressed ? SUPPRESSIONS.indexOf(suppressedBy ?? 'person') : 0) << 11)
  );
}

/** Rank: 0 unknown to 4 critical. */
export function severityIn(flags: number): number {
  return flags & 7;
}

/** Place in FINDING_KINDS. */
export function kindIn(flags: number): number {
  return (flags >> 3) & 3;
}

/** Place in FIX_STATES. */
export function fixIn(flags: number): number {
  return (flags >> 5) & 3;
}

export function isKnownExploitedIn(flags: number): boolean {
  return (flags & (1 << 7)) !== 0;
}

export function analysisIn(flags: number): Finding['analysis'] {
  return ANALYSIS_STATES[((flags >> 8) & 7) - 1] ?? null;
}

export function suppressionIn(flags: number): Finding['suppressedBy'] {
  return SUPPRESSIONS[(flags >> 11) & 3] ?? null;
}

export const MATCH = FINDING_KINDS.indexOf('match' satisfies FindingKind);
export const FIX_AVAILABLE = FIX_STATES.indexOf('available' satisfies FixState);
