import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium } from '../../testkit/chromium/find-chromium.mjs';
import { freePort } from '../../testkit/free-port.mjs';
import { backend, fileOfPackage, frontend, root } from './paths.mjs';
import { show } from './show.mjs';
import { distrusting, NOTHING } from './tally.mjs';

/**
 * Browser tests: frontend/e2e in a real Chromium, against a whole Plimsoll of its own on free ports.
 *
 * @param {readonly string[]} [only] these specs, as paths from the root
 */
export async function browser(only = []) {
  const specs = only.map((path) => join(root, path));
  const chromium = await findChromium();
  /** @type {typeof import('../../backend/src/launcher/stack.js')} */
  const { startStack } = await import(pathToFileURL(join(backend, 'dist', 'launcher', 'stack.js')).href);
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-browser-'));
  // Root's PostgreSQL has an account of its own, which must be able to enter.
  await chmod(directory, 0o711);
  const report = join(directory, 'report.json');
  const dataDir = join(directory, 'data');
  const administrator = {
    PLIMSOLL_ADMIN_EMAIL: 'ada@plimsoll.example',
    PLIMSOLL_ADMIN_PASSWORD_FILE: join(directory, 'password'),
  };
  await writeFile(administrator.PLIMSOLL_ADMIN_PASSWORD_FILE, randomBytes(18).toString('base64url'), { mode: 0o600 });
  try {
    const stack = await startStack({
      dataDir,
      webPort: await freePort(),
      apiPort: await freePort(),
      isThrowaway: true,
      env: { ...process.env, ...administrator },
    });
    try {
      const exitCode = await show(
        process.execPath,
        [fileOfPackage(frontend, '@playwright/test/cli.js'), 'test', '--reporter=list,json', ...specs],
        {
          cwd: frontend,
          env: {
            ...process.env,
            CHROMIUM_PATH: chromium,
            PLIMSOLL_WEB_URL: stack.webUrl,
            PLIMSOLL_API_URL: stack.apiUrl,
            PLIMSOLL_DATA_DIR: dataDir,
            ...administrator,
            PLAYWRIGHT_JSON_OUTPUT_FILE: report,
          },
        },
      );
      return distrusting(await readReport(report), exitCode);
    } finally {
      await stack.stop();
    }
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
 *   specs: { title: string, file: string, tests: { results: { duration: number }[] }[] }[],
 * }} Suite
 */

/**
 * @param {Suite} suite a file, or what it groups
 * @param {readonly string[]} groups that it is in
 * @returns {import('./durations.mjs').Duration[]}
 */
function durationsIn({ suites = [], specs }, groups = []) {
  return [
    ...specs.map(({ title, file, tests }) => ({
      suite: 'browser',
      file,
      title: [...groups, title].join(' › '),
      seconds: tests.flatMap(({ results }) => results).reduce((sum, { duration }) => sum + duration / 1000, 0),
    })),
    ...suites.flatMap((suite) => durationsIn(suite, [...groups, suite.title])),
  ];
}
