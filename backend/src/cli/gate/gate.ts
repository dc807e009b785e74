import type { Readable } from 'node:stream';
import { evaluateWhole } from '../../core/gate/evaluate.js';
import { OUTCOMES, type Outcome } from '../../core/gate/verdict.js';
import { ExitCode } from '../exit-code.js';
import { terminalOf } from '../output/terminal.js';
import type { Answer } from './answer.js';
import type { GateOptions } from './gate.command.js';
import { readQuestions } from './read-questions.js';
import { render } from './render.js';

export interface Streams {
  readonly stdin: Readable;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream;
}

const EXIT_CODES: Readonly<Record<Outcome, ExitCode>> = {
  pass: ExitCode.pass,
  unknown: ExitCode.unknown,
  fail: ExitCode.fail,
};

/** Decides from reports and a policy alone. The answer goes to stdout, remarks to stderr. */
export async function gate(
  paths: readonly string[],
  options: GateOptions,
  streams: Streams,
  now: Date,
): Promise<ExitCode> {
  const { facts, questions } = await readQuestions(paths, options, streams, now);
  const answer: Answer = {
    facts,
    factsByEnvironment: new Map(questions.map((question) => [question.environment, question.facts])),
    verdicts: questions.map(evaluateWhole),
  };
  streams.stdout.write(await render(answer, options, terminalOf(streams.stdout, options.color)));
  return EXIT_CODES[worst(answer.verdicts.map(({ outcome }) => outcome))];
}

function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((a, b) => (OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b));
}
