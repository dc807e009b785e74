import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { leftovers } from './project.mjs';
import { LASTING_SERVICES, Stack } from './stack.mjs';

/** @typedef {import('./console.mjs').Administrator} Administrator */
/** @typedef {import('./stack.mjs').Environment} Environment */
/** @typedef {import('./stack.mjs').StackOptions} StackOptions */
/**
 * What the proofs of one stack hand on to each other. The first two are there before the stack is.
 *
 * @typedef {object} Scene
 * @property {Environment} environment
 * @property {boolean} isStrict
 * @property {Stack} stack
 * @property {StackOptions} options that it was started with
 * @property {string} token of a pipeline
 * @property {Administrator} administrator
 */

/** Far from the target of 30 s, which a busy machine may miss: it is printed, this is for what hangs. */
const START_LIMIT_SECONDS = 120;

/**
 * Proves something on a stack that is made from nothing and taken away.
 *
 * @param {Environment} environment
 * @param {{ strict?: boolean, makeOptions?: () => Promise<StackOptions> }} kind
 * @param {Record<string, (scene: Scene) => void>} proofs by what they are about, in their order
 */
export function describeEnvironment(environment, { strict = false, makeOptions = async () => ({}) }, proofs) {
  /** @type {Scene} */
  const scene = Object.create(null);
  scene.environment = environment;
  scene.isStrict = strict;

  before(async () => {
    scene.options = { ...(await makeOptions()), strict };
    scene.stack = await Stack.start(environment, scene.options);
  });
  after(async () => {
    if (scene.stack !== undefined && existsSync(scene.stack.directory)) await scene.stack.down();
  });

  it('comes up from nothing, and all of it is healthy', async (t) => {
    const { stack } = scene;
    stack.recordTimings();
    t.diagnostic(`from up to healthy: ${[...stack.timings].map(([name, s]) => `${name} ${s} s`).join(', ')}`);
    for (const service of LASTING_SERVICES) {
      const { State, RestartCount } = await stack.inspect(service);
      assert.equal(State.Health?.Status, 'healthy', service);
      assert.equal(RestartCount, 0, service);
    }
    assert.equal((await stack.inspect('migrate')).State.ExitCode, 0);
    assert.ok((stack.timings.get('all') ?? Infinity) < START_LIMIT_SECONDS);
  });

  for (const [title, prove] of Object.entries(proofs)) describe(title, () => prove(scene));

  it('goes without a trace', async () => {
    const { stack } = scene;
    await stack.down();
    assert.deepEqual(await leftovers((project) => project === stack.project), []);
    assert.equal(existsSync(stack.directory), false);
  });
}
