import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { decidingWaivers } from './deciding-waivers.js';

const WAIVER = {
  id: 'W-1',
  scope: { advisory: 'CVE-2024-3094' },
  status: 'accepted',
  justification: 'a spec',
  author: 'dev@example.org',
  approvers: ['sec@example.org'],
  validFrom: '2026-11-01T00:00:00.000Z',
  expiresAt: '2027-01-01T00:00:00.000Z',
};

/** A signed verdict rests on the waivers of a file, of the server, or on none. */
describe('decidingWaivers', () => {
  let http: Server;
  let url: string;
  let answer: { status: number; body: unknown };
  let asked: string[];
  let warnings: string[];

  beforeEach(async () => {
    answer = { status: 200, body: { version: 1, waivers: [WAIVER] } };
    asked = [];
    warnings = [];
    http = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response
        .writeHead(answer.status)
        .end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });

  const decide = (more: Parameters<typeof decidingWaivers>[0] = {}, token: string | undefined = 'plm_x') =>
    decidingWaivers({ server: url, project: 'shop', ...more }, token, (message) => warnings.push(message));

  it("takes the server's", async () => {
    expect((await decide()).map(({ id, approvers }) => [id, approvers])).toEqual([['W-1', ['sec@example.org']]]);
    expect(asked).toEqual(['/api/v1/waivers/export?project=shop Bearer plm_x']);
    expect(warnings).toEqual([]);
  });

  it('takes a file that is named, and asks no server', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-'));
    const waivers = join(folder, 'waivers.json');
    await writeFile(waivers, JSON.stringify({ waivers: [{ ...WAIVER, id: 'own' }] }));
    expect((await decide({ waivers })).map(({ id }) => id)).toEqual(['own']);
    expect(asked).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('takes none where there is no server', async () => {
    expect(await decidingWaivers({}, undefined, () => undefined)).toEqual([]);
  });

  it.each([403, 404])('takes none and says so where the server answers %i', async (status) => {
    answer = { status, body: { detail: 'This needs the permission waiver:read.' } };
    expect(await decide()).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^the server's waivers are not used.*waiver:read/)]);
  });

  it.each([
    ['does not know the token', { status: 401, body: {} }, ExitCode.usage],
    ['fails', { status: 500, body: {} }, ExitCode.failedToRun],
    ['is another one', { status: 200, body: '<html>' }, ExitCode.failedToRun],
    ['answers no waivers', { status: 200, body: { waivers: [{ id: 'W-1' }] } }, ExitCode.failedToRun],
  ] as const)('gives up where the server %s', async (_, said, exitCode) => {
    answer = said;
    await expect(decide()).rejects.toMatchObject({ exitCode });
  });

  it('gives up where nobody answers, and where the token is missing', async () => {
    await expect(decide({}, '')).rejects.toMatchObject({ exitCode: ExitCode.usage });
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    await expect(decide()).rejects.toMatchObject({ exitCode: ExitCode.failedToRun });
  });
});
