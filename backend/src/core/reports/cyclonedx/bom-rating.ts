import { worseSeverity, type Severity } from '../../model/severity.js';
import { cvssScoreOf } from '../cvss-score.js';
import { severityOfScore, severityOfWord } from '../severity-words.js';
import type { BomRating } from './cyclonedx-bom.js';

export interface Rating {
  readonly severity: Severity;
  readonly score: number | null;
  readonly vector: string | null;
}

const METHODS = ['CVSSv31', 'CVSSv3', 'CVSSv4', 'CVSSv2'];

/**
 * A vulnerability may be rated by many. The severity is the worst that anybody gives; a rating without one
 * gets it from its score, or from its CVSS 3 vector. Score and vector are those of the best method
 * (CVSS 3.1, 3.0, 4.0, 2.0, others), and of equals the highest.
 */
export function bestRating(ratings: readonly BomRating[]): Rating {
  let severity: Severity = 'unknown';
  let best: { rank: number; score: number; vector: string | null } | null = null;
  for (const rating of ratings) {
    const vector = rating.vector ?? null;
    const score = rating.score ?? (vector === null ? null : (cvssScoreOf(vector)?.score ?? null));
    const word = severityOfWord(rating.severity);
    const isCvss = rating.method === undefined || METHODS.includes(rating.method);
    severity = worseSeverity(severity, word === 'unknown' && isCvss ? severityOfScore(score) : word);
    if (score === null || !isCvss || score < 0 || score > 10) continue;
    const rank = rating.method === undefined ? METHODS.length : METHODS.indexOf(rating.method);
    if (best === null || rank < best.rank || (rank === best.rank && score > best.score)) best = { rank, score, vector };
  }
  return { severity, score: best?.score ?? null, vector: best?.vector ?? null };
}
