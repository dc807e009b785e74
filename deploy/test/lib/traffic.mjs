import { setTimeout as sleep } from 'node:timers/promises';
import { gatePath, numberedReport } from './sample-reports.mjs';

/** @typedef {import('./stack.mjs').Stack} Stack */
/** @typedef {{ what: string, begin: number, end: number, answer: string }} Failure */

/** Between two requests of one reader. Far below what the gateway allows for one address. */
const READ_PAUSE_MS = 40;
const PAGE_PAUSE_MS = 250;
const WRITE_PAUSE_MS = 30;
/** The writer's patience: a report is sent again until it is acknowledged. */
const RETRY_MS = 250;
const TIMEOUT_MS = 40_000;

/** Steady readers of API and console, and a writer that sends reports until each is acknowledged, as a pipeline would. */
export class Traffic {
  /**
   * @param {Stack} stack
   * @param {string} token
   * @param {string} series names the writer's images
   */
  static async start(stack, token, series) {
    const traffic = new Traffic(stack, token, series);
    await traffic.#write();
    traffic.#loops = [
      traffic.#loop(() => traffic.#readVerdict(), READ_PAUSE_MS),
      traffic.#loop(() => traffic.#readPage(), PAGE_PAUSE_MS),
      traffic.#loop(() => traffic.#write(), WRITE_PAUSE_MS),
    ];
    return traffic;
  }

  /** Reads that were not answered with 200. */
  /** @type {Failure[]} */
  failedReads = [];
  /** What the writer was told that no pipeline could live with: neither taken in nor "come again". */
  /** @type {Failure[]} */
  refusedWrites = [];
  /** Digests whose report was acknowledged. */
  /** @type {string[]} */
  acknowledged = [];
  reads = 0;
  slowestReadMs = 0;
  #stack;
  #token;
  #series;
  #count = 0;
  #isStopping = false;
  /** @type {Promise<void>[]} */
  #loops = [];

  /**
   * @param {Stack} stack
   * @param {string} token
   * @param {string} series
   */
  constructor(stack, token, series) {
    this.#stack = stack;
    this.#token = token;
    this.#series = series;
  }

  /** Lets what is under way come to its end. */
  async stop() {
    this.#isStopping = true;
    await Promise.all(this.#loops);
  }

  /** Reads that began at an instant or later and were answered, and those that were not. */
  failuresOutside(/** @type {number} */ from, /** @type {number} */ to) {
    return this.failedReads.filter(({ begin, end }) => end < from || begin > to);
  }

  /** Acknowledged digests that the database does not have. */
  async lost() {
    const rows = await this.#stack.query(
      'SELECT DISTINCT artifact.digest FROM artifact JOIN scan ON scan.artifact_id = artifact.id JOIN artifact_state ON artifact_state.artifact_id = artifact.id',
    );
    const kept = new Set(rows.map(([digest]) => digest));
    return this.acknowledged.filter((digest) => !kept.has(digest));
  }

  /**
   * @param {() => Promise<void>} work
   * @param {number} pauseMs
   */
  async #loop(work, pauseMs) {
    while (!this.#isStopping) {
      await work();
      await sleep(pauseMs);
    }
  }

  async #readVerdict() {
    const sample = await numberedReport(this.#series, 1);
    await this.#read(gatePath(sample, 'prod'), this.#token);
  }

  async #readPage() {
    await this.#read('/sign-in');
  }

  /**
   * @param {string} path
   * @param {string} [token]
   */
  async #read(path, token) {
    const begin = Date.now();
    const answer = await this.#outcome(path, token === undefined ? {} : { token });
    const end = Date.now();
    this.reads += 1;
    this.slowestReadMs = Math.max(this.slowestReadMs, end - begin);
    if (answer !== '200') this.failedReads.push({ what: path, begin, end, answer });
  }

  /** The next report, until it is acknowledged. */
  async #write() {
    this.#count += 1;
    const { path, body, digest } = await numberedReport(this.#series, this.#count);
    const headers = { 'content-type': 'application/json' };
    while (!this.#isStopping) {
      const begin = Date.now();
      const answer = await this.#outcome(path, { method: 'POST', token: this.#token, headers, body });
      if (answer === '201' || answer === '200') {
        this.acknowledged.push(digest);
        return;
      }
      if (/^4(?!08|29)/.test(answer)) {
        this.refusedWrites.push({ what: path, begin, end: Date.now(), answer });
        return;
      }
      await sleep(RETRY_MS);
    }
  }

  /**
   * The status, or what went wrong before there was one.
   *
   * @param {string} path
   * @param {Parameters<Stack['ask']>[1]} question
   */
  async #outcome(path, question) {
    try {
      return `${(await this.#stack.ask(path, { timeoutMs: TIMEOUT_MS, ...question })).status}`;
    } catch (error) {
      return error instanceof Error ? error.message || error.name : String(error);
    }
  }
}
