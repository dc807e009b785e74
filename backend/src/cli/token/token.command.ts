import { Command, InvalidArgumentError, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_DATABASE } from '../exit-codes-help.js';
import { nearestName } from '../../core/policy/nearest-name.js';
import { type Permission, TOKEN_PERMISSIONS } from '../../modules/access/permissions.js';
import { databaseOption, type DatabaseOptions, ON_THIS_MACHINE } from '../database-option.js';
import { nameArgument, slugArgument } from '../text-arguments.js';
import { lifetimeOf } from './lifetime.js';

export const TOKEN_OUTPUTS = ['table', 'json'] as const;

/** The command line of `plimsoll token create`, read. */
export interface NewTokenOptions extends DatabaseOptions {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly project?: string;
  /** In milliseconds. */
  readonly expires: number;
}

export interface TokenListOptions extends DatabaseOptions {
  readonly output: (typeof TOKEN_OUTPUTS)[number];
}

export interface TokenRuns {
  create(options: NewTokenOptions): Promise<void>;
  list(options: TokenListOptions): Promise<void>;
  revoke(id: number, options: DatabaseOptions): Promise<void>;
}

const EXAMPLES = `
Examples:
  $ TOKEN=$(plimsoll token create --name ci --permissions report:write,gate:read --project shop --expires 30d)
  $ plimsoll token list
  $ plimsoll token revoke 7

Only the token is written to standard output. It is not shown again. A project that does not exist yet is created.
${ON_THIS_MACHINE}

${exitCodesHelp({ pass: 'done', usage: USAGE_WITH_DATABASE })}`;

/** Describes `plimsoll token`; one of `runs` is called with the command line once it has been read. */
export function tokenCommand(runs: TokenRuns): Command {
  const command = new Command('token')
    .description('Create, list and revoke API tokens. Run on the server.')
    .addHelpText('after', EXAMPLES);
  command
    .command('create')
    .description('create a token and write it to standard output, once')
    .addOption(new Option('--name <name>', 'what it is for').argParser(nameArgument).makeOptionMandatory())
    .addOption(
      new Option('--permissions <list>', `permissions, separated by commas, of ${TOKEN_PERMISSIONS.join(', ')}`)
        .argParser(permissions)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--project <slug>', 'the only project it is valid for (default: every project)').argParser(
        slugArgument,
      ),
    )
    .addOption(
      new Option('--expires <duration>', 'how long it is valid, such as 12h, 30d or 1y; at most a year')
        .argParser(lifetime)
        .makeOptionMandatory(),
    )
    .addOption(databaseOption())
    .action((options: NewTokenOptions) => runs.create(options));
  command
    .command('list')
    .description('list the valid tokens, without their text')
    .addOption(new Option('-o, --output <kind>', 'output format').choices(TOKEN_OUTPUTS).default('table'))
    .addOption(databaseOption())
    .action((options: TokenListOptions) => runs.list(options));
  command
    .command('revoke')
    .description('revoke a token immediately')
    .argument('<id>', 'number of the token, as list shows it', identifier)
    .addOption(databaseOption())
    .action((id: number, options: DatabaseOptions) => runs.revoke(id, options));
  return command;
}

function permissions(text: string): Permission[] {
  const names = text.split(',').map((part) => part.trim());
  const unknown = names.find((part) => !TOKEN_PERMISSIONS.some((known) => known === part));
  if (unknown === undefined) return [...new Set(names as Permission[])];
  const meant = nearestName(unknown, TOKEN_PERMISSIONS);
  throw new InvalidArgumentError(
    `${unknown === '' ? 'One is empty' : `A token cannot have ${unknown}`}.` +
      `${meant === null ? '' : ` Did you mean ${meant}?`} Allowed are ${TOKEN_PERMISSIONS.join(', ')}, separated by commas.`,
  );
}

function lifetime(text: string): number {
  const milliseconds = lifetimeOf(text);
  if (milliseconds === null) {
    throw new InvalidArgumentError(
      'Write a number and a unit of m (minutes), h (hours), d (days), w (weeks) or y (years), at most 1y: 12h, 30d.',
    );
  }
  return milliseconds;
}

function identifier(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write the number of a token: plimsoll token list.');
  return Number(text);
}
