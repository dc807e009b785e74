import { Command, Option } from 'commander';

export const SIMULATE_OUTPUTS = ['text', 'json'] as const;

export interface SimulateOptions {
  readonly policy: string;
  readonly waivers?: string;
  readonly at?: string;
  readonly project?: string;
  readonly server?: string;
  readonly output: (typeof SIMULATE_OUTPUTS)[number];
}

/** Describes `plimsoll simulate`; `run` is called with the command line once it has been read. */
export function simulateCommand(run: (options: SimulateOptions) => Promise<void>): Command {
  return new Command('simulate')
    .description('Tells which verdicts of a server another policy would change, before it is saved.')
    .requiredOption('--policy <file>', 'the policy to hold against what the server knows')
    .option('--waivers <file>', 'waivers that would be there as well; one with the name of another replaces it')
    .option(
      '--at <instant>',
      'with the waivers as they will be then, if none is added, renewed or revoked: an instant, or a day',
    )
    .addOption(
      new Option('--project <slug>', 'only this project (default: all that you can see)').env('PLIMSOLL_PROJECT'),
    )
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(new Option('-o, --output <format>').choices(SIMULATE_OUTPUTS).default('text'))
    .addHelpText(
      'after',
      `
Example:
  $ plimsoll simulate --policy security-config.yml
  $ plimsoll simulate --policy security-config.yml --waivers waivers.yml --at 2027-01-01
Environment: PLIMSOLL_URL, PLIMSOLL_PROJECT; the token, with artifact:read, is in PLIMSOLL_TOKEN.
Exit codes: 0 no verdict would get worse, and that is known of each artifact; 1 some would; 3 none is known to, but of some it is
not known; 2 wrong usage, a token without the permission, or a file that is no policy; 4 the server cannot be asked.`,
    )
    .action(run);
}
