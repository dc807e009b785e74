#!/usr/bin/env node
// npm run test:all: everything, also what the tests of every change leave out (docs/testing.md names it): npm test -- --all, then
// the containers, where Docker is there.
//
// The last line is the sum of both: "N passed, N failed, N skipped".
// Exit codes: 0 all passed, 1 something failed or could not run, 130 interrupted.
// Environment: as npm test and npm run test:containers.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { TIER_VARIABLE } from '../testkit/tier.mjs';
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { stopWithParent } = await import('./lib/parent.mjs');
const { root } = await import('./lib/paths.mjs');
const { lastSentence, sentence, sum } = await import('./lib/tally.mjs');

/** @typedef {import('./lib/tally.mjs').Tally} Tally */

/** @type {Tally} */
const COULD_NOT_RUN = { passed: 0, failed: 1, skipped: 0 };

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
let isInterrupted = false;

/**
 * @param {string} script
 * @returns {Promise<Tally>}
 */
async function run(script) {
  if (isInterrupted) return COULD_NOT_RUN;
  // It is stopped with this one by a signal, not by the loss of npm, which is its grandparent here.
  const { npm_lifecycle_event: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, 'scripts', script)], {
    cwd: root,
    env: { ...env, [TIER_VARIABLE]: 'all' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  child.stdout.pipe(process.stdout, { end: false });
  const [said, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const tally = lastSentence(said) ?? COULD_NOT_RUN;
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

function hasDocker() {
  return spawnSync('docker', ['version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** @param {NodeJS.Signals} signal */
function interrupt(signal) {
  isInterrupted = true;
  running?.kill(signal);
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
stopWithParent();
const withoutDocker = await run('test.mjs');
const isDockerThere = hasDocker();
const withDocker = isDockerThere ? await run('test-containers.mjs') : undefined;
process.stderr.write(`\nwithout Docker  ${sentence(withoutDocker)}\n`);
process.stderr.write(
  withDocker === undefined
    ? 'with Docker     nothing: Docker is not there or does not answer, so no test of containers was run.\n'
    : `with Docker     ${sentence(withDocker)}\n`,
);
const total = sum([withoutDocker, ...(withDocker === undefined ? [] : [withDocker])]);
process.stdout.write(`${sentence(total)}\n`);
process.exitCode = isInterrupted ? 130 : total.failed === 0 && total.passed > 0 ? 0 : 1;
