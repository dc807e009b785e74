import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { describeEnvironment } from './lib/environment-suite.mjs';
import { copySources, edit } from './lib/source-copy.mjs';

const RELOADED_MS = 90_000;
const POLL_MS = 500;

describe('dev', () => {
  /** @type {string} */
  let root;

  before(async () => {
    root = await copySources();
  });
  after(() => rm(root, { recursive: true, force: true }));

  describeEnvironment(
    'dev',
    async () => ({ root }),
    (scene) => {
      /**
       * Asks until an answer says something, without anything being started anew.
       *
       * @param {string} path
       * @param {string} text
       */
      async function untilSaid(path, text) {
        const begin = Date.now();
        while (!(await scene.stack.ask(path)).text.includes(text)) {
          assert.ok(Date.now() - begin < RELOADED_MS, `${path} does not say "${text}"`);
          await sleep(POLL_MS);
        }
        return Date.now() - begin;
      }

      it('what is changed in the sources of the API is served', { timeout: 2 * RELOADED_MS }, async (t) => {
        const earlier = await scene.stack.inspect('backend');
        const file = join(root, 'backend', 'src', 'common', 'errors', 'http-errors.ts');
        await untilSaid('/api/v1/nowhere', 'There is nothing at this address');
        await edit(file, 'There is nothing at this address', 'Here be dragons');
        t.diagnostic(`after ${await untilSaid('/api/v1/nowhere', 'Here be dragons')} ms`);
        assert.equal((await scene.stack.inspect('backend')).State.StartedAt, earlier.State.StartedAt);
      });

      it('what is changed in the sources of the console is served', { timeout: 2 * RELOADED_MS }, async (t) => {
        const earlier = await scene.stack.inspect('frontend');
        const file = join(root, 'frontend', 'src', 'features', 'sign-in', 'components', 'password-step.tsx');
        await edit(file, '<Card title="Sign in">', '<Card title="Come aboard">');
        t.diagnostic(`after ${await untilSaid('/sign-in', 'Come aboard')} ms`);
        assert.equal((await scene.stack.inspect('frontend')).State.StartedAt, earlier.State.StartedAt);
      });
    },
  );
});
