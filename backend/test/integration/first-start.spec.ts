import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Client } from 'pg';
import { freePort } from '../../../testkit/free-port.mjs';
import { startStack } from '../../src/launcher/stack.js';
import { MAIN } from './built.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const LINK = /^Set up the first administrator within 30 minutes: (http:\/\/localhost:3000\/setup#token=[\w-]{43})$/m;

/** The API's process, and what it has said so far. */
class Api {
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;

  constructor(readonly child: ChildProcessByStdio<null, Readable, Readable>) {
    child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = new Promise((resolve) => child.once('close', resolve));
  }

  async untilSaid(pattern: RegExp): Promise<RegExpExecArray> {
    for (let attempt = 0; attempt < 1200; attempt += 1) {
      const found = pattern.exec(this.stdout);
      if (found !== null) return found;
      if (this.child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`it never said ${pattern}:\n${this.stdout}\n${this.stderr}`);
  }
}

describe('the first start of the API', () => {
  let database: TestDatabase;
  let directory: string;
  let apis: Api[];

  beforeEach(async () => {
    database = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-first-start-'));
    apis = [];
  });

  afterEach(async () => {
    for (const { child, ended } of apis) {
      child.kill('SIGTERM');
      await ended;
    }
    await database.drop();
    await rm(directory, { recursive: true });
  });

  function start(settings: Record<string, string> = {}): Api {
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.url,
        API_PORT: '0',
        SECRET_KEY: randomBytes(32).toString('base64'),
        ...settings,
      },
    });
    const api = new Api(child);
    apis.push(api);
    return api;
  }

  async function sql(query: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: database.superuserUrl });
    await client.connect();
    try {
      return (await client.query(query)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  it('prints one plain line with the link, once the database can be asked', async () => {
    await sql('ALTER TABLE account RENAME TO not_there_yet');
    const api = start();
    await api.untilSaid(/"listening"/);
    expect(api.stdout).not.toMatch(LINK);
    await sql('ALTER TABLE not_there_yet RENAME TO account');
    await api.untilSaid(LINK);
    expect(api.stdout.match(new RegExp(LINK.source, 'gm'))).toHaveLength(1);
    expect(await sql('SELECT kind FROM one_time_link')).toEqual([{ kind: 'setup' }]);
  });

  it('prints nothing where that is not wanted, or where there is an account', async () => {
    const quiet = start({ SETUP_LINK: 'none' });
    await quiet.untilSaid(/"listening"/);
    await sql(`INSERT INTO account (email, name, passkey_user_id) VALUES ('ada@plimsoll.example', 'Ada', '\\x00')`);
    const later = start();
    await later.untilSaid(/"listening"/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(quiet.stdout + later.stdout).not.toContain('#token=');
    expect(await sql('SELECT FROM one_time_link')).toEqual([]);
  });

  it('makes the administrator of the environment, and then prints no link', async () => {
    const file = join(directory, 'password');
    await writeFile(file, 'nine tidy gulls over Whitby\n');
    const api = start({ PLIMSOLL_ADMIN_EMAIL: 'ada@plimsoll.example', PLIMSOLL_ADMIN_PASSWORD_FILE: file });
    await api.untilSaid(/"listening"/);
    expect(await sql('SELECT email, role, project_id FROM account JOIN role_grant ON account_id = account.id')).toEqual(
      [{ email: 'ada@plimsoll.example', role: 'admin', project_id: null }],
    );
    expect(api.stdout).not.toMatch(/#token=|nine tidy|argon2/);
  });

  it('shows the link with npm start, in whose logs it does not stand', async () => {
    const [webPort, apiPort] = [await freePort(), await freePort()];
    const settings = { dataDir: directory, webPort, apiPort, isApiOnly: true, databaseUrl: database.ownerUrl };
    const stack = await startStack(settings);
    try {
      const [, token = ''] = new RegExp(`^http://localhost:${webPort}/setup#token=([\\w-]{43})$`).exec(
        stack.setupLink ?? '',
      ) ?? [''];
      expect(token).not.toBe('');
      for (const name of await readdir(join(directory, 'logs'))) {
        expect(await readFile(join(directory, 'logs', name), 'utf8')).not.toContain('token=');
      }
      expect(await sql('SELECT kind FROM one_time_link')).toEqual([{ kind: 'setup' }]);
    } finally {
      await stack.stop();
    }
  });

  it('ends with 2 and says why where the password is one that is guessed first, without telling it', async () => {
    const file = join(directory, 'password');
    await writeFile(file, 'iloveyou');
    const api = start({ PLIMSOLL_ADMIN_EMAIL: 'ada@plimsoll.example', PLIMSOLL_ADMIN_PASSWORD_FILE: file });
    expect(await api.ended).toBe(2);
    expect(api.stderr).toContain('PLIMSOLL_ADMIN_PASSWORD_FILE: The password is a common password');
    expect(api.stdout + api.stderr).not.toContain('iloveyou');
  });

  it('ends with 2 where the password turns out not to be good when the database comes', async () => {
    const file = join(directory, 'password');
    await writeFile(file, 'short');
    await sql('ALTER TABLE account RENAME TO not_there_yet');
    const api = start({ PLIMSOLL_ADMIN_EMAIL: 'ada@plimsoll.example', PLIMSOLL_ADMIN_PASSWORD_FILE: file });
    await api.untilSaid(/"listening"/);
    await sql('ALTER TABLE not_there_yet RENAME TO account');
    expect(await api.ended).toBe(2);
    expect(api.stderr).toContain('at least 8 characters');
  });
});
