import { Command, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_TOKEN } from '../exit-codes-help.js';

export const DEPLOYMENT_OUTPUTS = ['table', 'json', 'names'] as const;

export interface DeploymentsOptions {
  readonly environment?: string;
  readonly image?: string;
  readonly server?: string;
  readonly project?: string;
  readonly output: (typeof DEPLOYMENT_OUTPUTS)[number];
}

/** Describes `plimsoll deployments`; `run` is called with the command line once it has been read. */
export function deploymentsCommand(run: (options: DeploymentsOptions) => Promise<void>): Command {
  return new Command('deployments')
    .description('List recorded deployments with their current verdicts.')
    .option('-e, --environment <name>', 'only this environment (default: every environment)')
    .option('--image <repository>', 'only this image')
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(
      new Option('--project <slug>', 'only this project (default: every project that the token can see)').env(
        'PLIMSOLL_PROJECT',
      ),
    )
    .addOption(
      new Option('-o, --output <format>', 'names: one IMAGE@DIGEST per line, each once')
        .choices(DEPLOYMENT_OUTPUTS)
        .default('table'),
    )
    .addHelpText(
      'after',
      `
Example:
  $ plimsoll deployments --environment prod --output names | xargs --no-run-if-empty scripts/security-scan.sh
Environment: PLIMSOLL_URL, PLIMSOLL_PROJECT; PLIMSOLL_TOKEN, a token with deployment:read.
${exitCodesHelp({
  pass: 'listed, regardless of the verdicts',
  usage: USAGE_WITH_TOKEN,
  failedToRun: 'the server cannot be reached, or names leaves out an image whose name no registry accepts',
})}`,
    )
    .action(run);
}
