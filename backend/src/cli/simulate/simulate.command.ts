import { Command, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_TOKEN } from '../exit-codes-help.js';

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
    .description('List the verdicts of a server that another policy would change, before it is saved.')
    .requiredOption('--policy <file>', 'policy to evaluate every artifact against')
    .option('--waivers <file>', 'waivers to add; one with the name of another replaces it')
    .option(
      '--at <instant>',
      'evaluate with the waivers that will be active then, if none is added, renewed or revoked: an instant, or a day',
    )
    .addOption(
      new Option('--project <slug>', 'only this project (default: all that you can see)').env('PLIMSOLL_PROJECT'),
    )
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(new Option('-o, --output <format>').choices(SIMULATE_OUTPUTS).default('text'))
    .addHelpText(
      'after',
      `
Examples:
  $ plimsoll simulate --policy security-config.yml
  $ plimsoll simulate --policy security-config.yml --waivers waivers.yml --at 2027-01-01
Environment: PLIMSOLL_URL, PLIMSOLL_PROJECT; PLIMSOLL_TOKEN, a token with artifact:read.
${exitCodesHelp({
  pass: 'no verdict gets worse',
  fail: 'at least one verdict gets worse',
  usage: `${USAGE_WITH_TOKEN}, or a file that is not a policy`,
  unknown: 'no verdict is known to get worse, but for some artifacts it is not known',
  failedToRun: 'the server cannot be reached',
})}`,
    )
    .action(run);
}
