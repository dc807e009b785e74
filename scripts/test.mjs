#!/usr/bin/env node
// npm test: everything that runs without Docker, after its own set-up.
// npm test -- SUITE…: only these of lint, types, unit, integration, browser, shell.
//
// The last line is the sum of all runners: "N passed, N failed, N skipped".
// Exit codes: 0 all passed, 1 something failed or could not run, 2 no such suite, 130 interrupted: the suite that ran counts
// as failed, and no other is begun.
// Environment: CHROMIUM_PATH names the browser; CI makes a missing shellcheck a failure.
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { browser } = await import('./lib/browser.mjs');
const { buildBackend, buildFrontend, generateClient } = await import('./lib/build.mjs');
const { lint, shell, types } = await import('./lib/checks.mjs');
const { install } = await import('./lib/install.mjs');
const { integration, unit } = await import('./lib/jest.mjs');
const { stopWithParent } = await import('./lib/parent.mjs');
const { Progress } = await import('./lib/progress.mjs');
const { stopShown } = await import('./lib/show.mjs');
const { sentence, sum } = await import('./lib/tally.mjs');

/** @typedef {import('./lib/tally.mjs').Tally} Tally */
/** @typedef {(progress: InstanceType<typeof Progress>) => Promise<void>} Build */

/** @type {Record<string, { needs: Build[], run: () => Promise<Tally> }>} */
const suites = {
  lint: { needs: [], run: lint },
  types: { needs: [generateClient], run: types },
  unit: { needs: [generateClient], run: unit },
  integration: { needs: [buildBackend, buildFrontend], run: integration },
  browser: { needs: [buildBackend, buildFrontend], run: browser },
  shell: { needs: [], run: shell },
};

const COULD_NOT_RUN = { passed: 0, failed: 1, skipped: 0 };

/** What the user has set for their own Plimsoll is not for the tests. */
const OWN_SETTINGS = ['DATABASE_URL', 'PLIMSOLL_DATA_DIR', 'WEB_PORT', 'API_PORT', 'PLIMSOLL_POLICY_FILE'];

let isInterrupted = false;

/** @param {readonly string[]} names */
async function test(names) {
  const progress = new Progress();
  /** @type {{ name: string, seconds: number, tally: Tally }[]} */
  const results = [];
  await install(progress);
  for (const name of names) {
    if (isInterrupted) break;
    progress.say(`\n── ${name}`);
    const begin = Date.now();
    const tally = await runSuite(name, progress);
    results.push({ name, seconds: Math.round((Date.now() - begin) / 1000), tally });
  }
  progress.say('');
  for (const { name, seconds, tally } of results) {
    progress.say(`${name.padEnd(12)} ${sentence(tally)} in ${seconds} s`);
  }
  return sum([...results.map(({ tally }) => tally), ...(isInterrupted ? [COULD_NOT_RUN] : [])]);
}

/**
 * A suite that cannot run has failed.
 *
 * @param {string} name
 * @param {InstanceType<typeof Progress>} progress
 * @returns {Promise<Tally>}
 */
async function runSuite(name, progress) {
  const suite = suites[name];
  try {
    for (const build of suite?.needs ?? []) await build(progress);
    return (await suite?.run()) ?? COULD_NOT_RUN;
  } catch (error) {
    progress.say(`${name} could not run: ${error instanceof Error ? error.message : String(error)}`);
    return COULD_NOT_RUN;
  }
}

function interrupt() {
  isInterrupted = true;
  stopShown();
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
stopWithParent();
for (const name of OWN_SETTINGS) delete process.env[name];
process.env['CHECKPOINT_DISABLE'] = '1';
const asked = process.argv.slice(2);
const strangers = asked.filter((name) => !(name in suites));
if (strangers.length > 0) {
  process.stderr.write(`No such suite: ${strangers.join(', ')}. There are ${Object.keys(suites).join(', ')}.\n`);
  process.exit(2);
}
const total = await test(asked.length > 0 ? asked : Object.keys(suites)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  return COULD_NOT_RUN;
});
process.stdout.write(`${sentence(total)}\n`);
process.exitCode = isInterrupted ? 130 : total.failed === 0 && total.passed > 0 ? 0 : 1;
