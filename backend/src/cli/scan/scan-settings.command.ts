import { Command, Option } from 'commander';

export interface ScanSettingsOptions {
  readonly policy?: string;
  readonly environment?: string;
}

const EXAMPLES = `
Each line is a name, = and a value; a name may come several times. This is what scripts/security-scan.sh reads.
  $ plimsoll scan-settings --policy security-config.yml
Exit codes: 0 the policy is valid, 2 it is not.`;

/** Describes `plimsoll scan-settings`; `run` is called with the command line once it has been read. */
export function scanSettingsCommand(run: (options: ScanSettingsOptions) => Promise<void>): Command {
  return new Command('scan-settings')
    .description('Writes what the policy says about scanning, as lines that a shell reads.')
    .option('-p, --policy <file>', 'the policy')
    .addOption(new Option('-e, --environment <name>', 'environment to check (default: the last one of the policy)'))
    .addHelpText('after', EXAMPLES)
    .action((options: ScanSettingsOptions) => run(options));
}
