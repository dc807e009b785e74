import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/** @typedef {import('./stack.mjs').Stack} Stack */

const NAMES = "('postings', 'cleanup', 'verdict-expiry')";

/** In milliseconds. */
const LONGEST = 60_000;

/**
 * Has the background jobs that change rows run now, and waits until they have: for a while they then find nothing to do.
 *
 * @param {Stack} stack
 */
export async function settleJobs(stack) {
  await stack.query(
    `INSERT INTO jobs.job (name, policy, expire_in) SELECT name, 'stately', '30 s' FROM jobs.queue WHERE name IN ${NAMES}
     ON CONFLICT DO NOTHING`,
  );
  for (const until = performance.now() + LONGEST; ; await delay(500)) {
    const [[left] = []] = await stack.query(
      `SELECT (SELECT count(*) FROM jobs.job WHERE name IN ${NAMES} AND state < 'completed')
         + (SELECT count(*) FROM artifact_posting WHERE NOT is_posted)`,
    );
    if (left === '0') return;
    assert.ok(performance.now() < until, `${left} jobs or artifacts still wait after a minute`);
  }
}
