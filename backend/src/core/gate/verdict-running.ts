import type { RunningInput } from './verdict.js';

/** With its fields in the order in which they are written down and hashed. */
export function runningInput(running: RunningInput | null): RunningInput | null {
  return running === null ? null : { digest: running.digest, reports: running.reports };
}
