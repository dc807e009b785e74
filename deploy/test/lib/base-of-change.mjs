import { root } from '../../../scripts/lib/paths.mjs';
import { outcomeOf } from './command.mjs';

/** The commit that a change is compared with, where somebody knows it: a CI system, of what was pushed. */
export const BASE_VARIABLE = 'PLIMSOLL_TEST_BASE';

/** Branches that a change is made for, best first. */
const MAIN = ['origin/main', 'main'];

/**
 * What the change that is tested is compared with: for a branch the commit where it left main, on main itself the commit
 * before.
 *
 * @param {string} [folder] of the repository
 * @param {string} [told] the commit, where it is known
 * @returns {Promise<string | undefined>} a revision; undefined where git has none, as in a clone of one commit
 */
export async function baseOfChange(folder = root, told = process.env[BASE_VARIABLE]) {
  const commit = (/** @type {string} */ name) =>
    revision(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  if (told !== undefined && told !== '') return commit(told);
  const head = await commit('HEAD');
  for (const branch of MAIN) {
    const base = await revision(folder, ['merge-base', 'HEAD', branch]);
    if (base !== undefined && base !== head) return base;
  }
  return commit('HEAD~1');
}

/**
 * @param {string} folder
 * @param {readonly string[]} args of git, which prints a revision or fails
 */
async function revision(folder, args) {
  const { code, stdout } = await outcomeOf('git', args, { cwd: folder }).catch(() => ({ code: null, stdout: '' }));
  return code === 0 ? stdout.trim() : undefined;
}
