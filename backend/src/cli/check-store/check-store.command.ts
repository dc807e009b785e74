import { Command } from 'commander';
import { databaseOption, type DatabaseOptions, ON_THIS_MACHINE } from '../database-option.js';

const MORE = `
${ON_THIS_MACHINE}

Each difference is a line on standard output. Nothing is changed; an artifact is held for the moment that it is looked at.
Exit codes: 0 there is no difference, 1 there are some, 2 wrong usage or no database.`;

/** Describes `plimsoll check-store`; `run` is called with the command line once it has been read. */
export function checkStoreCommand(run: (options: DatabaseOptions) => Promise<void>): Command {
  return new Command('check-store')
    .description(
      'Check the database: does it have everything that scans refer to, and do lists and counts match the scans?',
    )
    .addOption(databaseOption())
    .action(run)
    .addHelpText('after', MORE);
}
