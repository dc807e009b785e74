import type { Readable } from 'node:stream';
import { excludedByVex } from '../../core/gate/excluded-by-vex.js';
import { evaluateWhole } from '../../core/gate/evaluate.js';
import type { ExitCode } from '../exit-code.js';
import { terminalOf } from '../output/terminal.js';
import { type Answer, waysOf } from './answer.js';
import { exitCodeOfOutcomes } from './exit-code-of-outcomes.js';
import type { GateOptions } from './gate.command.js';
import { readQuestions } from './read-questions.js';
import { render } from './render.js';

export interface Streams {
  readonly stdin: Readable;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Decides from reports and a policy alone. The answer goes to stdout, remarks to stderr. */
export async function gate(
  paths: readonly string[],
  options: GateOptions,
  streams: Streams,
  now: Date,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ExitCode> {
  const { facts, questions } = await readQuestions(paths, options, streams, now, env);
  const verdicts = questions.map(evaluateWhole);
  const answer: Answer = {
    facts,
    factsByEnvironment: new Map(questions.map((question) => [question.environment, question.facts])),
    verdicts,
    ways: waysOf(questions, verdicts),
    excludedByVex: new Map(questions.map((question) => [question.environment, excludedByVex(question)])),
  };
  streams.stdout.write(await render(answer, options, terminalOf(streams.stdout, options.color)));
  return exitCodeOfOutcomes(answer.verdicts.map(({ outcome }) => outcome));
}
