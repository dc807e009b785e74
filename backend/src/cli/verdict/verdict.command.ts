import { Command, Option } from 'commander';

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

Every answer of the gate names its verdict (verdictId). Environment: PLIMSOLL_URL; the token, with gate:read, is in PLIMSOLL_TOKEN.
Exit codes: 0 the causes are known, or the verdict is the same; 1 of replay: it is another one; 3 it is not known, and the answer says what is
missing; 2 wrong usage, or a token without the permission; 4 the server cannot be asked, or has no such verdict.`;

/** Describes `plimsoll verdict`; one of `runs` is called with the command line once it has been read. */
export function verdictCommand(runs: VerdictRuns): Command {
  const command = new Command('verdict').description('Explains verdicts that a server has given.');
  withServer(command.command('replay'))
    .description('evaluates a verdict again from what is stored')
    .argument('<verdict>', 'its identifier: v_ and 32 hexadecimal digits')
    .action((verdict: string, options: VerdictOptions) => runs.replay(verdict, options));
  withServer(command.command('flip'))
    .description('says why a verdict is another one than before')
    .argument('<verdict>', 'its identifier: v_ and 32 hexadecimal digits')
    .option(
      '--from <id>',
      'an earlier verdict, or an artifact for its verdict of that time (default: the last one with another outcome)',
    )
    .action((verdict: string, options: FlipOptions) => runs.flip(verdict, options));
  return command.addHelpText('after', EXAMPLES);
}

function withServer(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(new Option('-o, --output <format>', 'what to write').choices(VERDICT_OUTPUTS).default('text'));
}
