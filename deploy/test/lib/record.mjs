import { appendFileSync, readFileSync } from 'node:fs';

/** Where the runner collects what the suites measure; a suite that is run on its own prints it only. */
export const RECORD_VARIABLE = 'PLIMSOLL_TEST_RECORD';

/**
 * @typedef {{ table: 'start', stack: string, service: string, seconds: number, target?: number }} StartRow
 * @typedef {{ table: 'memory', stack: string, state: string, service: string, mebibytes: number, limit: number }} MemoryRow
 * @typedef {{ table: 'figure', suite: string, what: string, value: string, target?: string }} FigureRow
 * @typedef {StartRow | MemoryRow | FigureRow} Row
 */

/**
 * Keeps one measurement for the tables at the end of the run.
 *
 * @param {Row} row
 */
export function record(row) {
  const file = process.env[RECORD_VARIABLE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

/**
 * @param {string} file
 * @returns {Row[]}
 */
export function readRecord(file) {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}
