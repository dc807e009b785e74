#!/usr/bin/env node
// npm test: the tests of every change: all that runs without Docker, after its own set-up, but what is left to --all.
// npm test -- SUITE…: only these of lint, types, unit, integration, e2e, browser, shell.
// npm test -- --all [SUITE…]: also what every change leaves out, as npm run test:all does (docs/testing.md names it).
// npm test -- --changed[=REVISION] [SUITE…]: only what concerns the files that differ from where this branch has left main,
// or from that revision; it names what it did not run.
//
// In the run of every change two suites run side by side, where one of them waits much; what a suite says is printed when it ends.
// The slowest files and tests are listed at the end, and in reports/slowest-tests.md; below them, each test that failed.
// The last line is the sum of all runners: "N passed, N failed, N skipped".
// Exit codes: 0 all passed, 1 something failed or could not run, 2 no such suite, option or revision, 130 interrupted: the suite
// that ran counts as failed, and no other is begun. With --changed, nothing to run is 0.
// Environment: CHROMIUM_PATH names the browser; CI makes a shellcheck that cannot be had a failure; PLIMSOLL_TEST_TIER=all is --all.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TIER_VARIABLE } from '../testkit/tier.mjs';
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { browser } = await import('./lib/browser.mjs');
const { buildBackend, buildBundle, buildFrontend, generateClient } = await import('./lib/build.mjs');
const { changedFiles, concerned } = await import('./lib/changed.mjs');
const { lint, shell, types } = await import('./lib/checks.mjs');
const { failureLines, slowestTables } = await import('./lib/durations.mjs');
const { install } = await import('./lib/install.mjs');
const { endToEnd, integration, unit } = await import('./lib/jest.mjs');
const { stopWithParent } = await import('./lib/parent.mjs');
const { root } = await import('./lib/paths.mjs');
const { Progress } = await import('./lib/progress.mjs');
const { shownAfterwards, stopShown } = await import('./lib/show.mjs');
const { sentence, sum } = await import('./lib/tally.mjs');

/** @typedef {import('./lib/tally.mjs').Tally} Tally */
/** @typedef {(progress: InstanceType<typeof Progress>) => Promise<void>} Build */

/**
 * @typedef {object} Suite
 * @property {readonly Build[]} needs
 * @property {(only?: readonly string[]) => Promise<Tally>} run all of it, or what concerns these files
 */

/** What specs import of the sources: each suite would make it for itself, and two at a time the same files. Not there before the set-up. */
async function compileSources() {
  const compiled = await import('../backend/test/jest/compiled.js');
  await compiled.compileSources();
}

/** @type {Readonly<Record<string, Suite>>} */
const suites = {
  lint: { needs: [], run: lint },
  types: { needs: [generateClient], run: types },
  unit: { needs: [generateClient, compileSources], run: unit },
  integration: { needs: [compileSources, buildBackend, buildBundle, buildFrontend], run: integration },
  e2e: { needs: [compileSources, buildBackend, buildBundle], run: endToEnd },
  browser: { needs: [buildBundle, buildFrontend], run: browser },
  shell: { needs: [], run: shell },
};

/** These leave the processors idle for a part of their time, for another suite to use. */
const WAITING = new Set(['integration', 'e2e', 'browser']);

/** Two at a time, in this order: the longest begins first, what says something soon beside it, and the short ones fill the end. */
const ORDER = ['e2e', 'lint', 'types', 'browser', 'integration', 'unit', 'shell'];

/** @type {Tally} */
const COULD_NOT_RUN = { passed: 0, failed: 1, skipped: 0 };

/** What the user has set for their own Plimsoll is not for the tests. */
const OWN_SETTINGS = ['DATABASE_URL', 'PLIMSOLL_DATA_DIR', 'WEB_PORT', 'API_PORT', 'PLIMSOLL_POLICY_FILE'];

const progress = new Progress();
let isInterrupted = false;

/**
 * @param {readonly string[]} names
 * @param {Readonly<Record<string, readonly string[]>>} [only] the files that each suite is about, where not all are
 */
async function test(names, only) {
  await install(progress);
  const results = await runSuites(names, only);
  const total = sum([...results.map(({ tally }) => tally), ...(isInterrupted ? [COULD_NOT_RUN] : [])]);
  await tellSlowest(total);
  progress.say('');
  for (const { name, seconds, tally } of results) {
    progress.say(`${name.padEnd(12)} ${sentence(tally)} in ${seconds} s`);
  }
  for (const line of failureLines(total.durations ?? [])) process.stdout.write(`${line}\n`);
  return total;
}

/** @typedef {{ name: string, seconds: number, tally: Tally }} Result */

/**
 * Two side by side, each next one as soon as one has ended; one after another where none of them waits. So is the full run, which
 * measures times, too.
 *
 * @param {readonly string[]} names
 * @param {Readonly<Record<string, readonly string[]>>} [only]
 */
