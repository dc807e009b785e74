import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../../scripts/lib/paths.mjs';
import { distrusting, NOTHING } from '../../../scripts/lib/tally.mjs';

/** @typedef {import('../../../scripts/lib/tally.mjs').Tally} Tally */

const FOLDER = join(root, 'deploy', 'test');
const ENDING = '.test.mjs';
/** What later suites build on comes first; suites that are not named here come last. */
const ORDER = ['images', 'own-images', 'compose-files', 'scripts', 'dev', 'stage', 'prod', 'hardening', 'durability'];
/** Nothing that hangs keeps the run for ever: neither a suite that brings whole stacks up, nor any other. */
const STACKS_LIMIT_MS = 15 * 60_000;
const LIMIT_MS = 8 * 60_000;
const WITH_STACKS = new Set(['own-images', 'dev', 'stage', 'prod', 'hardening']);
/** What a suite that was told to stop may take to clear up after itself. */
const STOP_MS = 5000;

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;

/** The suites in the order in which they run. */
export async function suiteNames() {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith(ENDING));
  const names = files.map((name) => name.slice(0, -ENDING.length)).sort();
  return [...ORDER.filter((name) => names.includes(name)), ...names.filter((name) => !ORDER.includes(name))];
}

/** @param {string} name */
export function fileOfSuite(name) {
  return join(FOLDER, `${name}${ENDING}`);
}

/**
 * Runs one suite in a process of its own; what it says is shown.
 *
 * @param {string} name
 * @param {string} directory where the report of the run is kept meanwhile
 * @returns {Promise<Tally>}
 */
export async function runSuite(name, directory) {
  const report = join(directory, `${name}.tap`);
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
  ];
  const child = spawn(process.execPath, [...reporters, fileOfSuite(name)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  running = child;
  const limitMs = WITH_STACKS.has(name) ? STACKS_LIMIT_MS : LIMIT_MS;
  const limit = setTimeout(() => {
    process.stderr.write(`${name} is stopped: it takes longer than ${limitMs / 60_000} minutes.\n`);
    stopSuite();
  }, limitMs);
  /** @type {number | null} */
  const exitCode = await new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  clearTimeout(limit);
  running = undefined;
  return distrusting(readTally(await readFile(report, 'utf8').catch(() => '')), exitCode);
}

/** Ends the suite that runs, if need be the hard way. */
export function stopSuite() {
  const child = running;
  if (child === undefined) return;
  child.kill('SIGTERM');
  void sleep(STOP_MS, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
}

/**
 * The sums at the end of a report. What was cancelled did not pass.
 *
 * @param {string} report in the Test Anything Protocol, as node:test writes it
 * @returns {Tally}
 */
function readTally(report) {
  const sums = new Map([...report.matchAll(/^# (\w+) (\d+)$/gm)].map(([, name = '', count]) => [name, Number(count)]));
  const of = (/** @type {string} */ name) => sums.get(name) ?? 0;
  return { ...NOTHING, passed: of('pass'), failed: of('fail') + of('cancelled'), skipped: of('skipped') + of('todo') };
}
