#!/usr/bin/env node
// npm run test:containers: builds both images and tests them and the compose stacks for real, after its own set-up.
// npm run test:containers -- --all: what is left to the full run, too (docs/testing.md).
// npm run test:containers -- SUITE…: only these of the files in deploy/test, such as prod.
//
// Two suites run side by side, one of each lane; what a suite says is printed when it ends.
// The tables of a run go to standard output and to reports/test-containers.md.
// The last line is the sum of all suites: "N passed, N failed, N skipped".
// Exit codes: 0 all passed, 1 something failed or could not run, 2 no such suite, 130 interrupted: what was not run by then
// counts as one that failed.
// Environment: CHROMIUM_PATH names the browser; NODE_IMAGE, ALPINE_IMAGE, POSTGRES_IMAGE and NGINX_IMAGE other base images;
// PLIMSOLL_TEST_TIER=all is the same as --all; PLIMSOLL_TEST_BASE is the commit that a change is compared with.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { TIER_VARIABLE } = await import('../testkit/tier.mjs');
const { baseOfChange } = await import('../deploy/test/lib/base-of-change.mjs');
const { RUN_VARIABLE, isAbandoned, isOfRun, runOfSuite, sweep } = await import('../deploy/test/lib/project.mjs');
const { RECORD_VARIABLE, readRecord } = await import('../deploy/test/lib/record.mjs');
const { logOf } = await import('../deploy/test/lib/run-log.mjs');
const { RunningSuite } = await import('../deploy/test/lib/running-suite.mjs');
const { fileOfSuite, isDueTo, isOfFullRun, laneOf, LANES, suiteNames } = await import('../deploy/test/lib/suites.mjs');
const { missingTools, missingToolsOf } = await import('../deploy/test/lib/tools.mjs');
const { buildBackend } = await import('./lib/build.mjs');
const { changedFiles } = await import('./lib/changed.mjs');
const { install } = await import('./lib/install.mjs');
const { stopWithParent } = await import('./lib/parent.mjs');
const { root } = await import('./lib/paths.mjs');
const { Progress } = await import('./lib/progress.mjs');
const { show, stopShown } = await import('./lib/show.mjs');
const { failureLines } = await import('./lib/durations.mjs');
const { sentence, sum } = await import('./lib/tally.mjs');

/** @typedef {import('./lib/tally.mjs').Tally} Tally */
/** @typedef {{ name: string, seconds: number, tally: Tally }} Result */

/** @type {Tally} */
const COULD_NOT_RUN = { passed: 0, failed: 1, skipped: 0 };
const progress = new Progress();
/** @type {Set<InstanceType<typeof RunningSuite>>} */
const running = new Set();
let isInterrupted = false;

/**
 * @param {readonly string[]} names
 * @param {string} directory for what only this run needs
 */
async function test(names, directory) {
  await install(progress);
  const missing = await missingTools();
  if (missing.length > 0) {
    for (const sentence of missing) progress.say(sentence);
    return COULD_NOT_RUN;
  }
  const abandoned = await sweep(isAbandoned);
  if (abandoned.length > 0)
    progress.say(`Took away ${abandoned.length} things that a run left behind that was killed.`);
  /** @type {Result[]} */
  const results = [];
  const build = await timed('build', buildImages);
  results.push(build);
  if (build.tally.failed === 0) {
    const lanes = LANES.map((lane) => names.filter((name) => laneOf(name) === lane));
    await Promise.all(lanes.map((lane) => runLane(lane, directory, (result) => results.push(result))));
  }
  await tell(results, join(directory, 'record'));
  // The build is not a test; it counts where it fails.
  return sum([...results.map(({ tally }) => tally), ...(isInterrupted ? [COULD_NOT_RUN] : [])]);
}

/**
 * One suite after the other.
 *
 * @param {readonly string[]} names
 * @param {string} directory
 * @param {(result: Result) => void} keep
 */
async function runLane(names, directory, keep) {
  for (const name of names) {
    if (isInterrupted) return;
    progress.say(`${name} has begun`);
    const result = await timed(name, () => runWhereItCan(name, directory));
    progress.say(`${name}: ${sentence(result.tally)} in ${result.seconds} s`);
    keep(result);
    const left = await sweep((project) => isOfRun(project, runOfSuite(name)));
    if (left.length > 0) progress.say(`${name} left ${left.length} things behind, which are gone now.`);
  }
}

