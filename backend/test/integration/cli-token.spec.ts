import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { holdDataDirectory } from '../../src/launcher/data-directory.js';
import { announceRunning } from '../../src/launcher/running.js';
import { TOKEN_PERMISSIONS } from '../../src/modules/access/permissions.js';
import { hashOfSecret } from '../../src/modules/access/secret-hash.js';
import { isTokenText } from '../../src/modules/access/token-text.js';
import type { TokenSummary } from '../../src/modules/identity/machines/tokens/dto/token.dto.js';
import { fixture, startApi } from '../e2e/api.js';
import { PLIMSOLL } from './built.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const NOBODY_RUNS_HERE = '/nonexistent/plimsoll';
const DAY = 24 * 60 * 60_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A fixed interface: scripts take standard output for the token. */
describe('plimsoll token', () => {
  let database: TestDatabase;
  let owner: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });

  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  async function plimsoll(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const child = spawn(process.execPath, [PLIMSOLL, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], PLIMSOLL_DATA_DIR: NOBODY_RUNS_HERE, ...env },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  /** As the role of the API: that is what the command needs. */
  const token = (...words: string[]): Promise<Ended> => plimsoll(['token', ...words], { DATABASE_URL: database.url });

  const create = (...words: string[]): Promise<Ended> =>
    token('create', '--name', 'ci', '--permissions', 'report:write,gate:read', '--expires', '30d', ...words);

  async function list(): Promise<TokenSummary[]> {
    return JSON.parse((await token('list', '--output', 'json')).stdout) as TokenSummary[];
  }

  async function stored(written: string): Promise<Record<string, unknown>> {
    const { rows } = await owner.query<Record<string, unknown>>(
      'SELECT api_token.*, slug FROM api_token LEFT JOIN project ON project.id = project_id WHERE token_hash = $1',
      [Buffer.from(hashOfSecret(written.trimEnd()))],
    );
    return rows[0] ?? {};
  }

  async function eventsAbout(kind: string): Promise<unknown[]> {
    const { rows } = await owner.query<{ body: string }>(
      `SELECT body FROM audit_event WHERE body::jsonb #>> '{target,kind}' = $1 ORDER BY sequence`,
      [kind],
    );
    return rows.map(({ body }) => JSON.parse(body) as unknown);
  }

  it('writes the token alone on standard output', async () => {
    const { code, stdout, stderr } = await create();
    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 0, lines: 2 });
    expect(isTokenText(stdout.trimEnd())).toBe(true);
    expect(stderr).toMatch(
      /^plimsoll: token \d+ \(ci\): report:write, gate:read in every project, valid until \S+Z\. It is not shown again\.\n$/,
    );
    const row = await stored(stdout);
    expect(row).toMatchObject({ name: 'ci', slug: null, account_id: null, permissions: ['report:write', 'gate:read'] });
    expect(Math.abs((row['expires_at'] as Date).getTime() - Date.now() - 30 * DAY)).toBeLessThan(60_000);
  });

  it('creates a project that is not there yet, and says so; one that is there is taken', async () => {
    const first = await create('--project', 'shop');
    expect(first.stderr).toContain('there was no project shop: it is created.');
    expect(await stored(first.stdout)).toMatchObject({ slug: 'shop' });
    const second = await create('--project', 'shop');
    expect(second).toMatchObject({ code: 0, stderr: expect.not.stringContaining('created') as string });
    expect(await eventsAbout('project')).toEqual([
      expect.objectContaining({
        action: 'project.created',
        actor: expect.objectContaining({ kind: 'local' }) as object,
      }),
    ]);
  });

  it('is audited as the local administrator, without the token', async () => {
    const { stdout } = await create('--name', 'audited');
    const events = await eventsAbout('token');
    expect(events.at(-1)).toMatchObject({
      action: 'token.created',
      actor: { kind: 'local', id: null, name: 'local administrator' },
      target: { name: 'audited' },
      after: { ending: stdout.trimEnd().slice(-4), permissions: ['report:write', 'gate:read'] },
    });
    expect(JSON.stringify(events)).not.toContain(stdout.trimEnd().slice(0, -4));
  });

  it.each([
    ['12h', DAY / 2],
    ['2w', 14 * DAY],
    ['1y', 365 * DAY],
  ])('takes %s as expiry', async (expires, milliseconds) => {
    const { stdout } = await create('--expires', expires);
    const { expires_at: at } = await stored(stdout);
    expect(Math.abs((at as Date).getTime() - Date.now() - milliseconds)).toBeLessThan(60_000);
  });

  it.each([
    ['an unknown permission', ['--permissions', 'report:wirte'], ['Did you mean report:write?', ...TOKEN_PERMISSIONS]],
    ['a permission for people', ['--permissions', 'gate:read,policy:write'], ['policy:write', ...TOKEN_PERMISSIONS]],
    ['no permission', ['--permissions', ''], [...TOKEN_PERMISSIONS]],
    ['a duration that is none', ['--expires', 'soon'], ['30d', '12h', '1y']],
    ['more than a year', ['--expires', '2y'], ['at most 1y']],
    ['no time at all', ['--expires', '0d'], ['30d']],
    ['a project that is no slug', ['--project', 'My Shop'], ['lower-case letters']],
    ['a name of two lines', ['--name', 'a\nb'], ['on one line']],
    ['a global permission for a project', ['--permissions', 'audit:read', '--project', 'shop'], ['every project only']],
    ['an unknown option', ['--expiry', '1d'], ['--expires']],
  ])('exits 2 for %s and says what is allowed', async (_, words, messages) => {
    const { rows: before } = await owner.query('SELECT id FROM api_token');
    const { code, stdout, stderr } = await create(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const message of messages) expect(stderr).toContain(message);
    expect((await owner.query('SELECT id FROM api_token')).rows).toEqual(before);
  });

  it.each([['--name'], ['--permissions'], ['--expires']])('exits 2 without %s', async (left) => {
    const words = ['--name', 'ci', '--permissions', 'gate:read', '--expires', '1d'];
    words.splice(words.indexOf(left), 2);
    const { code, stdout, stderr } = await token('create', ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(left);
  });

  it('lists those that are good, without their text', async () => {
    const { stdout } = await create('--name', 'to list', '--project', 'shop');
    const listed = (await list()).find(({ name }) => name === 'to list');
    expect(listed).toMatchObject({
      ending: stdout.trimEnd().slice(-4),
      project: 'shop',
      lastUsedAt: null,
      state: 'active',
    });
    const table = await token('list');
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/^ID +Name +Ends in +Project/);
    expect(table.stdout).toMatch(/to list +\S{4} +shop +report:write/);
    expect(table.stdout + JSON.stringify(listed)).not.toContain(stdout.trimEnd());
  });

  it('revokes', async () => {
    const { stdout } = await create('--name', 'to revoke');
    const { id } = await stored(stdout);
    const revoked = await token('revoke', String(id));
    expect(revoked).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('to revoke') as string });
    expect((await list()).map(({ name }) => name)).not.toContain('to revoke');
    expect((await stored(stdout))['revoked_at']).toBeInstanceOf(Date);
    expect((await eventsAbout('token')).at(-1)).toMatchObject({ action: 'token.revoked', actor: { kind: 'local' } });
  });

  it.each(['99999', '0', 'ci', '-1', '1e3'])('exits 2 for the token %s, which is not there', async (id) => {
    expect(await token('revoke', '--', id)).toMatchObject({ code: 2, stdout: '' });
  });

  it('makes what the API takes: a report is sent and a verdict asked for with it, until it is revoked', async () => {
    const api = await startApi();
    const env = { DATABASE_URL: api.databaseUrl };
    const words = ['--name', 'ci', '--permissions', 'report:write,gate:read', '--project', 'shop', '--expires', '30d'];
    const { stdout } = await plimsoll(['token', 'create', ...words], env);
    const headers = { Authorization: `Bearer ${stdout.trimEnd()}` };
    const report = fixture('cli/alpine-3.14.trivy.json');
    const sent = await api.send(report, '?project=shop&image=ghcr.io/acme/api', headers);
    expect(sent.status).toBe(201);
    const { digest } = (await sent.json()) as { digest: string };
    const gate = `/api/v1/gate?project=shop&image=ghcr.io/acme/api&digest=${digest}&environment=prod`;
    expect((await api.get(gate, headers)).status).toBe(200);
    expect((await api.send(report, '?project=bank', headers)).status).toBe(404);
    expect((await api.get('/api/v1/images', headers)).status).toBe(403);
    const [listed] = JSON.parse((await plimsoll(['token', 'list', '-o', 'json'], env)).stdout) as TokenSummary[];
    await plimsoll(['token', 'revoke', listed?.id ?? ''], env);
    expect((await api.get(gate, headers)).status).toBe(401);
    await api.stop();
  });

  it('works on the data folder of a running "npm start"', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-token-'));
    const held = await holdDataDirectory(folder);
    const retract = await announceRunning(held.path, { databaseUrl: database.url, publicUrl: 'http://localhost:3000' });
    const words = ['token', 'create', '--name', 'x', '--permissions', 'gate:read', '--expires', '1d'];
    const { code, stdout } = await plimsoll(words, { PLIMSOLL_DATA_DIR: folder });
    expect({ code, isToken: isTokenText(stdout.trimEnd()) }).toEqual({ code: 0, isToken: true });
    expect(await stored(stdout)).toMatchObject({ name: 'x' });
    await retract();
    await held.release();
    await rm(folder, { recursive: true });
  });

  it('exits 2 where there is no database to work on, and writes nothing on standard output', async () => {
    const words = ['token', 'create', '--name', 'x', '--permissions', 'gate:read', '--expires', '1d'];
    expect(await plimsoll(words)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('npm start') as string,
    });
    const elsewhere = await plimsoll(words, { DATABASE_URL: 'postgresql://nobody:x@127.0.0.1:1/none' });
    expect(elsewhere).toMatchObject({ code: 2, stdout: '' });
  });
});
