import { cpus, totalmem } from 'node:os';
import { slowestTables } from '../../../scripts/lib/durations.mjs';
import { sentence, sum } from '../../../scripts/lib/tally.mjs';
import { outputOf } from './command.mjs';
import { imageSizes } from './image-sizes.mjs';

/** @typedef {import('./record.mjs').Row} Row */
/** @typedef {{ name: string, seconds: number, tally: import('../../../scripts/lib/tally.mjs').Tally }} Result */

/**
 * The log of a run, in Markdown: docs/testing.md holds one.
 *
 * @param {readonly Result[]} results
 * @param {readonly Row[]} rows what the suites measured
 */
export async function logOf(results, rows) {
  const sections = [
    await machine(),
    section('Suites', ['suite', 'seconds', 'outcome'], results.map(suiteRow)),
    section(
      'Image sizes, in MB',
      ['image', 'application', 'node and its libraries', 'on top of the base'],
      await sizes(),
    ),
    section('From `up` to healthy, in seconds', ['stack', ...START_COLUMNS, 'target'], startRows(rows)),
    section('Memory, in MiB', ['stack', 'state', ...MEMORY_COLUMNS], memoryRows(rows)),
    section('Figures', ['suite', 'what', 'value', 'target'], figureRows(rows)),
    slowest(results),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

const START_COLUMNS = ['postgres', 'migrate', 'backend', 'frontend', 'gateway', 'all'];
const MEMORY_COLUMNS = ['postgres', 'backend', 'frontend', 'gateway'];

async function machine() {
  const engine = (await outputOf('docker', ['version', '--format', '{{.Server.Version}}'])).trim();
  const compose = (await outputOf('docker', ['compose', 'version', '--short'])).trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${new Date().toISOString()}, ${cpus().length} cores, ${memory} GiB, Docker ${engine}, Compose ${compose}`;
}

/** @param {Result} result */
function suiteRow({ name, seconds, tally }) {
  return [name, `${seconds}`, sum([tally]).passed + tally.failed + tally.skipped === 0 ? 'done' : sentence(tally)];
}

async function sizes() {
  const measured = await imageSizes();
  return measured.map(({ image, application, node, added }) => [image, ...[application, node, added].map(megabytes)]);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/** @param {readonly Result[]} results */
function slowest(results) {
  const { durations = [] } = sum(results.map(({ tally }) => tally));
  return durations.length === 0 ? '' : `### Slowest\n\n${slowestTables(durations)}`;
}

/** @param {readonly Row[]} rows */
function startRows(rows) {
  const starts = rows.filter((row) => row.table === 'start');
  return [...new Set(starts.map(({ stack }) => stack))].map((stack) => {
    const own = starts.filter((row) => row.stack === stack);
    const seconds = START_COLUMNS.map(
      (service) => own.find((row) => row.service === service)?.seconds.toFixed(1) ?? '',
    );
    const target = own.find((row) => row.target !== undefined)?.target;
    return [stack, ...seconds, target === undefined ? '' : `≤ ${target}`];
  });
}

/** @param {readonly Row[]} rows */
function memoryRows(rows) {
  const measured = rows.filter((row) => row.table === 'memory');
  const lines = new Map(measured.map((row) => [`${row.stack} ${row.state}`, row]));
  return [...lines.values()].map(({ stack, state }) => {
    const own = measured.filter((row) => row.stack === stack && row.state === state);
    const cells = MEMORY_COLUMNS.map((service) => {
      const row = own.find((it) => it.service === service);
      return row === undefined ? '' : `${row.mebibytes.toFixed(0)} of ${row.limit}`;
    });
    return [stack, state, ...cells];
  });
}

/** @param {readonly Row[]} rows */
function figureRows(rows) {
  return rows
    .filter((row) => row.table === 'figure')
    .map(({ suite, what, value, target = '' }) => [suite, what, value, target]);
}

/**
 * A heading and a table, aligned so that it can be read as it is; nothing where there are no rows.
 *
 * @param {string} title
 * @param {readonly string[]} head
 * @param {readonly string[][]} rows
 */
function section(title, head, rows) {
  if (rows.length === 0) return '';
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [`### ${title}`, '', line(head), rule, ...rows.map(line)].join('\n');
}
