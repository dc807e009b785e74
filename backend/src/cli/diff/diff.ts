import { compare, type Comparison } from '../../core/compare/compare.js';
import { comparisonJson } from '../../core/compare/comparison-json.js';
import { type Severity, severityRank } from '../../core/model/severity.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import type { Streams } from '../gate/gate.js';
import { terminalOf } from '../output/terminal.js';
import type { DiffOptions } from './diff.command.js';
import { readSide } from './read-side.js';
import { comparisonMarkdown, comparisonText } from './render-comparison.js';

/** Prints what changed from the one to the other. Throws CommandError. */
export async function diff(
  before: string,
  after: string,
  options: DiffOptions,
  { stdin, stdout }: Streams,
  now: Date,
): Promise<ExitCode> {
  if (before === '-' && after === '-') {
    throw new CommandError(ExitCode.usage, 'standard input (-) can be read only once.');
  }
  const [old, current] = [await readSide(before, options, stdin, now), await readSide(after, options, stdin, now)];
  const comparison = compare(old, current);
  const json = comparisonJson(comparison, old, current, Infinity);
  if (options.output === 'json') stdout.write(`${JSON.stringify(json)}\n`);
  else if (options.output === 'markdown') stdout.write(comparisonMarkdown(json));
  else stdout.write(comparisonText(json, terminalOf(stdout, options.color)));
  return options.exitCode === undefined ? ExitCode.pass : exitCodeFor(comparison, options.exitCode);
}

/** Whether nothing so severe is introduced. What is not rated, or could not be compared, may be. */
function exitCodeFor({ introduced, isConclusive }: Comparison, severity: Severity): ExitCode {
  const isSevere = introduced.some(({ finding }) => severityRank(finding.severity) >= severityRank(severity));
  if (isSevere) return ExitCode.fail;
  const isUnrated = introduced.some(({ finding }) => finding.severity === 'unknown');
  return isUnrated || !isConclusive ? ExitCode.unknown : ExitCode.pass;
}
