import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canInstallDebianPackages, installDebianPackage } from '../../testkit/debian-package.mjs';
import { cacheDirectory } from './paths.mjs';
import { run, StepError } from './run.mjs';

const REQUIREMENTS = fileURLToPath(new URL('shellcheck.requirements.txt', import.meta.url));
const FETCH_MS = 3 * 60_000;

/** @typedef {{ environment: NodeJS.ProcessEnv, isRoot: boolean, cache: string, say: (line: string) => void }} Surroundings */

/**
 * The system's shellcheck; one that was fetched before; as root on Debian its package; else a build from PyPI, held to its hash.
 *
 * @param {Partial<Surroundings>} [surroundings] this process's, unless told otherwise
 * @returns {Promise<string | undefined>} its program; nothing where none can be had, and then the reasons were said
 */
export async function findShellcheck(surroundings = {}) {
  /** @type {Surroundings} */
  const here = {
    environment: process.env,
    isRoot: process.getuid?.() === 0,
    cache: cacheDirectory,
    say: (line) => process.stderr.write(`${line}\n`),
    ...surroundings,
  };
  const fetched = await placeOfFetched(here.cache);
  const present = ofSystem(here.environment) ?? (existsSync(fetched) ? fetched : undefined);
  return present ?? (await attempt(here, installOfDebian)) ?? (await attempt(here, () => fetchOfPyPI(here, fetched)));
}

/**
 * @param {Surroundings} here
 * @param {(here: Surroundings) => Promise<string | undefined>} way
 */
async function attempt(here, way) {
  try {
    return await way(here);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    here.say(error.message);
    return undefined;
  }
}

/** @param {NodeJS.ProcessEnv} environment */
function ofSystem(environment) {
  const directories = (environment['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return directories.map((directory) => join(directory, 'shellcheck')).find((path) => existsSync(path));
}

/** @param {string} cache */
async function placeOfFetched(cache) {
  const [, version = ''] = /==(\S+)/.exec(await readFile(REQUIREMENTS, 'utf8')) ?? [];
  return join(cache, `shellcheck-${version}`, 'bin', 'shellcheck');
}

/** @param {Surroundings} here */
async function installOfDebian(here) {
  if (!canInstallDebianPackages(here)) return undefined;
  await installDebianPackage('shellcheck', here);
  return ofSystem(here.environment);
}

/**
 * @param {Surroundings} here
 * @param {string} program
 */
async function fetchOfPyPI({ environment, cache, say }, program) {
  say('Fetching shellcheck from PyPI, 4 MB, which is kept for the next time.');
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'unfinished-'));
  try {
    const target = join(work, 'shellcheck');
    const held = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--requirement', REQUIREMENTS];
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', target, ...held], {
      env: { ...environment, PIP_ROOT_USER_ACTION: 'ignore' },
      limitMs: FETCH_MS,
    });
    const home = join(program, '..', '..');
    // Another run may have been quicker.
    if (!existsSync(home)) await rename(target, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return program;
}
