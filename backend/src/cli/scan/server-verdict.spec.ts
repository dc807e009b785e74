import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { sendReport, serverVerdict } from './server-verdict.js';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

const VERDICT = {
  outcome: 'fail',
  reasons: [
    { outcome: 'pass', message: 'fine' },
    { outcome: 'fail', message: 'Too much.' },
  ],
};

describe('the server of a scan', () => {
  let http: HttpServer;
  let url: string;
  let folder: string;
  let answers: Answer[];
  let asked: { request: IncomingMessage; body: string }[];

  beforeEach(async () => {
    answers = [];
    asked = [];
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      asked.push({ request, body: await text(request) });
      const { status, body, headers = {} } = answers.shift() ?? { status: 500, body: 'no more' };
      response.writeHead(status, headers).end(body);
    };
    http = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-'));
    await writeFile(join(folder, 'report.json'), '{"a":1}');
  });

  afterEach(async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    await rm(folder, { recursive: true });
  });

  const verdict = () =>
    serverVerdict({ url, token: 'plm_x' }, { image: 'api', digest: 'sha256:1', environment: 'prod', artifactId: '7' });

  it('gives its verdict with what is wrong and the link to the page', async () => {
    answers = [{ status: 200, body: JSON.stringify(VERDICT) }];
    await expect(verdict()).resolves.toEqual({
      environment: 'prod',
      outcome: 'fail',
      reasons: ['Too much.'],
      link: `${url}/artifacts/7`,
    });
    expect(asked[0]?.request.headers.authorization).toBe('Bearer plm_x');
    expect(asked[0]?.request.url).not.toContain('plm_x');
  });

  it('comes back with the whole report where the server is busy', async () => {
    const busy = { body: '', headers: { 'retry-after': '0' } };
    answers = [
      { status: 429, ...busy },
      { status: 503, ...busy },
      { status: 201, body: '{"artifactId":"7"}' },
    ];
    await expect(sendReport({ url, token: 'plm_x' }, join(folder, 'report.json'), { image: 'api' })).resolves.toBe('7');
    expect(asked.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}', '{"a":1}']);
  });

  it.each([
    [401, 2],
    [403, 2],
    [422, 4],
    [500, 4],
    [302, 4],
  ])('answers %d: exit code %d, with its reason and without the token', async (status, exitCode) => {
    answers = [
      { status, body: '{"detail":"Because."}', headers: status === 302 ? { location: 'http://127.0.0.1:1/' } : {} },
    ];
    const error: unknown = await verdict().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      exitCode,
      message: expect.stringContaining(status === 302 ? 'does not answer' : 'Because.'),
    });
    expect(String(error)).not.toContain('plm_x');
  });

  it('takes no page of a proxy for an answer', async () => {
    answers = [{ status: 200, body: '<html>Sign in</html>' }];
    await expect(verdict()).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('not as Plimsoll does'),
    });
  });
});
