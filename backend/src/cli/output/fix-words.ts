import type { Finding } from '../../core/findings/finding.js';

const WORDS = { available: 'version not stated', none: 'no fix available', unknown: 'fix not stated' } as const;

/** What the reports say of a fix where they name no version; null for findings that have none. */
export function fixWords({ kind, fix }: Pick<Finding, 'kind' | 'fix'>): string | null {
  return kind === 'match' ? WORDS[fix] : null;
}
