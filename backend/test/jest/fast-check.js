import * as fastCheck from '../../node_modules/fast-check/lib/fast-check.js';
import { isFullRun } from '../../../testkit/tier.mjs';

// In the place of `fast-check` (jest.config.js).
export * from '../../node_modules/fast-check/lib/fast-check.js';

/** What fast-check itself tries a property on where nothing is said. */
const DEFAULT_RUNS = 100;

const SHARE = 3;

/**
 * In the run of every change on a third of the inputs that a spec names: others in each run, for the seed is the clock's.
 */
export function assert(property, { numRuns = DEFAULT_RUNS, ...parameters } = {}) {
  const runs = isFullRun ? numRuns : Math.ceil(numRuns / SHARE);
  return fastCheck.assert(property, { ...parameters, numRuns: runs });
}
