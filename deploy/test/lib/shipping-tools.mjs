import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './command.mjs';

/** @typedef {import('./command.mjs').Outcome} Outcome */

/** A folder for one suite, with a space in its name, for paths have them. */
export async function makeFolder() {
  return mkdtemp(join(tmpdir(), 'plimsoll shipping-'));
}

/** @param {string} folder */
export async function removeFolder(folder) {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Runs one of the repository's scripts somewhere else, as a pipeline does.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, input?: string }} options
 * @returns {Promise<Outcome>}
 */
export function script(name, args, { env = {}, ...options }) {
  return outcomeOf('bash', [join(root, 'scripts', name), ...args], {
    ...options,
    env: { ...process.env, CI: 'true', PLIMSOLL_URL: '', ...env },
  });
}

/**
 * The same, interrupted as soon as it has said something.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ cwd: string, until: RegExp, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number | null, stderr: string }>}
 */
export function interruptedScript(name, args, { cwd, until, env = process.env }) {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', [join(root, 'scripts', name), ...args], {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    let isSent = false;
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stderr += text;
      if (isSent || !until.test(stderr)) return;
      isSent = true;
      setTimeout(() => child.kill('SIGINT'), 500);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stderr }));
  });
}

/**
 * An image of files, built on the base that the product's own images have.
 *
 * @param {string} tag
 * @param {string} folder
 * @param {string} instructions of the Dockerfile, after FROM
 */
export async function buildImage(tag, folder, instructions) {
  const base = process.env['ALPINE_IMAGE'] ?? 'alpine:3.24';
  await writeFile(join(folder, 'Dockerfile'), `FROM ${base}\n${instructions}\n`);
  await outputOf('docker', ['build', '--quiet', '--tag', tag, folder]);
}

/** @param {readonly string[]} tags */
export async function removeImages(tags) {
  await outcomeOf('docker', ['image', 'rm', '--force', ...tags]);
}

/**
 * Real packages of npm, with what they need; no script of theirs is run.
 *
 * @param {string} folder
 * @param {Record<string, string>} dependencies
 * @param {Record<string, unknown>} [pasted] what else package.json has
 */
export async function installPackages(folder, dependencies, pasted = {}) {
  const manifest = { name: 'sample', version: '1.0.0', dependencies, ...pasted };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await outputOf('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
  });
}
