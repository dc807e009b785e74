import { Command, Option } from 'commander';
import { type CheckOptions, TRUST_HELP, withTrustOptions } from './trust-options.js';

export interface PromoteOptions extends CheckOptions {
  readonly tag?: string;
  readonly dryRun: boolean;
  readonly server?: string;
}

/** Describes `plimsoll promote`; `run` is called with the command line once it has been read. */
export function promoteCommand(
  run: (image: string, environment: string, options: PromoteOptions) => Promise<void>,
): Command {
  const command = new Command('promote')
    .description('Tags an artifact for an environment, if all that plimsoll verify checks holds.')
    .argument('<image@digest>', 'the artifact')
    .argument('<environment>', 'where it is to run')
    .option('--tag <name>', "the tag; the environment's name where left out")
    .option('--dry-run', 'checks everything and changes nothing', false)
    .addOption(new Option('--server <url>', 'a Plimsoll whose verdict must pass, too').env('PLIMSOLL_URL'));
  return withTrustOptions(command)
    .addHelpText(
      'after',
      `${TRUST_HELP}
With a server and PLIMSOLL_TOKEN the server must say pass as well: it knows of advisories that came after the scan.
Exit codes: 0 it is tagged, 1 refused, 2 wrong usage, 3 the verdict is stale or unknown, 4 something cannot be asked.`,
    )
    .action((image: string, environment: string, options: PromoteOptions) => run(image, environment, options));
}
