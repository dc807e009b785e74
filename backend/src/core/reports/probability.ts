/** A probability such as EPSS's, from 0 to 1; null for what is none. */
export function probabilityOf(score: unknown): number | null {
  return typeof score === 'number' && score >= 0 && score <= 1 ? score : null;
}
