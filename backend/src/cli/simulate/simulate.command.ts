import { Command, Option } from 'commander';

export const SIMULATE_OUTPUTS = ['text', 'json'] as const;

export interface SimulateOptions {
  readonly policy: string;
  readonly server?: string;
  readonly output: (typeof SIMULATE_OUTPUTS)[number];
}

/** Describes `plimsoll simulate`; `run` is called with the command line once it has been read. */
export function simulateCommand(run: (options: SimulateOptions) => Promise<void>): Command {
  return new Command('simulate')
    .description('Tells which verdicts of a server another policy would change, before it is saved.')
    .requiredOption('--policy <file>', 'the policy to hold against what the server knows')
    .addOption(new Option('--server <url>', 'the Plimsoll to ask').env('PLIMSOLL_URL'))
    .addOption(new Option('-o, --output <format>').choices(SIMULATE_OUTPUTS).default('text'))
    .addHelpText(
      'after',
      `
Example:
  $ plimsoll simulate --policy security-config.yml
Environment: PLIMSOLL_URL; the token, with artifact:read, is in PLIMSOLL_TOKEN.
Exit codes: 0 no verdict would get worse, and that is known of each artifact; 1 some would; 3 none is known to, but of some it is
not known; 2 wrong usage, a token without the permission, or a file that is no policy; 4 the server cannot be asked.`,
    )
    .action(run);
}
