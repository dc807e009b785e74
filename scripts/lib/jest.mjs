import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { backend, fileOfPackage, root } from './paths.mjs';
import { show } from './show.mjs';
import { distrusting, NOTHING } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */
/** @typedef {import('./durations.mjs').Duration} Duration */

/**
 * What Jest writes with --json, as far as it is read here.
 *
 * @typedef {{
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   numRuntimeErrorTestSuites: number, numTotalTestSuites: number,
 *   testResults: { name: string, startTime: number, endTime: number, status: string,
 *     assertionResults: { fullName: string, status: string, duration?: number | null }[] }[],
 * }} Report
 */

/**
 * Unit and property tests: the specs beside the sources.
 *
 * @param {readonly string[]} [only] those specs that have to do with these files, as paths from the root
 */
export function unit(only) {
  const related = only?.map((path) => join(root, path)) ?? [];
  return jest('unit', 'jest.config.js', related.length > 0 ? ['--findRelatedTests', ...related] : []);
}

/**
 * Tests of several parts or processes together, on a real PostgreSQL.
 *
 * @param {readonly string[]} [only] these specs, as paths from the root
 */
export function integration(only) {
  return onPostgres('integration', 'test/integration', only);
}

/**
 * The API by HTTP, on a real PostgreSQL.
 *
 * @param {readonly string[]} [only] these specs, as paths from the root
 */
export function endToEnd(only) {
  return onPostgres('e2e', 'test/e2e', only);
}

/**
 * @param {string} suite
 * @param {string} folder
 * @param {readonly string[]} [only]
 */
function onPostgres(suite, folder, only = []) {
  const chosen = only.length > 0 ? ['--runTestsByPath', ...only.map((path) => join(root, path))] : [];
  return jest(suite, 'jest.integration.config.js', chosen, ['--roots', join(backend, folder)]);
}

/**
 * @param {string} suite
 * @param {string} config
 * @param {readonly string[]} chosen the specs, where not all are meant
 * @param {readonly string[]} [options]
 */
async function jest(suite, config, chosen, options = []) {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-jest-'));
  const file = join(directory, 'report.json');
  try {
    const exitCode = await show(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        fileOfPackage(backend, 'jest/bin/jest.js'),
        '--config',
        config,
        '--ci',
        '--maxWorkers=2',
        '--json',
        `--outputFile=${file}`,
        ...chosen,
        ...options,
      ],
      { cwd: backend },
    );
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return distrusting(NOTHING, exitCode);
    /** @type {Report} */
    const report = JSON.parse(text);
    const isNobodysConcern = chosen.length > 0 && report.numTotalTestSuites === 0 && exitCode === 0;
    return isNobodysConcern ? NOTHING : distrusting(tallyOf(report, suite), exitCode);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/**
 * @param {Report} report
 * @param {string} suite
 * @returns {Tally}
 */
function tallyOf(report, suite) {
  return {
    passed: report.numPassedTests,
    // A spec file that could not even be loaded has no tests to count.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    durations: report.testResults.flatMap((result) => durationsOf(result, suite)),
  };
}

/**
 * The tests of a file, and what it takes beside them.
 *
 * @param {Report['testResults'][number]} result
 * @param {string} suite
 * @returns {Duration[]}
 */
function durationsOf({ name, startTime, endTime, status, assertionResults }, suite) {
  const file = relative(root, name);
  const tests = assertionResults.map((test) => ({
    suite,
    file,
    title: test.fullName,
    seconds: (test.duration ?? 0) / 1000,
    failed: test.status === 'failed',
  }));
  const inTests = tests.reduce((total, { seconds }) => total + seconds, 0);
  const beside = Math.max((endTime - startTime) / 1000 - inTests, 0);
  const failed = status === 'failed' && !tests.some((test) => test.failed);
  return [...tests, { suite, file, title: '(loading, before and after its tests)', seconds: beside, failed }];
}
