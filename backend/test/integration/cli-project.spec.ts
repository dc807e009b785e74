import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Permission } from '../../src/modules/access/permissions.js';
import { startApi, type TestApi } from '../e2e/api.js';
import { eventsOf } from '../e2e/events.js';
import { insertProject, insertToken } from '../e2e/principals.js';
import { PLIMSOLL } from './built.js';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Projects from a pipeline. Nobody must be able to: learn of a project by a token of another one, or create one with it. */
describe('plimsoll project', () => {
  let api: TestApi;
  let creator: string;
  let reader: string;

  beforeAll(async () => {
    api = await startApi();
    const permissions: Permission[] = ['project:read', 'project:create'];
    creator = await insertToken(api.sql, { permissions });
    const projectId = await insertProject(api.sql, 'mine');
    await insertProject(api.sql, 'theirs');
    await api.sql(`UPDATE project SET name = E'Their\\u001b[31m shop' WHERE slug = 'theirs'`);
    reader = await insertToken(api.sql, { projectId, permissions });
  });

  afterAll(() => api.stop());

  async function project(words: string[], token = creator, url = api.url): Promise<Ended> {
    const child = spawn(process.execPath, [PLIMSOLL, 'project', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], PLIMSOLL_URL: url, PLIMSOLL_TOKEN: token },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  const slugs = ({ stdout }: Ended): string[] => (JSON.parse(stdout) as { slug: string }[]).map(({ slug }) => slug);

  it('creates one, lists it, and has it in the audit log', async () => {
    const made = await project(['create', 'web-shop', '--name', 'Web shop', '--description', 'of team 7']);
    expect(made).toEqual({ code: 0, stdout: 'created: web-shop (Web shop)\n', stderr: '' });
    const found = await project(['list', '--search', 'web', '--output', 'json']);
    expect(JSON.parse(found.stdout)).toMatchObject([
      { slug: 'web-shop', name: 'Web shop', description: 'of team 7', imageCount: 0 },
    ]);
    const [event] = await eventsOf(api, 'web-shop');
    expect(event).toMatchObject({ action: 'project.created', actor: { kind: 'token' } });
  });

  it('shows them as a table, and nothing in a name steers the terminal', async () => {
    const { code, stdout, stderr } = await project(['list', '--search', 'theirs']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head = '', row = ''] = stdout.trimEnd().split('\n');
    expect(head.split(/\s{2,}/)).toEqual(['Project', 'Name', 'Images', 'Last report', 'Archived']);
    expect(row.split(/\s{2,}/)).toEqual(['theirs', expect.stringMatching(/^Their.*shop$/), '0', '-', '-']);
    expect(stdout).not.toContain('\u001b');
  });

  it('lists archived ones apart', async () => {
    await insertProject(api.sql, 'old');
    await api.sql(`UPDATE project SET archived_at = '2026-01-02T03:04:05Z' WHERE slug = 'old'`);
    expect(slugs(await project(['list', '--state', 'archived', '-o', 'json']))).toEqual(['old']);
    expect(slugs(await project(['list', '--state', 'active', '-o', 'json']))).not.toContain('old');
    expect((await project(['list', '--state', 'archived'])).stdout).toContain('2026-01-02');
  });

  it('follows the list over its pages', async () => {
    await api.sql(`INSERT INTO project (slug, name) SELECT 'many-' || n, 'many' FROM generate_series(1, 205) n`);
    expect(new Set(slugs(await project(['list', '--search', 'many-', '-o', 'json']))).size).toBe(205);
    await api.sql(`DELETE FROM project WHERE slug LIKE 'many-%'`);
  });

  it('shows and creates nothing beyond what the token is for', async () => {
    expect(slugs(await project(['list', '-o', 'json'], reader))).toEqual(['mine']);
    expect(await project(['list', '--search', 'theirs'], reader)).toMatchObject({
      code: 0,
      stdout: 'No such project that the token can read.\n',
    });
    const refused = await project(['create', 'sneaked-in'], reader);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('403') });
    expect(slugs(await project(['list', '-o', 'json']))).not.toContain('sneaked-in');
  });

  it.each([
    ['a slug that is none', ['create', 'Web Shop'], 2, 'Write a slug'],
    ['a slug that is taken', ['create', 'theirs'], 4, 'already'],
    ['a state that there is not', ['list', '--state', 'gone'], 2, 'gone'],
    ['what takes a person', ['archive', 'theirs'], 2, 'archive'],
  ])('refuses %s', async (_, words, code, why) => {
    expect(await project(words)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(why) });
  });

  it('says which server does not answer', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const ended = await project(['list'], creator, `http://127.0.0.1:${port}`);
    expect(ended).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('does not answer') });
  });
});
