import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backend, fileOfPackage, frontend, root, testkit } from './paths.mjs';
import { findShellcheck } from './shellcheck.mjs';
import { show } from './show.mjs';
import { NOTHING, sum } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/** The code whose imports have a direction. */
const DIRECTED = ['backend/src', 'frontend/src'];

/**
 * Lint, format, and the direction of imports.
 *
 * @param {readonly string[]} [only] everything, unless there are such
 */
export async function lint(only = []) {
  return sum([
    await check([
      fileOfPackage(root, 'oxlint/bin/oxlint'),
      '--deny-warnings',
      '--no-error-on-unmatched-pattern',
      ...only,
    ]),
    await check([fileOfPackage(root, 'oxfmt/bin/oxfmt'), '--check', '--no-error-on-unmatched-pattern', ...only]),
    await imports(only),
  ]);
}

/** @param {readonly string[]} only */
async function imports(only) {
  const isConcerned = only.some(
    (path) => /\.tsx?$/.test(path) && DIRECTED.some((folder) => path.startsWith(`${folder}/`)),
  );
  if (only.length > 0 && !isConcerned) return NOTHING;
  const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  return check([cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', ...DIRECTED]);
}

/**
 * The types of backend, frontend and scripts.
 *
 * @param {readonly string[]} [only] all of it, unless there are such; then what was found out before is built upon
 */
export async function types(only) {
  const tsc = fileOfPackage(testkit, 'typescript-native/bin/tsc');
  const concerns = (/** @type {RegExp} */ part) => only === undefined || only.some((path) => part.test(path));
  /** @param {string} folder */
  const project = (folder) => {
    const known = join(folder, 'node_modules', '.cache', 'plimsoll-types.tsbuildinfo');
    // The frontend's tsconfig.json, which Next.js writes, builds upon what was found out before in any case.
    const incremental = only === undefined ? ['--incremental', 'false'] : ['--incremental', '--tsBuildInfoFile', known];
    return [tsc, '--noEmit', '-p', join(folder, 'tsconfig.json'), ...incremental];
  };
  /** @type {Tally[]} */
  const checks = [];
  if (concerns(/^(backend|testkit)\/|^tsconfig/)) checks.push(await check(project(backend)));
  // The scripts are held to the types of the backend that they drive.
  if (concerns(/\.mjs$|^backend\/src\/|tsconfig/)) checks.push(await check(project(join(root, 'scripts'))));
  if (concerns(/^(frontend|testkit)\/|^tsconfig/)) {
    checks.push(await check([fileOfPackage(frontend, 'next/dist/bin/next'), 'typegen'], frontend));
    checks.push(await check(project(frontend)));
  }
  return sum(checks);
}

/**
 * shellcheck over every shell script, or those that are named. Where none can be had that is said; in CI it is a failure.
 *
 * @param {readonly string[]} [only]
 */
export async function shell(only) {
  const folders = ['.ci', '.github', 'scripts', 'deploy', 'gateway'].map((name) => join(root, name));
  const scripts = only ?? folders.flatMap(shellScriptsIn);
  if (scripts.length === 0) return NOTHING;
  const shellcheck = await findShellcheck();
  if (shellcheck === undefined) {
    process.stderr.write(`shellcheck is not to be had, so ${scripts.length} scripts were not checked.\n`);
    return process.env['CI'] === undefined ? { ...NOTHING, skipped: 1 } : { ...NOTHING, failed: 1 };
  }
  return outcome(await show(shellcheck, ['-x', ...scripts]));
}

/**
 * @param {string} directory
 * @returns {string[]}
 */
function shellScriptsIn(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isShellScript);
}

/** @param {string} path */
export function isShellScript(path) {
  return path.endsWith('.sh') || /^#!.*\b(ba)?sh\b/.test(readFileSync(path, 'utf8').slice(0, 80));
}

/**
 * One command is one check.
 *
 * @param {readonly string[]} args of this Node
 * @param {string} [cwd]
 */
async function check(args, cwd = root) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  return outcome(await show(process.execPath, args, { cwd, env }));
}

/**
 * @param {number | null} exitCode
 * @returns {Tally}
 */
function outcome(exitCode) {
  return exitCode === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}
