import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { it } from 'node:test';
import { edit } from './source-copy.mjs';

/** @typedef {import('./environment-suite.mjs').Scene} Scene */

const RELOADED_MS = 90_000;
const POLL_MS = 500;

/**
 * What is edited is served, without anything being started anew.
 *
 * @param {Scene} scene whose stack runs from a copy of the sources
 */
export function proveReload(scene) {
  it('what is changed in the sources of the API is served', { timeout: 2 * RELOADED_MS }, async (t) => {
    const { stack } = scene;
    const earlier = await stack.inspect('backend');
    const file = join(stack.root, 'backend', 'src', 'common', 'errors', 'http-errors.ts');
    await untilSaid(scene, '/api/v1/nowhere', 'Address not found');
    await edit(file, 'Address not found', 'Here be dragons');
    t.diagnostic(`after ${await untilSaid(scene, '/api/v1/nowhere', 'Here be dragons')} ms`);
    assert.equal((await stack.inspect('backend')).State.StartedAt, earlier.State.StartedAt);
  });

  it('what is changed in the sources of the console is served', { timeout: 2 * RELOADED_MS }, async (t) => {
    const { stack } = scene;
    const earlier = await stack.inspect('frontend');
    const file = join(stack.root, 'frontend', 'src', 'features', 'sign-in', 'components', 'password-step.tsx');
    await edit(file, '<Card title="Sign in">', '<Card title="Come aboard">');
    t.diagnostic(`after ${await untilSaid(scene, '/sign-in', 'Come aboard')} ms`);
    assert.equal((await stack.inspect('frontend')).State.StartedAt, earlier.State.StartedAt);
  });
}

/**
 * @param {Scene} scene
 * @param {string} path
 * @param {string} text
 * @returns milliseconds that it took
 */
async function untilSaid({ stack }, path, text) {
  const begin = Date.now();
  while (!(await stack.ask(path)).text.includes(text)) {
    assert.ok(Date.now() - begin < RELOADED_MS, `${path} does not say "${text}"`);
    await sleep(POLL_MS);
  }
  return Date.now() - begin;
}
