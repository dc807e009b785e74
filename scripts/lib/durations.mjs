/**
 * How long a test took, and whether it failed.
 *
 * @typedef {{ suite: string, file: string, title: string, seconds: number, failed?: boolean }} Duration
 */

/** As many rows as a person reads. */
const ROWS = 20;

/**
 * The slowest files and the slowest tests, as Markdown: every run prints it, and keeps it in reports/.
 *
 * @param {readonly Duration[]} durations
 * @param {number} [rows]
 */
export function slowestTables(durations, rows = ROWS) {
  /** @type {Map<string, Duration>} */
  const files = new Map();
  for (const { suite, file, seconds } of durations) {
    const key = `${suite} ${file}`;
    files.set(key, { suite, file, title: '', seconds: (files.get(key)?.seconds ?? 0) + seconds });
  }
  const slowest = (/** @type {Iterable<Duration>} */ all) =>
    [...all].sort((one, other) => other.seconds - one.seconds).slice(0, rows);
  return [
    table(
      ['seconds', 'suite', 'slowest files'],
      slowest(files.values()).map(({ suite, file, seconds }) => [seconds.toFixed(1), suite, file]),
    ),
    table(
      ['seconds', 'suite', 'slowest tests'],
      slowest(durations).map(({ suite, file, title, seconds }) => [seconds.toFixed(1), suite, `${file}: ${title}`]),
    ),
  ].join('\n\n');
}

/**
 * A line for each failed test, for the end of a run, where it is not lost among the output; .ci/run looks for these lines.
 *
 * @param {readonly Duration[]} durations
 */
export function failureLines(durations) {
  return durations
    .filter(({ failed }) => failed)
    .map(({ suite, file, title }) => `failed: ${suite}, ${file}: ${title.replaceAll('\n', ' ')}`);
}

/**
 * @param {readonly string[]} head
 * @param {readonly string[][]} rows
 */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
