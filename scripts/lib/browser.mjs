import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../testkit/chromium/find-chromium.mjs';
import { fileOfPackage, frontend, root } from './paths.mjs';
import { show } from './show.mjs';
import { distrusting, NOTHING } from './tally.mjs';

/**
 * Browser tests: frontend/e2e in a real Chromium, against a whole Plimsoll that their global setup starts, unless
 * PLIMSOLL_WEB_URL names one that runs.
 *
 * @param {readonly string[]} [only] these specs, as paths from the root
 */
export async function browser(only = []) {
  const specs = only.map((path) => join(root, path));
  const chromium = await findChromium();
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-browser-'));
  const report = join(directory, 'report.json');
  try {
    const exitCode = await show(
      process.execPath,
      [fileOfPackage(frontend, '@playwright/test/cli.js'), 'test', '--reporter=list,json', ...specs],
      { cwd: frontend, env: { ...process.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
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
  const { stats, errors, suites } = JSON.parse(text);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    durations: suites.flatMap((/** @type {Suite} */ suite) => durationsIn(suite)),
  };
}

/**
 * What Playwright reports, as far as it is read here.
 *
 * @typedef {{
 *   title: string,
 *   file: string,
 *   suites?: Suite[],
 *   specs: { title: string, file: string, ok: boolean, tests: { results: { duration: number }[] }[] }[],
 * }} Suite
 */

/**
 * @param {Suite} suite a file, or what it groups
 * @param {readonly string[]} groups that it is in
 * @returns {import('./durations.mjs').Duration[]}
 */
function durationsIn({ suites = [], specs }, groups = []) {
  return [
    ...specs.map(({ title, file, ok, tests }) => ({
      suite: 'browser',
      file,
      title: [...groups, title].join(' › '),
      seconds: tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration / 1000, 0),
      failed: !ok,
    })),
    ...suites.flatMap((suite) => durationsIn(suite, [...groups, suite.title])),
  ];
}
