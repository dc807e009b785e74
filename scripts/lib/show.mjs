import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

/** Nothing that hangs keeps a run for ever. */
const LIMIT_MS = 25 * 60_000;

/** To which a shell adds the number of the signal. */
const KILLED = 128;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let isStopped = false;

/** What commands write, where it is kept until the work is done that they are part of. */
const kept = /** @type {AsyncLocalStorage<Buffer[]>} */ (new AsyncLocalStorage());

/**
 * Does work beside other work: what its commands write is shown once all of it is done.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<{ result: T, output: Buffer }>}
 */
export async function shownAfterwards(work) {
  /** @type {Buffer[]} */
  const chunks = [];
  const result = await kept.run(chunks, work);
  return { result, output: Buffer.concat(chunks) };
}

/**
 * Runs a command whose output the user sees, at once or by shownAfterwards; answers its exit code, as a shell's where it was killed, null if it is not there.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number | null>}
 */
export function show(command, args, { cwd = root, env = process.env } = {}) {
  if (isStopped) return Promise.resolve(KILLED + constants.signals.SIGTERM);
  return new Promise((resolve) => {
    const chunks = kept.getStore();
    const output = chunks === undefined ? 'inherit' : 'pipe';
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks?.push(chunk));
    running.add(child);
    const limit = setTimeout(() => {
      process.stderr.write(`${command} is stopped: it takes longer than ${LIMIT_MS / 60_000} minutes.\n`);
      child.kill('SIGKILL');
    }, LIMIT_MS);
    /** @param {number | null} exitCode */
    const end = (exitCode) => {
      clearTimeout(limit);
      running.delete(child);
      resolve(exitCode);
    };
    child.once('error', (error) => {
      process.stderr.write(`${command} cannot be run: ${error.message}\n`);
      end(null);
    });
    child.once('close', (code, signal) => end(code ?? KILLED + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** Ends what is shown at the moment, and begins nothing more. */
export function stopShown() {
  isStopped = true;
  for (const child of running) child.kill('SIGTERM');
}
