import { root } from '../../../scripts/lib/paths.mjs';
import { outcomeOf } from './command.mjs';

/** The commit that a change is compared with, where somebody knows it: a CI system, of what was pushed. */
export const BASE_VARIABLE = 'PLIMSOLL_TEST_BASE';

/** Branches that a change is made for, best first. */
const MAIN = ['origin/main', 'main'];

/**
 * Files that differ from what the change is made for: of a branch from where it left main, on main itself from the commit
 * before; with what is not committed yet.
 *
 * @param {string} [folder] of the repository
 * @param {string} [told] the commit to compare with
 * @returns {Promise<string[] | undefined>} undefined where git cannot tell, as in a clone of one commit
 */
export async function changedFiles(folder = root, told = process.env[BASE_VARIABLE]) {
  const git = (/** @type {readonly string[]} */ ...args) => linesOf(folder, args);
  const base = await baseOf(git, told);
  if (base === undefined) return undefined;
  const committed = await git('diff', '--name-only', '-z', '--no-renames', base);
  const unknownToGit = await git('ls-files', '--others', '--exclude-standard', '-z');
  if (committed === undefined || unknownToGit === undefined) return undefined;
  return `${committed}${unknownToGit}`.split('\0').filter((file) => file !== '');
}

/**
 * @param {(...args: readonly string[]) => Promise<string | undefined>} git
 * @param {string | undefined} told
 */
async function baseOf(git, told) {
  const commit = (/** @type {string} */ name) => git('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  if (told !== undefined && told !== '') return commit(told);
  const head = await commit('HEAD');
  for (const branch of MAIN) {
    const base = await git('merge-base', 'HEAD', branch);
    if (base !== undefined && base !== head) return base;
  }
  return commit('HEAD~1');
}

/**
 * What git writes, without the line's end; undefined where it fails.
 *
 * @param {string} folder
 * @param {readonly string[]} args
 */
async function linesOf(folder, args) {
  const { code, stdout } = await outcomeOf('git', args, { cwd: folder }).catch(() => ({ code: null, stdout: '' }));
  return code === 0 ? stdout.replace(/\n$/, '') : undefined;
}