/**
 * @param {string} name
 * @param {string} directory
 */
async function runWhereItCan(name, directory) {
  const missing = await missingToolsOf(fileOfSuite(name));
  for (const sentence of missing) progress.say(sentence);
  if (missing.length > 0) return COULD_NOT_RUN;
  const suite = new RunningSuite(name, directory, { ...process.env, [RUN_VARIABLE]: runOfSuite(name) });
  running.add(suite);
  const tally = await suite.end();
  running.delete(suite);
  process.stdout.write(`\n── ${name}\n${suite.output}`);
  return tally;
}

/**
 * @param {string} name
 * @param {() => Promise<Tally>} work
 * @returns {Promise<Result>}
 */
async function timed(name, work) {
  const begin = Date.now();
  const tally = await work();
  return { name, seconds: Math.round((Date.now() - begin) / 1000), tally };
}

/** The command line that scripts call; beside it the images as they ship, and those with which dev runs from source. */
async function buildImages() {
  progress.say('\n── build');
  const dev = ['compose', '--file', 'docker-compose.yml', '--file', 'docker-compose.override.yml', 'build', '--quiet'];
  const exitCodes = await Promise.all([
    show(join(root, 'scripts', 'build-images.sh'), []),
    show('docker', [...dev, 'backend', 'frontend']),
    buildBackend(progress).then(
      () => 0,
      (error) => progress.say(error instanceof Error ? error.message : String(error)),
    ),
  ]);
  return exitCodes.every((code) => code === 0) ? { passed: 0, failed: 0, skipped: 0 } : COULD_NOT_RUN;
}

/**
 * @param {readonly Result[]} results
 * @param {string} record
 */
async function tell(results, record) {
  const log = await logOf(results, readRecord(record));
  await mkdir(join(root, 'reports'), { recursive: true });
  await writeFile(join(root, 'reports', 'test-containers.md'), log);
  process.stdout.write(`\n${log}\n`);
}

function interrupt() {
  if (isInterrupted) return;
  isInterrupted = true;
  progress.say('\nStopping, and taking away what was started …');
  for (const suite of running) suite.stop();
  stopShown();
}

/**
 * The suites of this run: those that were asked for, or those of every change with what this change is the reason for, or all.
 *
 * @param {readonly string[]} asked
 * @param {readonly string[]} known
 */
async function chosen(asked, known) {
  if (asked.length > 0) return known.filter((name) => asked.includes(name));
  if (isFull) return known;
  const base = await baseOfChange();
  const changed = base === undefined ? undefined : await changedFiles(base);
  const due = known.filter((name) => isDueTo(name, changed));
  if (due.length > 0) progress.say(`For what has changed, this run has ${due.join(', ')} as well.`);
  return known.filter((name) => !isOfFullRun(name) || due.includes(name));
}

const args = process.argv.slice(2);
const asked = args.filter((argument) => argument !== '--all');
if (args.length > asked.length) process.env[TIER_VARIABLE] = 'all';
const isFull = process.env[TIER_VARIABLE] === 'all';
const known = await suiteNames();
const strangers = asked.filter((name) => !known.includes(name));
if (strangers.length > 0) {
  process.stderr.write(`No such suite: ${strangers.join(', ')}. There are ${known.join(', ')}.\n`);
  process.exit(2);
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
stopWithParent();
const directory = await mkdtemp(join(tmpdir(), 'plimsoll-test-containers-'));
process.env[RECORD_VARIABLE] = join(directory, 'record');
await writeFile(join(directory, 'record'), '');
// Whatever a suite leaves lying about goes with this folder.
process.env['TMPDIR'] = directory;
// Some tests run as another user, who has to reach a folder in it. Each of those folders protects its own secrets.
await chmod(directory, 0o711);
const total = await chosen(asked, known)
  .then((names) => test(names, directory))
  .catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return COULD_NOT_RUN;
  })
  .finally(() => rm(directory, { recursive: true, force: true }));
for (const line of failureLines(total.durations ?? [])) process.stdout.write(`${line}\n`);
process.stdout.write(`${sentence(total)}\n`);
process.exitCode = isInterrupted ? 130 : total.failed === 0 && total.passed > 0 ? 0 : 1;
