import { Command, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_DATABASE } from '../exit-codes-help.js';

const EXIT_CODES = `
${exitCodesHelp({
  pass: 'up to date',
  fail: 'status: the database is not up to date; apply: a migration failed',
  usage: USAGE_WITH_DATABASE,
})}`;

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
  const command = new Command('migrate').description('Migrate the database to the schema of this version.');
  command
    .command('apply', { isDefault: true })
    .description('apply pending migrations; if several start together, one applies them and the others wait')
    .addOption(databaseOption('the PostgreSQL database, as the role that owns its tables'))
    .option(
      '--application-role <name>',
      'the role of API and command line, if any, which is granted what it needs (env: DATABASE_APPLICATION_ROLE)',
    )
    .action((options: MigrateOptions) => runs.apply(options));
  command
    .command('status')
    .description('show applied and pending migrations, and the progress of rewriting stored rows')
    .addOption(databaseOption())
    .action((options: MigrateOptions) => runs.status(options));
  command
    .command('new')
    .description('write the migration from the last one to prisma/schema.prisma; needs no database')
    .argument('<name>', 'what it does, in a word or two')
    .action((name: string) => runs.create(name));
  return command.addHelpText('after', EXIT_CODES);
}

function databaseOption(description = 'the PostgreSQL database'): Option {
  return new Option('--database-url <url>', `${description} (env: DATABASE_URL or DATABASE_URL_FILE)`);
}
