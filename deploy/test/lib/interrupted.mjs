import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * Runs a command and sends SIGINT to it and all that it has started, as a terminal does for Ctrl-C, once it is so far.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, isDue: (said: string) => Promise<boolean> }} options isDue is asked
 *   with what it has written to standard error
 * @returns {Promise<{ code: number | null, stderr: string, seconds: number }>} how long it took to end
 */
export async function interrupted(file, args, { isDue, ...options }) {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text));
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  while (child.exitCode === null && !(await isDue(stderr))) await sleep(POLL_MS);
  const begin = Date.now();
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
  return { code: await ended, stderr, seconds: (Date.now() - begin) / 1000 };
}
