/** A probability such as EPSS's, from 0 to 1; null for what is none. What is above 1 counts as 1: it must not count for less than it says. */
export function probabilityOf(score: unknown): number | null {
  return typeof score === 'number' && score >= 0 ? Math.min(score, 1) : null;
}
