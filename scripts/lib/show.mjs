import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/**
 * Runs a command whose output the user sees; answers its exit code, null if it was killed or is not there.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number | null>}
 */
export function show(command, args, { cwd = root, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', (error) => {
      process.stderr.write(`${command} cannot be run: ${error.message}\n`);
      resolve(null);
    });
    child.once('close', resolve);
  });
}
