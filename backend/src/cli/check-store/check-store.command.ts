import { Command } from 'commander';
import { exitCodesHelp, USAGE_WITH_DATABASE } from '../exit-codes-help.js';
import { databaseOption, type DatabaseOptions, ON_THIS_MACHINE } from '../database-option.js';

const MORE = `
${ON_THIS_MACHINE}

Each difference is a line on standard output. Nothing is changed. Each artifact is locked while it is checked.

${exitCodesHelp({ pass: 'no difference', fail: 'at least one difference', usage: USAGE_WITH_DATABASE })}`;

/** Describes `plimsoll check-store`; `run` is called with the command line once it has been read. */
export function checkStoreCommand(run: (options: DatabaseOptions) => Promise<void>): Command {
  return new Command('check-store')
    .description(
      'Check that the database has everything that scans refer to, and that lists and counts match the scans.',
    )
    .addOption(databaseOption())
    .action(run)
    .addHelpText('after', MORE);
}
