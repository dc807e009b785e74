import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../../scripts/lib/paths.mjs';
import { distrusting } from '../../../scripts/lib/tally.mjs';
import { tallyOf } from './suite-results.mjs';
import { fileOfSuite, limitOf } from './suites.mjs';

/** @typedef {import('../../../scripts/lib/tally.mjs').Tally} Tally */

const REPORTER = new URL('event-reporter.mjs', import.meta.url).href;
/** What a suite that was told to stop may take to clear up after itself. */
const STOP_MS = 5000;

/** One suite in a process of its own; what it says is kept until it ends, since another one runs beside it. */
export class RunningSuite {
  /** Standard output and error, in the order in which they came. */
  output = '';
  #name;
  #report;
  #child;
  #ended;

  /**
   * @param {string} name
   * @param {string} directory where the report of the run is kept meanwhile
   * @param {NodeJS.ProcessEnv} env
   */
  constructor(name, directory, env) {
    this.#name = name;
    this.#report = join(directory, `${name}.events`);
    const reporters = [
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${REPORTER}`,
      `--test-reporter-destination=${this.#report}`,
    ];
    this.#child = spawn(process.execPath, [...reporters, fileOfSuite(name)], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (this.output += text));
    }
    /** @type {Promise<number | null>} */
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', (code) => void this.#closed().then(() => resolve(code)));
      this.#child.once('error', (error) => {
        this.output += `${error.message}\n`;
        resolve(null);
      });
    });
  }

  /**
   * Waits for its end, and stops it where that does not come.
   *
   * @returns {Promise<Tally>}
   */
  async end() {
    const limitMs = limitOf(this.#name);
    const limit = setTimeout(() => {
      this.output += `${this.#name} is stopped: it takes longer than ${limitMs / 60_000} minutes.\n`;
      this.stop();
    }, limitMs);
    const exitCode = await this.#ended;
    clearTimeout(limit);
    const report = await readFile(this.#report, 'utf8').catch(() => '');
    return distrusting(tallyOf(this.#name, report), exitCode);
  }

  /** Ends it, if need be the hard way. */
  stop() {
    this.#child.kill('SIGTERM');
    void sleep(STOP_MS, undefined, { ref: false }).then(() => this.#child.kill('SIGKILL'));
  }

  /** Until all is read that it wrote. What it has left running may hold on to its output, and is not waited for. */
  async #closed() {
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    await Promise.race([closed, sleep(STOP_MS, undefined, { ref: false })]);
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.destroy();
  }
}
