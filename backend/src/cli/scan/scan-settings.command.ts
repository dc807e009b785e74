import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';

export interface ScanSettingsOptions {
  readonly policy?: string;
  readonly environment?: string;
}

const EXAMPLES = `
Example:
  $ plimsoll scan-settings --policy security-config.yml

Each line is a name, = and a value. A name can occur several times. scripts/security-scan.sh reads this.

${exitCodesHelp({ pass: 'written', usage: 'wrong usage, or a policy that is not valid' })}`;

/** Describes `plimsoll scan-settings`; `run` is called with the command line once it has been read. */
export function scanSettingsCommand(run: (options: ScanSettingsOptions) => Promise<void>): Command {
  return new Command('scan-settings')
    .description('Write the scan settings of the policy as lines for a shell.')
    .option('-p, --policy <file>', 'the policy')
    .addOption(
      new Option('-e, --environment <name>', 'environment to check (default: the last environment of the policy)'),
    )
    .addHelpText('after', EXAMPLES)
    .action((options: ScanSettingsOptions) => run(options));
}
