import { Command } from 'commander';

export interface CheckStoreOptions {
  readonly databaseUrl?: string;
}

/** Describes `plimsoll check-store`; `run` is called with the command line once it has been read. */
export function checkStoreCommand(run: (options: CheckStoreOptions) => Promise<void>): Command {
  return new Command('check-store')
    .description('checks that everything that scans refer to is stored, and is what it was when it was written')
    .option(
      '--database-url <url>',
      'the PostgreSQL database; that of DATABASE_URL or of a running "npm start" where left out',
    )
    .addHelpText(
      'after',
      `
Reads the whole store, and changes nothing. Prints one line for each fault.
Exit codes: 0 all is there, 1 something is not, 2 wrong usage or no database.`,
    )
    .action((options: CheckStoreOptions) => run(options));
}
