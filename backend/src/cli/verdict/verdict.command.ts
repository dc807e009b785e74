import { Command, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_TOKEN } from '../exit-codes-help.js';

export const VERDICT_OUTPUTS = ['text', 'json'] as const;

export interface VerdictOptions {
  readonly server?: string;
  readonly output: (typeof VERDICT_OUTPUTS)[number];
}

export interface FlipOptions extends VerdictOptions {
  readonly from?: string;
}

export interface VerdictRuns {
  replay(verdict: string, options: VerdictOptions): Promise<void>;
  flip(verdict: string, options: FlipOptions): Promise<void>;
}

const EXAMPLES = `
Examples:
  $ plimsoll verdict flip v_5f0c1b7e9d2a4c6e8f1a3b5c7d9e0f12
  $ plimsoll verdict flip v_5f0c1b7e9d2a4c6e8f1a3b5c7d9e0f12 --from 41
  $ plimsoll verdict replay v_5f0c1b7e9d2a4c6e8f1a3b5c7d9e0f12

Every answer of the gate names its verdict (verdictId).

Environment: PLIMSOLL_URL; PLIMSOLL_TOKEN, a token with gate:read.
${exitCodesHelp({
  pass: 'flip: the causes are known; replay: the verdict is the same',
  fail: 'replay: the verdict is another one',
  usage: USAGE_WITH_TOKEN,
  unknown: 'not known; the answer says what is missing',
  failedToRun: 'the server cannot be reached, or has no such verdict',
})}`;

/** Describes `plimsoll verdict`; one of `runs` is called with the command line once it has been read. */
export function verdictCommand(runs: VerdictRuns): Command {
  const command = new Command('verdict').description('Explain verdicts of a server.');
  withServer(command.command('replay'))
    .description('evaluate a verdict again from what is stored')
    .argument('<verdict>', 'verdict id: v_ and 32 hexadecimal digits')
    .action((verdict: string, options: VerdictOptions) => runs.replay(verdict, options));
  withServer(command.command('flip'))
    .description('say why a verdict differs from an earlier one')
    .argument('<verdict>', 'verdict id: v_ and 32 hexadecimal digits')
    .option(
      '--from <id>',
      'an earlier verdict, or an artifact, whose verdict of that time is used (default: the last verdict with another outcome)',
    )
    .action((verdict: string, options: FlipOptions) => runs.flip(verdict, options));
  return command.addHelpText('after', EXAMPLES);
}

function withServer(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(new Option('-o, --output <format>', 'output format').choices(VERDICT_OUTPUTS).default('text'));
}
