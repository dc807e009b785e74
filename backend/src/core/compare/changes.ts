import type { Finding } from '../findings/finding.js';
import type { FindingPair } from './pair-findings.js';

/** What of a finding may be different though it is still there. */
export const CHANGED_PARTS = ['severity', 'fix', 'known-exploited', 'analysis', 'suppression'] as const;

export type ChangedPart = (typeof CHANGED_PARTS)[number];

export interface FindingChange {
  readonly part: ChangedPart;
  readonly from: string;
  readonly to: string;
}

export interface ChangedFinding extends FindingPair {
  readonly changes: readonly FindingChange[];
}

const WORDS: Readonly<Record<ChangedPart, (finding: Finding) => string>> = {
  severity: ({ severity }) => severity,
  fix: ({ fix }) => FIX_WORDS[fix],
  'known-exploited': ({ isKnownExploited }) =>
    isKnownExploited ? 'known to be exploited' : 'not known to be exploited',
  analysis: ({ analysis }) => (analysis === null ? 'no analysis' : analysis.replaceAll('_', ' ')),
  suppression: ({ isSuppressed }) => (isSuppressed ? 'suppressed' : 'not suppressed'),
};

const FIX_WORDS = { available: 'fix available', none: 'no fix', unknown: 'fix not stated' } as const;

/** Null where all of it is as before. */
export function changesOf({ before, after }: FindingPair): ChangedFinding | null {
  const changes = CHANGED_PARTS.map((part) => ({ part, from: WORDS[part](before), to: WORDS[part](after) }));
  const real = changes.filter(({ from, to }) => from !== to);
  return real.length === 0 ? null : { before, after, changes: real };
}
