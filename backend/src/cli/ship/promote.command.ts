import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';
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
    .argument('<environment>', 'environment to promote it to')
    .option('--tag <name>', 'the tag (default: the name of the environment)')
    .option('--dry-run', 'check everything, without changing anything', false)
    .addOption(new Option('--server <url>', 'Plimsoll server whose verdict must also be pass').env('PLIMSOLL_URL'))
    .addOption(new Option('--project <slug>', 'project on the server').env('PLIMSOLL_PROJECT'));
  return withTrustOptions(command)
    .addHelpText(
      'after',
      `${TRUST_HELP}
With a server and PLIMSOLL_TOKEN (gate:read, deployment:write), the server's current verdict must be pass as well. When the artifact
is tagged, the server records it as running in the environment.
${exitCodesHelp({
  pass: 'promoted',
  fail: 'refused',
  unknown: 'the verdict is stale or unknown',
  failedToRun: 'registry or server cannot be reached; if the tag is set but not recorded, run the same command again',
})}`,
    )
    .action((image: string, environment: string, options: PromoteOptions) => run(image, environment, options));
}