async function runSuites(names, only) {
  const isFull = process.env[TIER_VARIABLE] === 'all';
  const isSideBySide = !isFull && names.length > 1 && names.some((name) => WAITING.has(name));
  // Both have need of it, and it is not written twice at a time. Where it cannot be written, each suite says so.
  if (isSideBySide) await generateClient().catch(() => undefined);
  /** @type {Result[]} */
  const results = [];
  const run = isSideBySide ? runBeside : runAlone;
  const ordered = isSideBySide ? ORDER.filter((name) => names.includes(name)) : names;
  // What the lanes share: each takes the next from it.
  const waiting = ordered.values();
  const runLane = async () => {
    for (const name of waiting) {
      if (isInterrupted) return;
      results.push(await run(name, only?.[name]));
    }
  };
  await Promise.all(Array.from({ length: isSideBySide ? 2 : 1 }, runLane));
  return results.sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name));
}

/**
 * @param {string} name
 * @param {readonly string[]} [only]
 * @returns {Promise<Result>}
 */
async function runAlone(name, only) {
  progress.say(`\n── ${name}`);
  const begin = Date.now();
  const tally = await runSuite(name, only);
  return { name, seconds: Math.round((Date.now() - begin) / 1000), tally };
}

/**
 * @param {string} name
 * @param {readonly string[]} [only]
 * @returns {Promise<Result>}
 */
async function runBeside(name, only) {
  progress.say(`${name} has begun`);
  const begin = Date.now();
  const { result: tally, output } = await shownAfterwards(() => runSuite(name, only));
  const seconds = Math.round((Date.now() - begin) / 1000);
  progress.say(`\n── ${name}`);
  process.stdout.write(output);
  progress.say(`${name}: ${sentence(tally)} in ${seconds} s`);
  return { name, seconds, tally };
}

/** @type {Map<Build, Promise<void>>} those of this run; what two suites need is built once */
const builds = new Map();

/** @param {Build} build */
function built(build) {
  const building = builds.get(build) ?? build(progress);
  builds.set(build, building);
  return building;
}

/**
 * A suite that cannot run has failed.
 *
 * @param {string} name
 * @param {readonly string[]} [only]
 * @returns {Promise<Tally>}
 */
async function runSuite(name, only) {
  const suite = suites[name];
  try {
    for (const build of suite?.needs ?? []) await built(build);
    return (await suite?.run(only)) ?? COULD_NOT_RUN;
  } catch (error) {
    progress.say(`${name} could not run: ${error instanceof Error ? error.message : String(error)}`);
    return COULD_NOT_RUN;
  }
}

/** @param {Tally} tally */
async function tellSlowest({ durations = [] }) {
  if (durations.length === 0) return;
  const tables = slowestTables(durations);
  await mkdir(join(root, 'reports'), { recursive: true });
  await writeFile(join(root, 'reports', 'slowest-tests.md'), `${tables}\n`);
  progress.say(`\n${tables}`);
}

/**
 * @param {readonly string[]} names
 * @param {string} since a revision; nothing for where this branch has left main
 */
async function testChanged(names, since) {
  const files = await changedFiles(since);
  const only = await concerned(files);
  const chosen = names.filter((name) => (only[name] ?? []).length > 0);
  progress.say(`${files.length} changed files concern ${chosen.join(', ') || 'no suite'}.`);
  const total = chosen.length > 0 ? await test(chosen, only) : sum([]);
  const left = names.filter((name) => !chosen.includes(name));
  if (left.length > 0) progress.say(`Not run at all: ${left.join(', ')}.`);
  progress.say(
    'Not run: integration, end-to-end and browser tests that reach what was changed by way of other files; npm test does.',
  );
  return total;
}

function interrupt() {
  isInterrupted = true;
  stopShown();
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
stopWithParent();
for (const name of OWN_SETTINGS) delete process.env[name];
process.env['CHECKPOINT_DISABLE'] = '1';

const options = process.argv.slice(2).filter((word) => word.startsWith('-'));
const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const changed = options.find((option) => /^--changed(=.+)?$/.test(option));
const unknown = options.filter((option) => option !== '--all' && option !== changed);
if (unknown.length > 0) refuse(`No such option: ${unknown.join(', ')}. There are --all and --changed[=REVISION].`);
const strangers = asked.filter((name) => !(name in suites));
if (strangers.length > 0) {
  refuse(`No such suite: ${strangers.join(', ')}. There are ${Object.keys(suites).join(', ')}.`);
}
// Read by the runners that are started from here.
if (options.includes('--all')) process.env[TIER_VARIABLE] = 'all';

const names = asked.length > 0 ? asked : Object.keys(suites);
const since = changed?.replace(/^--changed=?/, '');
const total = await (since === undefined ? test(names) : testChanged(names, since)).catch((error) => {
  if (error instanceof RangeError) refuse(error.message);
  process.stderr.write(`${error.message}\n`);
  return COULD_NOT_RUN;
});
process.stdout.write(`${sentence(total)}\n`);
const isEmpty = total.passed === 0 && since === undefined;
process.exitCode = isInterrupted ? 130 : total.failed === 0 && !isEmpty ? 0 : 1;
