import { spawnSync } from 'node:child_process';
import { fileOfPackage, frontend } from '../../scripts/lib/paths.mjs';
import { run, StepError } from '../../scripts/lib/run.mjs';

/** What it takes on a slow line. Where nothing answers, it gives up sooner. */
const FETCH_MS = 10 * 60_000;
const CONNECT_MS = 10_000;

/**
 * Where Playwright's own Chromium is, or would be.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
export function ofPlaywright(environment) {
  // Its places are settled when it is loaded, by an environment that need not be this process's.
  const program = "process.stdout.write(require('@playwright/test').chromium.executablePath())";
  const { stdout } = spawnSync(process.execPath, ['-e', program], {
    cwd: frontend,
    env: environment,
    encoding: 'utf8',
  });
  return stdout;
}

/** @param {import('./find-chromium.mjs').Surroundings} here */
export async function fetchOfPlaywright({ environment, say }) {
  if (environment['PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD']) {
    throw new StepError('PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD keeps Playwright from fetching its own.');
  }
  say('There is no Chromium for the browser tests: fetching the one of Playwright.');
  await run(process.execPath, [fileOfPackage(frontend, '@playwright/test/cli.js'), 'install', 'chromium'], {
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: `${CONNECT_MS}`, ...environment },
    limitMs: FETCH_MS,
  });
  return ofPlaywright(environment);
}
