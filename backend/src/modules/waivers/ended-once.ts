import type { EndedOutcome } from '../gate/ended-verdicts.repository.js';

/** Of what several changes ended, what was given first. */
export function endedOnce(ended: readonly EndedOutcome[]): EndedOutcome[] {
  const first = new Map<string, EndedOutcome>();
  for (const one of ended) {
    const key = `${one.artifactId} ${one.environment}`;
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}
