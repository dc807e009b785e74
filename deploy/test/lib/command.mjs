import { spawn } from 'node:child_process';

/** @typedef {{ code: number | null, stdout: string, stderr: string }} Outcome */
/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string | Buffer, signal?: AbortSignal }} CommandOptions */

/**
 * Runs a command and answers how it ended and all that it wrote; an exit code is an answer, not an error.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<Outcome>} code is null where a signal ended it
 */
export function outcomeOf(file, args, { input, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    /** @type {Buffer[]} */
    const written = [];
    /** @type {Buffer[]} */
    const said = [];
    child.stdout.on('data', (chunk) => written.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    // A command that ends before it has read everything is judged by its exit code.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout: Buffer.concat(written).toString(), stderr: Buffer.concat(said).toString() });
    });
  });
}

/**
 * The same for a command that must succeed.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<string>} what it wrote to standard output
 */
export async function outputOf(file, args, options) {
  const { code, stdout, stderr } = await outcomeOf(file, args, options);
  if (code !== 0) throw new Error(`"${[file, ...args].join(' ')}" ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
