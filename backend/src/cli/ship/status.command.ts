import { Command, Option } from 'commander';
import { type CheckOptions, TRUST_HELP, withTrustOptions } from './trust-options.js';

export interface StatusOptions extends CheckOptions {
  readonly policy?: string;
  readonly output: 'table' | 'json';
}

/** Describes `plimsoll status`; `run` is called with the command line once it has been read. */
export function statusCommand(run: (image: string, options: StatusOptions) => Promise<void>): Command {
  const command = new Command('status')
    .description('What is tagged for each environment, and whether it may still run there?')
    .argument('<image>', 'the repository, such as ghcr.io/acme/api')
    .option('-p, --policy <file>', 'the policy, which names the environments')
    .addOption(new Option('-o, --output <kind>', 'what to write').choices(['table', 'json']).default('table'));
  return withTrustOptions(command)
    .addHelpText('after', `${TRUST_HELP}\nExit codes: as of plimsoll verify, the worst of all environments.`)
    .action((image: string, options: StatusOptions) => run(image, options));
}
