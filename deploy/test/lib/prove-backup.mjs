import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { Console } from './console.mjs';
import { rowCounts } from './row-counts.mjs';
import { gatePath, imageReport } from './sample-reports.mjs';
import { settleJobs } from './settle-jobs.mjs';
import { Stack } from './stack.mjs';

/** @typedef {import('./environment-suite.mjs').Scene} Scene */

/**
 * A backup is what can be restored: on another machine, with other passwords and the same secret_key.
 *
 * @param {Scene} scene
 */
export function proveBackup(scene) {
  it('restores into a fresh stack with every row, and people sign in there', { timeout: 300_000 }, async (t) => {
    const { stack, options, administrator, token } = scene;
    const file = join(stack.directory, 'plimsoll.backup');
    // What was taken in is posted within a minute, and what has expired is deleted: that would change rows meanwhile.
    await settleJobs(stack);
    const counts = await rowCounts(stack);
    const backup = await stack.script('backup', file);
    assert.equal(backup.code, 0, backup.stderr);
    assert.equal(statSync(file).mode & 0o077, 0, 'others can read the backup');
    assert.ok(Object.values(counts).reduce((sum, count) => sum + count, 0) > 1000);

    const name = `${stack.isStrict ? `${stack.environment}-strict` : stack.environment}-restored`;
    const restored = await Stack.prepare(stack.environment, { ...options, name, secretKeyOf: stack });
    try {
      const restore = await restored.script('restore', file);
      assert.equal(restore.code, 0, restore.stderr);
      const [kept, there] = [apartFromJobs(counts), apartFromJobs(await rowCounts(restored))];
      assert.deepEqual(there.others, kept.others);
      // Runs in the background go on while all this is done, and are there for days: there can only be more of them.
      assert.deepEqual(Object.keys(there.jobs), Object.keys(kept.jobs));
      for (const [table, count] of Object.entries(kept.jobs)) assert.ok((there.jobs[table] ?? 0) >= count, table);
      t.diagnostic(`${Object.keys(counts).length} tables, ${statSync(file).size} bytes`);

      const verdict = await restored.ask(gatePath(await imageReport(), 'prod'), { token });
      assert.equal(verdict.status, 200, 'tokens are good there, too');
      const console = await Console.open(restored);
      try {
        await console.signIn(administrator);
        assert.deepEqual(console.noise, []);
      } finally {
        await console.close();
      }
      const again = await restored.script('restore', file);
      assert.notEqual(again.code, 0, 'a restore over data that is there');
    } finally {
      await restored.down();
    }
  });
}

/** @param {Readonly<Record<string, number>>} counts of rows, by table */
function apartFromJobs(counts) {
  const entries = Object.entries(counts);
  /** @param {[string, number]} entry */
  const isOfJobs = ([table]) => table.startsWith('jobs.');
  return {
    jobs: Object.fromEntries(entries.filter(isOfJobs)),
    others: Object.fromEntries(entries.filter((entry) => !isOfJobs(entry))),
  };
}
