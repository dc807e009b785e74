import { Command, Option } from 'commander';

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
    .description('Lists what runs where, as the server has it recorded, and whether it may.')
    .option('-e, --environment <name>', 'what runs there; everywhere where left out')
    .option('--image <repository>', 'of this image alone')
    .addOption(new Option('--server <url>', 'the Plimsoll to ask').env('PLIMSOLL_URL'))
    .addOption(
      new Option('--project <slug>', 'of this project; of every one that the token sees where left out').env(
        'PLIMSOLL_PROJECT',
      ),
    )
    .addOption(
      new Option('-o, --output <format>', 'names: IMAGE@DIGEST a line, each once')
        .choices(DEPLOYMENT_OUTPUTS)
        .default('table'),
    )
    .addHelpText(
      'after',
      `
Example:
  $ plimsoll deployments --environment prod --output names | xargs --no-run-if-empty scripts/security-scan.sh
Environment: PLIMSOLL_URL, PLIMSOLL_PROJECT; the token, with deployment:read, is in PLIMSOLL_TOKEN.
Exit codes: 0 listed, whatever the verdicts are; 2 wrong usage or a token that may not; 4 the server cannot be asked, or
has an image recorded by a name that no registry takes, which names leaves out.`,
    )
    .action(run);
}
