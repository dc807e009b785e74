import type { Writable } from 'node:stream';
import { LOCAL_ADMINISTRATOR } from '../../modules/audit/audit-event.js';
import { isEmailAddress } from '../../modules/identity/credentials/email.js';
import type { CreatedLink } from '../../modules/identity/credentials/links/one-time-links.js';
import { AccountNotFoundError, AlreadySetUpError } from '../../modules/identity/people/accounts.errors.js';
import { Accounts } from '../../modules/identity/people/accounts.js';
import type { Account } from '../../modules/identity/people/dto/account.dto.js';
import { People } from '../../modules/identity/people/people.js';
import { SetupLinks } from '../../modules/identity/people/setup-links.js';
import { Projects } from '../../modules/projects/projects.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { type GetService, withLocalApplication } from '../local/local-application.js';
import { printable } from '../output/printable.js';
import { type Terminal, terminalOf } from '../output/terminal.js';
import { type Column, textColumns } from '../output/text-columns.js';
import type { UserRuns } from './user.command.js';

/** Where to write: data to stdout, talk to stderr. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: Writable;
}

export const userRuns = ({ stdout, stderr }: Streams): UserRuns => {
  const say = (line: string): void => void stderr.write(`plimsoll: ${printable(line)}\n`);
  const hand = ({ link, expiresAt }: CreatedLink, email: string): void => {
    say(`anyone who has this link can set the password of ${email}, once, until ${expiresAt.toISOString()}.`);
    stdout.write(`${link}\n`);
  };
  return {
    async create({ email, name, role, project: slug, databaseUrl }) {
      if (!isEmailAddress(email)) throw new CommandError(ExitCode.usage, `${email} is not an email address.`);
      const invitation = await withLocalApplication({ databaseUrl }, async (get) => {
        const project = slug === undefined ? null : { slug, id: await get(Projects).idOf(slug, 'all') };
        const grant = role === undefined ? null : { role, project };
        return get(People).invite(LOCAL_ADMINISTRATOR, { email, name, grant });
      });
      if (role === undefined) say(`${email} has no role yet, so no permissions. Grant a role in the console.`);
      hand(invitation, email);
    },

    async list({ databaseUrl, output }) {
      const accounts = await withLocalApplication({ databaseUrl }, (get) => get(People).listAll());
      stdout.write(
        output === 'json' ? `${JSON.stringify(accounts, null, 2)}\n` : table(accounts, terminalOf(stdout, true)),
      );
    },

    async disable(email, { databaseUrl }) {
      await withLocalApplication({ databaseUrl }, async (get) =>
        get(People).change(LOCAL_ADMINISTRATOR, await idOf(get, email), { isDisabled: true }),
      );
      say(`${email} is disabled. Its sessions have ended, and its tokens no longer work.`);
    },

    async enable(email, { databaseUrl }) {
      await withLocalApplication({ databaseUrl }, async (get) =>
        get(People).change(LOCAL_ADMINISTRATOR, await idOf(get, email), { isDisabled: false }),
      );
      say(`${email} can sign in again.`);
    },

    async resetLink(email, { databaseUrl }) {
      const link = await withLocalApplication({ databaseUrl }, async (get) =>
        get(People).createLink(LOCAL_ADMINISTRATOR, await idOf(get, email)),
      );
      hand(link, email);
    },

    async setupLink({ databaseUrl }) {
      const { link, expiresAt } = await withLocalApplication({ databaseUrl }, createSetupLink);
      say(`anyone who has this link can create the first administrator, once, until ${expiresAt.toISOString()}.`);
      stdout.write(`${link}\n`);
    },
  };
};

async function createSetupLink(get: GetService): Promise<CreatedLink> {
  try {
    return await get(SetupLinks).create(LOCAL_ADMINISTRATOR);
  } catch (error) {
    if (!(error instanceof AlreadySetUpError)) throw error;
    throw new CommandError(
      ExitCode.usage,
      'There is an account already. "plimsoll user list" shows who can sign in, "plimsoll user reset-link EMAIL" lets ' +
        'a person back in, "plimsoll user create --role admin …" invites another administrator.',
      { cause: error },
    );
  }
}

async function idOf(get: GetService, email: string): Promise<number> {
  const account = await get(Accounts).findByEmail(email);
  if (account === null) throw new AccountNotFoundError();
  return account.id;
}

const COLUMNS: readonly Column[] = [
  { head: 'Email', shrinksTo: 14 },
  { head: 'Name', shrinksTo: 10 },
  { head: 'State' },
  { head: 'Roles', shrinksTo: 14 },
  { head: 'Second factor' },
];

function table(accounts: readonly Account[], terminal: Terminal): string {
  if (accounts.length === 0) return 'There is no account.\n';
  const rows = accounts.map(({ email, name, state, grants, factors }) =>
    [
      email,
      name,
      state,
      grants.map(({ role, project }) => (project === null ? role : `${role} in ${project}`)).join(', '),
      factors.totp || factors.passkeys > 0 ? 'yes' : 'no',
    ].map((text) => ({ text: printable(text) })),
  );
  return `${textColumns(COLUMNS, rows, terminal).join('\n')}\n`;
}
