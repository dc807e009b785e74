import type { Severity } from '../../model/severity.js';
import { severityOfScore, severityOfWord } from '../severity-words.js';

type Properties = Readonly<Record<string, unknown>> | undefined;

/** `security-severity`, a string or a number from 0 to 10; null where there is none, or where it is none. */
export function scoreIn(properties: Properties): number | null {
  const value = properties?.['security-severity'];
  const score = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof score === 'number' && score >= 0 && score <= 10 ? score : null;
}

/** What the score says, or the word that some tools (Semgrep) write in its place. */
export function securitySeverityIn(properties: Properties): Severity {
  const scored = severityOfScore(scoreIn(properties));
  return scored === 'unknown' ? severityOfWord(properties?.['security-severity']) : scored;
}

/** Whether something stands there that is neither a score nor a word for a severity. */
export function isInvalidScore(properties: Properties): boolean {
  const value = properties?.['security-severity'];
  if (value === undefined || value === null || value === '') return false;
  return scoreIn(properties) === null && securitySeverityIn(properties) === 'unknown';
}
