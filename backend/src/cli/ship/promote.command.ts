import { Command, Option } from 'commander';
import { type CheckOptions, TRUST_HELP, withTrustOptions } from './trust-options.js';

export interface PromoteOptions extends CheckOptions {
  readonly tag?: string;
  readonly dryRun: boolean;
  readonly server?: string;
  readonly project?: string;
}

/** Describes `plimsoll promote`; `run` is called with the command line once it has been read. */
export function promoteCommand(
  run: (image: string, environment: string, options: PromoteOptions) => Promise<void>,
): Command {
  const command = new Command('promote')
    .description('Verify an artifact, tag it for an environment and record the deployment.')
    .argument('<image@digest>', 'the artifact')
    .argument('<environment>', 'where it is to run')
    .option('--tag <name>', 'the tag (default: the name of the environment)')
    .option('--dry-run', 'check everything, change nothing', false)
    .addOption(new Option('--server <url>', 'a Plimsoll server whose verdict must also pass').env('PLIMSOLL_URL'))
    .addOption(new Option('--project <slug>', 'the project there').env('PLIMSOLL_PROJECT'));
  return withTrustOptions(command)
    .addHelpText(
      'after',
      `${TRUST_HELP}
With a server and PLIMSOLL_TOKEN (gate:read, deployment:write) the server must say pass as well, by its newest scans and
its active policy; and once the artifact is tagged it is told that this is what runs there now.
Exit codes: 0 done, 1 refused, 2 wrong usage, 3 the verdict is stale or unknown, 4 something cannot be asked, or it is
tagged and the server could not be told: the same command again does the rest.`,
    )
    .action((image: string, environment: string, options: PromoteOptions) => run(image, environment, options));
}
