import type * as Commander from 'commander';
import { packageOfSources } from '../../../test/factories/realms.js';
import { userCommand } from './user.command.js';

const { CommanderError } = await packageOfSources<typeof Commander>('commander');

/** What the command line comes down to: what is run with which settings, or why it is refused. */
async function read(...words: string[]): Promise<unknown> {
  let said = '';
  const calls: unknown[] = [];
  const run =
    (what: string) =>
    async (...settings: unknown[]): Promise<void> =>
      void calls.push([what, ...settings]);
  const command = userCommand({
    create: run('create'),
    list: run('list'),
    disable: run('disable'),
    enable: run('enable'),
    resetLink: run('reset-link'),
    setupLink: run('setup-link'),
  });
  for (const each of [command, ...command.commands]) {
    each.exitOverride().configureOutput({ writeErr: (text) => void (said += text) });
  }
  try {
    await command.parseAsync(words, { from: 'user' });
    return calls;
  } catch (error) {
    if (error instanceof CommanderError) return said;
    throw error;
  }
}

const ADA = ['create', '--email', 'ada@plimsoll.example', '--name', 'Ada'];

describe('plimsoll user', () => {
  it('creates with a role, in a project or everywhere', async () => {
    const person = { email: 'ada@plimsoll.example', name: 'Ada' };
    expect(await read(...ADA)).toEqual([['create', person]]);
    expect(await read(...ADA, '--role', 'admin')).toEqual([['create', { ...person, role: 'admin' }]]);
    expect(await read(...ADA, '--role', 'viewer', '--project', 'shop')).toEqual([
      ['create', { ...person, role: 'viewer', project: 'shop' }],
    ]);
  });

  it('lists as a table unless told otherwise', async () => {
    expect(await read('list')).toEqual([['list', { output: 'table' }]]);
    expect(await read('list', '--output', 'json')).toEqual([['list', { output: 'json' }]]);
  });

  it('makes the link for the first administrator for nobody in particular', async () => {
    expect(await read('setup-link')).toEqual([['setup-link', {}]]);
    expect(await read('setup-link', 'ada@plimsoll.example')).toContain('too many arguments');
  });

  it.each(['disable', 'enable', 'reset-link'])('takes an address to %s', async (what) => {
    expect(await read(what, 'ada@plimsoll.example')).toEqual([[what, 'ada@plimsoll.example', {}]]);
    expect(await read(what)).toContain("missing required argument 'email'");
    expect(await read(what, 'ada')).toContain('Write an email address');
  });

  it.each([
    [['create', '--name', 'Ada'], '--email'],
    [['create', '--email', 'ada@plimsoll.example'], '--name'],
    [['create', '--email', 'ada', '--name', 'Ada'], 'Write an email address'],
    [['create', '--email', 'a da@plimsoll.example', '--name', 'Ada'], 'Write an email address'],
    [['create', '--email', 'ada@plimsoll.example', '--name', ' '], 'on one line'],
    [['create', '--email', 'ada@plimsoll.example', '--name', 'A\nda'], 'on one line'],
    [[...ADA, '--role', 'owner'], 'Allowed choices are viewer, developer, security, admin'],
    [[...ADA, '--role', 'viewer', '--project', '../etc'], 'Write a slug'],
    [[...ADA, '--project', 'shop'], '--project needs --role'],
    [['list', '--output', 'xml'], 'Allowed choices are table, json'],
  ])('refuses %j', async (words, reason) => {
    expect(await read(...words)).toContain(reason);
  });
});
