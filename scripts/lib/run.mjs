import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** A step that failed; the message is for the person at the terminal. */
export class StepError extends Error {
  /** @override */
  name = 'StepError';
}

/** What is kept of a command's output, to be shown if it fails. */
const KEPT_CHARACTERS = 6000;

/**
 * Runs a command quietly; if it fails, what it wrote last is in the error.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number }} [options] after limitMs it is ended, and has failed
 * @returns {Promise<string>} what it wrote, or the end of it
 */
export function run(command, args, { cwd = root, env = process.env, limitMs = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs });
    let output = '';
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString()).slice(-KEPT_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => reject(new StepError(`${command} cannot be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new StepError(explain([command, ...args], code ?? signal, output.trim())));
    });
  });
}

/**
 * @param {readonly string[]} command
 * @param {number | string | null} end
 * @param {string} output
 */
function explain(command, end, output) {
  if (/ENOSPC|No space left on device/.test(output)) {
    return `The disk that holds ${root} is full. Free some space and start again.`;
  }
  return `"${command.join(' ')}" failed (${end}):\n${output}`;
}
