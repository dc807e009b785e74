import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backend, fileOfPackage } from './paths.mjs';
import { show } from './show.mjs';
import { distrusting, NOTHING } from './tally.mjs';

/** Unit and property tests: the specs beside the sources. */
export function unit() {
  return jest('jest.config.js');
}

/** Integration and end-to-end tests, on a real PostgreSQL. */
export function integration() {
  return jest('jest.integration.config.js');
}

/** @param {string} config */
async function jest(config) {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-jest-'));
  const report = join(directory, 'report.json');
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
        `--outputFile=${report}`,
      ],
      { cwd: backend },
    );
    return distrusting(await readReport(report), exitCode);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/**
 * @param {string} file
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
async function readReport(file) {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return NOTHING;
  const report = JSON.parse(text);
  return {
    passed: report.numPassedTests,
    // A spec file that could not even be loaded has no tests to count.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
