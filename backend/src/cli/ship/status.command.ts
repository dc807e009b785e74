import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';
import { type CheckOptions, TRUST_HELP, withTrustOptions } from './trust-options.js';

export interface StatusOptions extends CheckOptions {
  readonly policy?: string;
  readonly output: 'table' | 'json';
}

/** Describes `plimsoll status`; `run` is called with the command line once it has been read. */
export function statusCommand(run: (image: string, options: StatusOptions) => Promise<void>): Command {
  const command = new Command('status')
    .description('Show what is tagged for each environment, and whether it can still run there.')
    .argument('<image>', 'the repository, such as ghcr.io/acme/api')
    .option('-p, --policy <file>', 'the policy, which names the environments')
    .addOption(new Option('-o, --output <kind>', 'output format').choices(['table', 'json']).default('table'));
  return withTrustOptions(command)
    .addHelpText(
      'after',
      `${TRUST_HELP}\n${exitCodesHelp({
        pass: 'all checks passed in every environment',
        fail: 'a check failed',
        unknown: 'a verdict is stale or unknown',
        failedToRun: 'the registry cannot be reached',
      })}`,
    )
    .action((image: string, options: StatusOptions) => run(image, options));
}
