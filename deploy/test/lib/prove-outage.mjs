import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { it } from 'node:test';
import { record } from './record.mjs';
import { gatePath, imageReport } from './sample-reports.mjs';

/** @typedef {import('./environment-suite.mjs').Scene} Scene */

const OUTAGE_MS = 20_000;
/** Until the API has noticed, one way or the other. */
const NOTICED_MS = 10_000;
const RECOVERED_MS = 30_000;
const POLL_MS = 250;

/**
 * A database that is away for a while must not take anything else with it.
 *
 * @param {Scene} scene
 */
export function proveOutage(scene) {
  it(
    'says that it is alive and not ready for 20 s without PostgreSQL, and comes back by itself',
    { timeout: 180_000 },
    async (t) => {
      const { stack, token } = scene;
      const earlier = await stack.inspect('backend');
      const begin = Date.now();
      await stack.stop('postgres');
      const noticed = await untilReadyIs(scene, 503, NOTICED_MS);
      while (Date.now() - begin < OUTAGE_MS) {
        assert.equal((await stack.ask('/health/live')).status, 200);
        assert.equal((await stack.ask('/health/ready')).status, 503);
        await sleep(POLL_MS);
      }
      const { text } = await stack.ask('/health/ready');
      assert.doesNotMatch(text, /postgres(ql)?:\/\/|plimsoll_app/, 'the answer is for everybody');

      await stack.start('postgres');
      const recovered = await untilReadyIs(scene, 200, RECOVERED_MS);
      const value = `not ready after ${noticed} ms, ready ${recovered} ms after PostgreSQL was started`;
      t.diagnostic(value);
      record({ table: 'figure', suite: stack.label, what: 'PostgreSQL away for 20 s', value });
      assert.equal((await stack.ask(gatePath(await imageReport(), 'prod'), { token })).status, 200);

      await stack.untilHealthy('backend');
      const later = await stack.inspect('backend');
      assert.equal(later.State.StartedAt, earlier.State.StartedAt, 'the API was started anew');
      assert.equal(later.RestartCount, 0);
    },
  );
}

/**
 * @param {Scene} scene
 * @param {number} status
 * @param {number} limitMs
 * @returns milliseconds that it took
 */
async function untilReadyIs({ stack }, status, limitMs) {
  const begin = Date.now();
  for (;;) {
    const answer = await stack.ask('/health/ready');
    if (answer.status === status) return Date.now() - begin;
    assert.ok(Date.now() - begin < limitMs, `/health/ready answers ${answer.status} after ${limitMs} ms`);
    await sleep(POLL_MS);
  }
}
