import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backend, fileOfPackage, frontend, root } from './paths.mjs';
import { show } from './show.mjs';
import { NOTHING, sum } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/** Lint and format of everything. */
export async function lint() {
  return sum([
    await check([fileOfPackage(root, 'oxlint/bin/oxlint'), '--deny-warnings']),
    await check([fileOfPackage(root, 'oxfmt/bin/oxfmt'), '--check']),
  ]);
}

/** The types of backend, frontend and scripts. */
export async function types() {
  const tsc = fileOfPackage(backend, 'typescript/bin/tsc');
  return sum([
    await check([tsc, '--noEmit', '-p', join(backend, 'tsconfig.json')]),
    await check([tsc, '-p', join(root, 'scripts', 'tsconfig.json')]),
    await check([fileOfPackage(frontend, 'next/dist/bin/next'), 'typegen'], frontend),
    await check([tsc, '--noEmit', '-p', join(frontend, 'tsconfig.json')]),
  ]);
}

/** shellcheck over every shell script. Where it is not installed that is said; in CI it is a failure. */
export async function shell() {
  const scripts = ['.ci', '.github', 'scripts', 'deploy', 'gateway'].flatMap((name) =>
    shellScriptsIn(join(root, name)),
  );
  if (scripts.length === 0) return NOTHING;
  const exitCode = await show('shellcheck', ['-x', ...scripts]);
  if (exitCode === null && process.env['CI'] === undefined) {
    process.stderr.write(`shellcheck is not installed, so ${scripts.length} scripts were not checked.\n`);
    return { ...NOTHING, skipped: 1 };
  }
  return outcome(exitCode);
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
    .filter((path) => path.endsWith('.sh') || /^#!.*\b(ba)?sh\b/.test(readFileSync(path, 'utf8').slice(0, 80)));
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
