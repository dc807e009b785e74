import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Account } from '../../src/modules/identity/people/dto/account.dto.js';
import { startApi, type TestApi } from '../e2e/api.js';
import { Browser } from '../e2e/browser.js';
import { eventsOf } from '../e2e/events.js';
import { addAccount } from '../e2e/people.js';
import { insertProject } from '../e2e/principals.js';
import { PLIMSOLL } from './built.js';

const PASSWORD = 'nine tidy gulls over Whitby';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// For whoever may read the database's password on the server's machine; it gives links, never passwords, and skips no
// second factor.
describe('plimsoll user', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
    await insertProject(api.sql, 'shop');
  });

  afterAll(() => api.stop());

  async function user(...words: string[]): Promise<Ended> {
    const child = spawn(process.execPath, [PLIMSOLL, 'user', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], DATABASE_URL: api.databaseUrl, PUBLIC_URL: 'https://plimsoll.example' },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  const tokenIn = (stdout: string): string => {
    const [, token] = /^https:\/\/plimsoll\.example\/link#token=([\w-]{43})\n$/.exec(stdout) ?? [];
    if (token === undefined) throw new Error(`no link alone: ${stdout}`);
    return token;
  };

  it('invites somebody with a role in a project, by a link that stands alone on standard output', async () => {
    const { code, stdout, stderr } = await user(
      'create',
      '--email',
      'Bob@Plimsoll.example',
      '--name',
      'Bob',
      '--role',
      'developer',
      '--project',
      'shop',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('can set the password') });
    const browser = new Browser(api);
    expect(await browser.post('/links/password', { token: tokenIn(stdout), password: PASSWORD })).toMatchObject({
      status: 200,
      body: { email: 'bob@plimsoll.example' },
    });
    expect(await browser.post('/sign-in', { email: 'bob@plimsoll.example', password: PASSWORD })).toMatchObject({
      body: { stage: 'full', grants: [{ role: 'developer', project: 'shop' }] },
    });
    const events = await eventsOf(api, 'bob@plimsoll.example');
    expect(events.find(({ action }) => action === 'account.invited')).toMatchObject({
      actor: { kind: 'local', name: 'local administrator' },
      ip: null,
    });
  });

  it('lists who can sign in, as a table and as JSON, without what nobody should see', async () => {
    await addAccount(api, { role: 'admin' });
    const { code, stdout } = await user('list', '--output', 'json');
    expect(code).toBe(0);
    const accounts = JSON.parse(stdout) as Account[];
    const stored = await api.sql<{ email: string }>('SELECT email FROM account ORDER BY email');
    expect(accounts.map(({ email }) => email)).toEqual(stored.map(({ email }) => email));
    expect(stdout).not.toMatch(/argon2|hash/i);
    const table = await user('list');
    for (const { email } of accounts) expect(table.stdout).toContain(email);
  });

  it('disables and enables at once', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const credentials = { email: account.email, password: account.password };
    const browser = new Browser(api);
    await browser.post('/sign-in', credentials);
    expect(await user('disable', account.email.toUpperCase())).toMatchObject({ code: 0, stdout: '' });
    expect(await browser.get('/session')).toMatchObject({ status: 401 });
    expect(await browser.post('/sign-in', credentials)).toMatchObject({ status: 401 });
    expect(await user('enable', account.email)).toMatchObject({ code: 0, stdout: '' });
    expect(await browser.post('/sign-in', credentials)).toMatchObject({ status: 200 });
    const events = await eventsOf(api, account.email);
    expect(events.map(({ action }) => action)).toEqual(expect.arrayContaining(['account.disabled', 'account.enabled']));
  });

  it('gives a link by which a person chooses a new password', async () => {
    const account = await addAccount(api, { role: 'viewer' });
    const { code, stdout } = await user('reset-link', account.email);
    expect(code).toBe(0);
    const token = tokenIn(stdout);
    const browser = new Browser(api);
    expect(await browser.post('/links/check', { token })).toMatchObject({ body: { kind: 'reset' } });
    await browser.post('/links/password', { token, password: PASSWORD });
    expect(await browser.post('/sign-in', { email: account.email, password: PASSWORD })).toMatchObject({ status: 200 });
  });

  it('exits 2 with a reason, and nothing on standard output, where it cannot do what is asked', async () => {
    const taken = await addAccount(api);
    const newcomer = ['create', '--email', 'x@plimsoll.example', '--name', 'X'];
    for (const [words, reason] of [
      [['create', '--email', taken.email, '--name', 'Again'], 'already'],
      [['create', '--email', 'x@-', '--name', 'X'], 'is not an email address'],
      [[...newcomer, '--role', 'viewer', '--project', 'no'], 'no project no'],
      [[...newcomer, '--role', 'owner'], 'Allowed choices'],
      [['disable', 'nobody@plimsoll.example'], 'no such account'],
    ] as const) {
      const { code, stdout, stderr } = await user(...words);
      expect({ words, code, stdout, stderr }).toEqual({
        words,
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(reason),
      });
    }
    expect(await api.sql(`SELECT FROM account WHERE email LIKE 'x@%'`)).toHaveLength(0);
  });

  describe('the link for the first administrator', () => {
    let fresh: TestApi;
    let directory: string;

    beforeEach(async () => {
      fresh = await startApi({ PUBLIC_URL: 'https://plimsoll.example' });
      directory = await mkdtemp(join(tmpdir(), 'plimsoll-setup-link-'));
    });

    afterEach(async () => {
      await fresh.stop();
      await rm(directory, { recursive: true });
    });

    /** As in the API's container in production: secrets in files, no link in the log. */
    async function setupLink(): Promise<Ended> {
      const files = { DATABASE_URL_FILE: join(directory, 'url'), SECRET_KEY_FILE: join(directory, 'key') };
      await writeFile(files.DATABASE_URL_FILE, fresh.databaseUrl);
      await writeFile(files.SECRET_KEY_FILE, randomBytes(32).toString('base64'));
      const env = {
        PATH: process.env['PATH'],
        PLIMSOLL_ENVIRONMENT: 'prod',
        PUBLIC_URL: 'https://plimsoll.example',
        SETUP_LINK: 'none',
        ...files,
      };
      const child = spawn(process.execPath, [PLIMSOLL, 'user', 'setup-link'], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env,
      });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await ended, stdout, stderr };
    }

    it('stands alone on standard output, and makes one', async () => {
      const { code, stdout, stderr } = await setupLink();
      const [, token] = /^https:\/\/plimsoll\.example\/setup#token=([\w-]{43})\n$/.exec(stdout) ?? [];
      expect({ code, token, stderr }).toEqual({
        code: 0,
        token: expect.any(String),
        stderr: expect.stringContaining('first administrator'),
      });
      const ada = { token, email: 'ada@plimsoll.example', name: 'Ada', password: PASSWORD };
      expect(await new Browser(fresh, {}, 'https://plimsoll.example').post('/setup', ada)).toMatchObject({
        status: 200,
      });
      expect(await eventsOf(fresh, 'setup')).toEqual([
        expect.objectContaining({ action: 'setup.link-created', actor: expect.objectContaining({ kind: 'local' }) }),
      ]);
    });

    it('is not made once there is an account, and it is said what to do instead', async () => {
      await addAccount(fresh, { role: 'viewer' });
      expect(await setupLink()).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/There is an account already.*reset-link/),
      });
      expect(await fresh.sql('SELECT FROM one_time_link')).toEqual([]);
    });
  });

  it('does not disable the last administrator', async () => {
    const own = await startApi();
    try {
      const { email } = await addAccount(own, { role: 'admin' });
      const child = spawn(process.execPath, [PLIMSOLL, 'user', 'disable', email, '--database-url', own.databaseUrl], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      expect(await text(child.stderr)).toContain('Plimsoll needs at least one administrator');
      expect(await ended).toBe(2);
    } finally {
      await own.stop();
    }
  });
});
