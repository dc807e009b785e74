import { wayJson } from '../../core/path/way-json.js';
import { wayToGreen } from '../../core/path/way-to-green.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodeOfOutcomes } from '../gate/exit-code-of-outcomes.js';
import type { Streams } from '../gate/gate.js';
import { readQuestions } from '../gate/read-questions.js';
import { terminalOf } from '../output/terminal.js';
import { wayMarkdown } from '../output/way-markdown.js';
import { wayText } from '../output/way-text.js';
import { onBase } from './on-base.js';
import type { PathOptions } from './path.command.js';

/** Prints the way to green for each environment. Exits by the worst that they lead to. */
export async function path(
  paths: readonly string[],
  options: PathOptions,
  streams: Streams,
  now: Date,
): Promise<ExitCode> {
  const { questions, scans } = await readQuestions(paths, options, streams, now);
  const { originOf, newerBase } = await onBase(scans, options, streams.stdin, now);
  const ways = questions.map((question) => ({
    ...wayJson(wayToGreen(question), originOf),
    newerBase: newerBase(question),
  }));
  const terminal = terminalOf(streams.stdout, options.color);
  for (const way of ways) {
    if (options.output === 'json') streams.stdout.write(`${JSON.stringify(way)}\n`);
    else streams.stdout.write(options.output === 'markdown' ? wayMarkdown(way) : wayText(way, terminal));
  }
  return exitCodeOfOutcomes(ways.map(({ after }) => after.outcome));
}
