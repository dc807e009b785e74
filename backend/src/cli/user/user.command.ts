import { Command, InvalidArgumentError, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_DATABASE } from '../exit-codes-help.js';
import { type Role, ROLES } from '../../modules/access/permissions.js';
import { databaseOption, type DatabaseOptions, ON_THIS_MACHINE } from '../database-option.js';
import { nameArgument, slugArgument } from '../text-arguments.js';

export const USER_OUTPUTS = ['table', 'json'] as const;

/** The command line of `plimsoll user create`, read. */
export interface NewUserOptions extends DatabaseOptions {
  readonly email: string;
  readonly name: string;
  readonly role?: Role;
  readonly project?: string;
}

export interface UserListOptions extends DatabaseOptions {
  readonly output: (typeof USER_OUTPUTS)[number];
}

export interface UserRuns {
  create(options: NewUserOptions): Promise<void>;
  list(options: UserListOptions): Promise<void>;
  disable(email: string, options: DatabaseOptions): Promise<void>;
  enable(email: string, options: DatabaseOptions): Promise<void>;
  resetLink(email: string, options: DatabaseOptions): Promise<void>;
  setupLink(options: DatabaseOptions): Promise<void>;
}

const EXAMPLES = `
Examples:
  $ plimsoll user create --email ada@example.org --name "Ada Lovelace" --role admin
  $ plimsoll user create --email bob@example.org --name Bob --role developer --project shop
  $ plimsoll user list --output json
  $ plimsoll user disable bob@example.org
  $ plimsoll user reset-link ada@example.org
  $ plimsoll user setup-link

create, reset-link and setup-link write only a link to standard output. Anyone who has the link can set the password, once.
${ON_THIS_MACHINE}

${exitCodesHelp({ pass: 'done', usage: USAGE_WITH_DATABASE })}`;

/** Describes `plimsoll user`; one of `runs` is called with the command line once it has been read. */
export function userCommand(runs: UserRuns): Command {
  const command = new Command('user')
    .description('Manage user accounts. Run on the server.')
    .addHelpText('after', EXAMPLES);
  command
    .command('create')
    .description('create an account and print its invitation link, valid for 72 hours')
    .addOption(new Option('--email <address>', 'email address to sign in with').argParser(email).makeOptionMandatory())
    .addOption(new Option('--name <name>', 'name of the person').argParser(nameArgument).makeOptionMandatory())
    .addOption(new Option('--role <role>', 'role of the person (default: none)').choices(ROLES))
    .addOption(
      new Option('--project <slug>', 'the only project that the role is for (default: every project)').argParser(
        slugArgument,
      ),
    )
    .addOption(databaseOption())
    .action((options: NewUserOptions, self: Command) => {
      if (options.project !== undefined && options.role === undefined) {
        self.error('error: --project needs --role, the role of the person in the project');
      }
      return runs.create(options);
    });
  command
    .command('list')
    .description('list the accounts and their states')
    .addOption(new Option('-o, --output <kind>', 'output format').choices(USER_OUTPUTS).default('table'))
    .addOption(databaseOption())
    .action((options: UserListOptions) => runs.list(options));
  command
    .command('disable')
    .description('disable an account: its sessions end and its tokens stop working immediately')
    .argument('<email>', 'email address of the account', email)
    .addOption(databaseOption())
    .action((address: string, options: DatabaseOptions) => runs.disable(address, options));
  command
    .command('enable')
    .description('enable an account again')
    .argument('<email>', 'email address of the account', email)
    .addOption(databaseOption())
    .action((address: string, options: DatabaseOptions) => runs.enable(address, options));
  command
    .command('reset-link')
    .description('print a one-time link to set a new password, valid for one hour')
    .argument('<email>', 'email address of the account', email)
    .addOption(databaseOption())
    .action((address: string, options: DatabaseOptions) => runs.resetLink(address, options));
  command
    .command('setup-link')
    .description(
      'print a one-time link to create the first administrator, valid for 30 minutes, while there is no account',
    )
    .addOption(databaseOption())
    .action((options: DatabaseOptions) => runs.setupLink(options));
  return command;
}

function email(text: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(text))
    throw new InvalidArgumentError('Write an email address such as ada@example.org.');
  return text;
}
