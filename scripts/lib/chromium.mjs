import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileOfPackage, frontend } from './paths.mjs';
import { run, StepError } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome.exe'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The Chromium for the browser tests: CHROMIUM_PATH, the system's, or Playwright's own, which is fetched if need be.
 *
 * @returns {Promise<string>}
 */
export async function findChromium() {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new StepError(`CHROMIUM_PATH names ${named}, which is not there.`);
    return named;
  }
  return ofSystem() ?? (await ofPlaywright());
}

function ofSystem() {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = directories.flatMap((directory) => NAMES.map((name) => join(directory, name)));
  return [...candidates, ...PLACES].find((path) => existsSync(path));
}

async function ofPlaywright() {
  const { chromium } = createRequire(join(frontend, 'package.json'))('@playwright/test');
  /** @type {string} */
  const own = chromium.executablePath();
  if (existsSync(own)) return own;
  try {
    await run(process.execPath, [fileOfPackage(frontend, '@playwright/test/cli.js'), 'install', 'chromium']);
  } catch (error) {
    throw new StepError(
      'The browser tests need Chromium, and none can be had: the system has none, and Playwright could not fetch its own. ' +
        'Install one (Debian: apt-get install chromium) or name one with CHROMIUM_PATH.',
      { cause: error },
    );
  }
  return own;
}
