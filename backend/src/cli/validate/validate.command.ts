import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';

export interface ValidateOptions {
  readonly output: 'table' | 'json';
}

const EXAMPLES = `
Examples:
  $ plimsoll validate
  $ plimsoll validate security-config.yml ci/strict.yml --output json

Each error is written as file:line:column.

${exitCodesHelp({ pass: 'every policy is valid', usage: 'wrong usage, or a policy that is not valid or cannot be read' })}`;

/** Describes `plimsoll validate`; `run` is called with the command line once it has been read. */
export function validateCommand(run: (files: string[], options: ValidateOptions) => Promise<void>): Command {
  return new Command('validate')
    .description('Check policy files; list every error with its location and a suggestion.')
    .argument('[file...]', 'policy files', ['security-config.yml'])
    .addOption(new Option('-o, --output <kind>', 'output format').choices(['table', 'json']).default('table'))
    .addHelpText('after', EXAMPLES)
    .action((files: string[], options: ValidateOptions) => run(files, options));
}
