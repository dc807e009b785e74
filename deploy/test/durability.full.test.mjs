import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { record } from './lib/record.mjs';
import { Stack } from './lib/stack.mjs';
import { Traffic } from './lib/traffic.mjs';

const KILLS = 20;
const WRITERS = 3;
/** How long the API lives each time: so that it is killed at another place. */
const LIFE = { shortestMs: 100, stepMs: 60 };

describe('kill -9 of the API, twenty times, while pipelines send reports', () => {
  /** @type {Stack} */
  let stack;
  /** @type {string} */
  let token;
  before(async () => {
    stack = await Stack.start('stage', { name: 'durability' });
    token = await stack.token();
  });
  after(() => stack?.down());

  it('loses no report that was acknowledged', { timeout: 15 * 60_000 }, async (t) => {
    const traffic = await Promise.all(
      Array.from({ length: WRITERS }, (_, writer) => Traffic.start(stack, token, `kill-${writer}`)),
    );
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(LIFE.shortestMs + kill * LIFE.stepMs);
      await stack.kill('backend');
      assert.equal((await stack.inspect('backend')).State.ExitCode, 137);
      await stack.start('backend');
      await stack.untilHealthy('backend');
    }
    await Promise.all(traffic.map((each) => each.stop()));
    const acknowledged = traffic.reduce((sum, each) => sum + each.acknowledged.length, 0);
    t.diagnostic(`${acknowledged} reports acknowledged over ${KILLS} kills`);
    record({
      table: 'figure',
      suite: 'durability',
      what: `reports acknowledged over ${KILLS} kills`,
      value: `${acknowledged}, none lost`,
    });
    assert.ok(acknowledged >= KILLS, `only ${acknowledged} reports were acknowledged`);
    for (const each of traffic) {
      assert.deepEqual(each.refusedWrites, []);
      assert.deepEqual(await each.lost(), []);
    }
  });
});
