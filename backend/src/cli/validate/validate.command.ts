import { Command, Option } from 'commander';

export interface ValidateOptions {
  readonly output: 'table' | 'json';
}

const EXAMPLES = `
Examples:
  $ plimsoll validate
  $ plimsoll validate security-config.yml ci/strict.yml --output json

Each error is written as file:line:column. Exit codes: 0 every policy is valid, 2 one is not or cannot be read.`;

/** Describes `plimsoll validate`; `run` is called with the command line once it has been read. */
export function validateCommand(run: (files: string[], options: ValidateOptions) => Promise<void>): Command {
  return new Command('validate')
    .description('Check a policy file: lists every error with its location and a suggestion.')
    .argument('[file...]', 'policies', ['security-config.yml'])
    .addOption(new Option('-o, --output <kind>', 'what to write').choices(['table', 'json']).default('table'))
    .addHelpText('after', EXAMPLES)
    .action((files: string[], options: ValidateOptions) => run(files, options));
}
