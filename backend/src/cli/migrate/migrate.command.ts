import { Command, Option } from 'commander';

/** What the environment says where left out. */
export interface MigrateOptions {
  readonly databaseUrl?: string;
  readonly applicationRole?: string;
}

export interface MigrateRuns {
  apply(options: MigrateOptions): Promise<void>;
  status(options: MigrateOptions): Promise<void>;
  create(name: string): Promise<void>;
}

/** Describes `plimsoll migrate`; one of `runs` is called with the command line once it has been read. */
export function migrateCommand(runs: MigrateRuns): Command {
  const command = new Command('migrate').description('Brings the database to the schema of this version.');
  command
    .command('apply', { isDefault: true })
    .description('applies what is pending; of several that start together one does it, the others wait')
    .addOption(databaseOption('the PostgreSQL database, as the role that owns its tables'))
    .option(
      '--application-role <name>',
      'the role of API and command line: given what it needs, where there is one (env: DATABASE_APPLICATION_ROLE)',
    )
    .action((options: MigrateOptions) => runs.apply(options));
  command
    .command('status')
    .description(
      'shows what is applied and what is pending, and how far stored rows are rewritten; exits 1 where a migration is pending',
    )
    .addOption(databaseOption())
    .action((options: MigrateOptions) => runs.status(options));
  command
    .command('new')
    .description('writes the migration from the last one to prisma/schema.prisma; needs no database')
    .argument('<name>', 'what it does, in a word or two')
    .action((name: string) => runs.create(name));
  return command;
}

function databaseOption(description = 'the PostgreSQL database'): Option {
  return new Option('--database-url <url>', `${description} (env: DATABASE_URL or DATABASE_URL_FILE)`);
}
