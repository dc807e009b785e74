import { Command, Option } from 'commander';

export interface MigrateRuns {
  apply(databaseUrl: string): Promise<void>;
  status(databaseUrl: string): Promise<void>;
  create(name: string): Promise<void>;
}

/** Describes `plimsoll migrate`; one of `runs` is called with the command line once it has been read. */
export function migrateCommand(runs: MigrateRuns): Command {
  const command = new Command('migrate').description('Brings the database to the schema of this version.');
  command
    .command('apply', { isDefault: true })
    .description('applies what is pending; of several that start together one does it, the others wait')
    .addOption(databaseOption())
    .action(({ databaseUrl }: { databaseUrl: string }) => runs.apply(databaseUrl));
  command
    .command('status')
    .description('shows what is applied and what is pending; exits 1 where the database is not up to date')
    .addOption(databaseOption())
    .action(({ databaseUrl }: { databaseUrl: string }) => runs.status(databaseUrl));
  command
    .command('new')
    .description('writes the migration from the last one to prisma/schema.prisma; needs no database')
    .argument('<name>', 'what it does, in a word or two')
    .action((name: string) => runs.create(name));
  return command;
}

function databaseOption(): Option {
  return new Option('--database-url <url>', 'the PostgreSQL database').env('DATABASE_URL').makeOptionMandatory();
}
