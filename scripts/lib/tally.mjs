/**
 * What a runner found, and how long each test took where it tells.
 *
 * @typedef {{
 *   passed: number,
 *   failed: number,
 *   skipped: number,
 *   durations?: readonly import('./durations.mjs').Duration[],
 * }} Tally
 */

/** @type {Tally} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return tallies.reduce(
    (total, { passed, failed, skipped, durations = [] }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
      durations: [...(total.durations ?? []), ...durations],
    }),
    NOTHING,
  );
}

/** @param {Tally} tally */
export function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * The last sum in what a runner has written, if it has got so far.
 *
 * @param {string} output
 * @returns {Tally | undefined}
 */
export function lastSentence(output) {
  const [, passed, failed, skipped] =
    [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1) ?? [];
  return passed === undefined
    ? undefined
    : { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

/**
 * A runner that failed without a failed test (it crashed), or that ran no test at all, counts as a failure.
 *
 * @param {Tally} tally
 * @param {number | null} exitCode
 * @returns {Tally}
 */
export function distrusting(tally, exitCode) {
  const ranNothing = tally.passed + tally.failed === 0;
  const crashed = exitCode !== 0 && tally.failed === 0;
  return ranNothing || crashed ? { ...tally, failed: tally.failed + 1 } : tally;
}
