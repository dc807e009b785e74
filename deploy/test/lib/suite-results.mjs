import { NOTHING } from '../../../scripts/lib/tally.mjs';

/** @typedef {import('./event-reporter.mjs').TestEvent} TestEvent */
/** @typedef {import('../../../scripts/lib/durations.mjs').Duration} Duration */
/** @typedef {import('../../../scripts/lib/tally.mjs').Tally} Tally */

/** What is shown of a `describe` beside its tests: stacks that come up and go, above all. */
const HOOKS = 'before and after';

/**
 * The sum of a suite, and how long each of its tests took.
 *
 * @param {string} suite
 * @param {string} report lines of event-reporter.mjs; the last may be torn
 * @returns {Tally}
 */
export function tallyOf(suite, report) {
  const events = eventsIn(report);
  const counted = { ...NOTHING };
  for (const { isSuite, outcome } of events) if (!isSuite) counted[outcome] += 1;
  const durations = titled(events).map(({ title, seconds, failed }) => ({
    suite: 'containers',
    file: `deploy/test/${suite}.test.mjs`,
    title,
    seconds,
    failed,
  }));
  return { ...counted, durations };
}

/** @param {string} report */
function eventsIn(report) {
  const whole = report.slice(0, report.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /** @type {TestEvent} */ (JSON.parse(line)));
}

/**
 * Tests by their full titles, and of each `describe` what its tests leave over. A `describe` is told of after all that is
 * in it.
 *
 * @param {readonly TestEvent[]} events
 */
function titled(events) {
  /** @type {{ title: string, nesting: number, seconds: number, failed: boolean }[]} */
  const rows = [];
  for (const { title, nesting, isSuite, outcome, seconds } of events) {
    if (!isSuite) {
      rows.push({ title, nesting, seconds, failed: outcome === 'failed' });
      continue;
    }
    const inside = rows.slice(rows.findLastIndex((row) => row.nesting <= nesting) + 1);
    for (const row of inside) {
      row.title = `${title} › ${row.title}`;
      row.nesting = nesting;
    }
    const tests = inside.reduce((sum, row) => sum + row.seconds, 0);
    rows.push({ title: `${title} › ${HOOKS}`, nesting, seconds: Math.max(seconds - tests, 0), failed: false });
  }
  return rows;
}
