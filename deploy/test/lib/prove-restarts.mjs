import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { before, it } from 'node:test';
import { record } from './record.mjs';
import { LASTING_SERVICES } from './stack.mjs';
import { Traffic } from './traffic.mjs';

/** @typedef {import('./environment-suite.mjs').Scene} Scene */
/** @typedef {import('./stack.mjs').Service} Service */

/** How long the traffic runs before and after a restart. */
const STEADY_MS = 2000;
/** From a service being healthy to its being asked again. */
const NOTICED_MS = 3000;

/**
 * Each service is restarted while pipelines send reports and ask: readers may meet errors while it is away and no
 * longer, and what was acknowledged is there.
 *
 * @param {Scene} scene
 */
export function proveRestarts(scene) {
  before(async () => {
    const { stack } = scene;
    // Right after the proofs before it, little is under way.
    await sleep(STEADY_MS);
    await stack.recordMemory('idle');
  });

  it('what is sent and asked meanwhile is answered', async (t) => {
    const { stack, token } = scene;
    const traffic = await Traffic.start(stack, token, 'steady');
    await sleep(3 * STEADY_MS);
    const rows = await stack.recordMemory('under load');
    await traffic.stop();
    t.diagnostic(rows.map(({ service, mebibytes, limit }) => `${service} ${mebibytes} of ${limit} MiB`).join(', '));
    t.diagnostic(`${traffic.reads} reads, ${traffic.acknowledged.length} reports acknowledged`);
    assert.deepEqual(traffic.failedReads, []);
    assert.deepEqual(traffic.refusedWrites, []);
    assert.deepEqual(await traffic.lost(), []);
    for (const { service, mebibytes, limit } of rows) assert.ok(mebibytes < limit, service);
  });

  for (const service of LASTING_SERVICES) {
    it(`survives a restart of ${service}`, { timeout: 180_000 }, async (t) => {
      const { stack, token } = scene;
      const traffic = await Traffic.start(stack, token, `restart-of-${service}`);
      await sleep(STEADY_MS);
      const away = Date.now();
      await stack.restart(service);
      await stack.untilHealthy(service);
      const back = stack.firstAfter(service, 'health_status: healthy', away) ?? Date.now();
      await sleep(NOTICED_MS + STEADY_MS);
      await traffic.stop();

      const { failedReads, acknowledged, reads, slowestReadMs } = traffic;
      const seen = `${failedReads.length} of ${reads} reads failed, the slowest took ${(slowestReadMs / 1000).toFixed(1)} s`;
      const value = `healthy after ${((back - away) / 1000).toFixed(1)} s, ${seen}, ${acknowledged.length} reports acknowledged`;
      t.diagnostic(value);
      record({ table: 'figure', suite: stack.label, what: `restart of ${service} under traffic`, value });
      assert.deepEqual(traffic.failuresOutside(away, back + NOTICED_MS), [], 'errors while it was there');
      assert.deepEqual(traffic.refusedWrites, []);
      assert.deepEqual(await traffic.lost(), [], 'acknowledged and lost');
      for (const other of LASTING_SERVICES) assert.equal((await stack.inspect(other)).RestartCount, 0, other);
      if (service === 'backend') await assertNothingDropped(scene, away);
    });
  }
}

/**
 * A request that the API had begun and did not answer would have broken off at the gateway; one that came too late was
 * refused, and asked again.
 *
 * @param {Scene} scene
 * @param {number} since
 */
async function assertNothingDropped({ stack }, since) {
  const died = stack.happenings('backend', 'die', since);
  assert.deepEqual(
    died.map(({ exitCode }) => exitCode),
    [0],
    'how the API ended',
  );
  const broken = (await stack.logs('gateway')).split('\n').filter((line) => /prematurely closed/.test(line));
  assert.deepEqual(broken, []);
}
