import { Command, InvalidArgumentError, Option } from 'commander';
import { type Permission, TOKEN_PERMISSIONS } from '../../common/access/permissions.js';
import { isTextLine } from '../../common/text/text-line.js';
import { nearestName } from '../../core/policy/nearest-name.js';
import { isProjectSlug } from '../../modules/projects/slug.js';
import { lifetimeOf } from './lifetime.js';

export const TOKEN_OUTPUTS = ['table', 'json'] as const;

/** The command line of `plimsoll token create`, read. */
export interface NewTokenOptions {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly project?: string;
  /** In milliseconds. */
  readonly expires: number;
  readonly databaseUrl?: string;
}

export interface TokenListOptions {
  readonly output: (typeof TOKEN_OUTPUTS)[number];
  readonly databaseUrl?: string;
}

export interface TokenRuns {
  create(options: NewTokenOptions): Promise<void>;
  list(options: TokenListOptions): Promise<void>;
  revoke(id: number, options: { readonly databaseUrl?: string }): Promise<void>;
}

const EXAMPLES = `
Examples:
  $ TOKEN=$(plimsoll token create --name ci --permissions report:write,gate:read --project shop --expires 30d)
  $ plimsoll token list
  $ plimsoll token revoke 7

The token alone is written to standard output, this once. A project that does not exist yet is created.
Works on this machine: on the database that DATABASE_URL or DATABASE_URL_FILE names, else on that of the running "npm start".`;

/** Describes `plimsoll token`; one of `runs` is called with the command line once it has been read. */
export function tokenCommand(runs: TokenRuns): Command {
  const command = new Command('token')
    .description("Makes, lists and revokes API tokens, on the server's machine.")
    .addHelpText('after', EXAMPLES);
  command
    .command('create')
    .description('makes a token and writes it to standard output, this once')
    .addOption(new Option('--name <name>', 'what it is for').argParser(name).makeOptionMandatory())
    .addOption(
      new Option('--permissions <list>', `what it may do, of ${TOKEN_PERMISSIONS.join(', ')}`)
        .argParser(permissions)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--project <slug>', 'the only project it is good for; every project if left out').argParser(slug),
    )
    .addOption(
      new Option('--expires <duration>', 'how long it is good, such as 12h, 30d or 1y; at most a year')
        .argParser(lifetime)
        .makeOptionMandatory(),
    )
    .addOption(databaseOption())
    .action((options: NewTokenOptions) => runs.create(options));
  command
    .command('list')
    .description('shows the tokens that are good, but not their text')
    .addOption(new Option('-o, --output <kind>', 'what to write').choices(TOKEN_OUTPUTS).default('table'))
    .addOption(databaseOption())
    .action((options: TokenListOptions) => runs.list(options));
  command
    .command('revoke')
    .description('ends a token at once')
    .argument('<id>', 'as the list has it', identifier)
    .addOption(databaseOption())
    .action((id: number, options: { databaseUrl?: string }) => runs.revoke(id, options));
  return command;
}

/** DATABASE_URL is read, too. */
function databaseOption(): Option {
  return new Option('--database-url <url>', 'the PostgreSQL database');
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

function name(text: string): string {
  if (!isTextLine(text, 100)) throw new InvalidArgumentError('Write at most 100 characters on one line.');
  return text;
}

function slug(text: string): string {
  if (!isProjectSlug(text)) {
    throw new InvalidArgumentError('Write a slug: lower-case letters, digits, single hyphens; at most 63.');
  }
  return text;
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
