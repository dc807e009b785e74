import { lookupTable } from '../model/lookup-table.js';
import type { Severity } from '../model/severity.js';

/**
 * How each tool's words for a severity are read; whatever is not listed is `unknown`. Case does not matter.
 *
 * | word | Trivy | Grype | CycloneDX | SARIF | read as |
 * |---|---|---|---|---|---|
 * | critical | ✓ | ✓ | ✓ | | critical |
 * | high | ✓ | ✓ | ✓ | | high |
 * | error | | | | level | high |
 * | medium, moderate | ✓ | ✓ | ✓ | | medium |
 * | warning | | | | level | medium |
 * | low | ✓ | ✓ | ✓ | | low |
 * | negligible, info, informational, note | | ✓ | ✓ | level | low: somebody looked at it and found it small |
 * | unknown, none, "" | ✓ | ✓ | ✓ | level | unknown: nobody rated it |
 */
const WORDS: Readonly<Record<string, Severity>> = lookupTable({
  critical: 'critical',
  high: 'high',
  important: 'high',
  urgent: 'high',
  error: 'high',
  medium: 'medium',
  moderate: 'medium',
  warning: 'medium',
  low: 'low',
  negligible: 'low',
  unimportant: 'low',
  info: 'low',
  informational: 'low',
  note: 'low',
});

export function severityOfWord(word: unknown): Severity {
  return typeof word === 'string' ? (WORDS[word.trim().toLowerCase()] ?? 'unknown') : 'unknown';
}

/** CVSS 3 and 4's qualitative scale; SARIF's `security-severity` uses it too. CVSS 2 knows no critical. 0 is no rating. */
export function severityOfScore(score: number | null, version: '2.0' | '3.1' = '3.1'): Severity {
  if (score === null || !(score > 0)) return 'unknown';
  if (score >= 9 && version !== '2.0') return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return 'low';
}
