import type { Writable } from 'node:stream';
import { LOCAL_ADMINISTRATOR } from '../../modules/audit/audit-event.js';
import { AuditLog } from '../../modules/audit/audit-log.js';
import type { TokenSummary } from '../../modules/identity/machines/tokens/dto/token.dto.js';
import { toTokenSummary } from '../../modules/identity/machines/tokens/token-summary.js';
import { EVERY_TOKEN, Tokens } from '../../modules/identity/machines/tokens/tokens.js';
import { Projects } from '../../modules/projects/projects.js';
import { withLocalApplication } from '../local/local-application.js';
import { printable } from '../output/printable.js';
import { type Terminal, terminalOf } from '../output/terminal.js';
import { type Column, textColumns } from '../output/text-columns.js';
import type { NewTokenOptions, TokenListOptions, TokenRuns } from './token.command.js';

/** Where to write: data to stdout, talk to stderr. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: Writable;
}

export const tokenRuns = ({ stdout, stderr }: Streams): TokenRuns => ({
  async create(options) {
    const { token, said } = await create(options);
    stderr.write(said.map((line) => `plimsoll: ${printable(line)}\n`).join(''));
    stdout.write(`${token}\n`);
  },

  async list({ databaseUrl, output }: TokenListOptions) {
    const now = new Date();
    const tokens = await withLocalApplication({ databaseUrl }, async (get) =>
      (await get(Tokens).listActive()).map((row) => toTokenSummary(row, now)),
    );
    stdout.write(output === 'json' ? `${JSON.stringify(tokens, null, 2)}\n` : table(tokens, terminalOf(stdout, true)));
  },

  async revoke(id, { databaseUrl }) {
    const { name } = await withLocalApplication({ databaseUrl }, (get) =>
      get(Tokens).revoke(LOCAL_ADMINISTRATOR, id, EVERY_TOKEN),
    );
    stderr.write(`plimsoll: the token ${printable(name)} is revoked and stops working immediately.\n`);
  },
});

/** One transaction: there is no project without the token that it was made for. */
function create({ name, permissions, project: slug, expires, databaseUrl }: NewTokenOptions) {
  return withLocalApplication({ databaseUrl }, (get) =>
    get(AuditLog).change(LOCAL_ADMINISTRATOR, async (transaction, note) => {
      const said: string[] = [];
      const found = slug === undefined ? null : await get(Projects).findOrCreate(transaction, slug);
      if (slug !== undefined && found?.isNew === true) {
        await note({ action: 'project.created', target: { kind: 'project', id: String(found.id), name: slug } });
        said.push(`there was no project ${slug}: it is created.`);
      }
      const project = slug === undefined || found === null ? null : { id: found.id, slug };
      const expiresAt = new Date(Date.now() + expires);
      const order = { name, permissions, project, expiresAt, owner: null };
      const { id, token } = await get(Tokens).issue(transaction, note, order);
      said.push(
        `token ${id} (${name}): ${permissions.join(', ')} in ${slug ?? 'every project'}, valid until ${expiresAt.toISOString()}. ` +
          'It is not shown again.',
      );
      return { token, said };
    }),
  );
}

const COLUMNS: readonly Column[] = [
  { head: 'ID' },
  { head: 'Name', shrinksTo: 10 },
  { head: 'Ends in' },
  { head: 'Project', shrinksTo: 8 },
  { head: 'Permissions', shrinksTo: 14 },
  { head: 'Owner', shrinksTo: 8 },
  { head: 'Expires' },
  { head: 'Last used' },
];

function table(tokens: readonly TokenSummary[], terminal: Terminal): string {
  if (tokens.length === 0) return 'There is no token.\n';
  const rows = tokens.map((token) =>
    [
      token.id,
      token.name,
      token.ending,
      token.project ?? 'all',
      token.permissions.join(', '),
      token.owner ?? token.trustRule ?? '',
      minute(token.expiresAt),
      token.lastUsedAt === null ? 'never' : minute(token.lastUsedAt),
    ].map((text) => ({ text: printable(text) })),
  );
  return `${textColumns(COLUMNS, rows, terminal).join('\n')}\n`;
}

/** `2026-11-21 12:00Z` */
function minute(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')}Z`;
}
