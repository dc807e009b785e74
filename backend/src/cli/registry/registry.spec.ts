import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodeOf } from '../exit-code-of.js';
import { ExitCode } from '../exit-code.js';
import { RegistryError } from './registry-error.js';
import { Registry } from './registry.js';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const TEXT = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, layers: [] });

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** What a real registry does not do at will: be busy, be broken, send on, page. The rest is tried with a real one. */
describe('Registry', () => {
  let server: Server;
  let host: string;
  let folder: string;
  let handle: Handle;
  let asked: { line: string; authorization: string | undefined }[];

  beforeEach(async () => {
    asked = [];
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-registry-'));
    server = createServer((request, response) => {
      const { method, url, headers } = request;
      asked.push({ line: `${method} ${url}`, authorization: headers.authorization });
      handle(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  const registry = (): Registry => new Registry(`${host}/acme/api`, { DOCKER_CONFIG: folder, RETRY_UNIT: '1' });

  async function logIn(kept: unknown): Promise<void> {
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: kept } }));
  }

  const ADA = { auth: Buffer.from('ada:secret').toString('base64') };
  const lines = (): string[] => asked.map(({ line }) => line);

  function send(response: ServerResponse, status: number, body = '', headers: Record<string, string> = {}): void {
    response.writeHead(status, { 'Content-Type': MANIFEST, ...headers }).end(body);
  }

  async function failureOf(doing: Promise<unknown>): Promise<RegistryError> {
    const error: unknown = await doing.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof RegistryError)) throw new Error(`no RegistryError, but ${String(error)}`);
    return error;
  }

  describe('with a token server', () => {
    let tokens: Set<string>;
    let forms: string[];

    beforeEach(() => {
      tokens = new Set();
      forms = [];
      handle = (request, response) => {
        const { pathname, searchParams } = new URL(request.url ?? '', `http://${host}`);
        if (pathname === '/token') {
          const chunks: Buffer[] = [];
          request.on('data', (chunk: Buffer) => chunks.push(chunk));
          request.on('end', () => {
            const form = new URLSearchParams(Buffer.concat(chunks).toString());
            forms.push(form.get('refresh_token') ?? '');
            const scope = searchParams.get('scope') ?? form.get('scope') ?? '';
            const token = `${scope.split(':')[2]}-${tokens.size}`;
            tokens.add(token);
            send(response, 200, JSON.stringify({ token }));
          });
          return;
        }
        const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
        const may = request.method === 'GET' ? /^pull/ : /^pull,push/;
        if (tokens.has(token) && may.test(token)) {
          send(response, request.method === 'GET' ? 200 : 201, TEXT);
          return;
        }
        const challenge = `Bearer realm="http://${host}/token",service="registry",scope="repository:acme/api:pull"`;
        send(response, 401, '', { 'WWW-Authenticate': challenge });
      };
    });

    it('gets one token to read with and another one to write with', async () => {
      await logIn(ADA);
      const own = registry();
      const manifest = await own.manifest('1');
      await own.manifest('1');
      if (manifest === null) throw new Error('there is no manifest');
      await own.tag(manifest, 'prod');
      await own.manifest('1');
      const scopes = lines().filter((line) => line.includes('/token'));
      expect(scopes.map((line) => decodeURIComponent(line).split('scope=')[1])).toEqual([
        'repository:acme/api:pull',
        'repository:acme/api:pull,push',
      ]);
    });

    it('renews a token that has expired, once for all that are under way', async () => {
      const own = registry();
      await own.manifest('1');
      tokens.clear();
      tokens.add('of somebody else');
      await Promise.all(Array.from({ length: 5 }, () => own.manifest('1')));
      expect(lines().filter((line) => line.includes('/token'))).toHaveLength(2);
    });

    it('asks for a token without an account where there is none', async () => {
      await registry().manifest('1');
      expect(asked.find(({ line }) => line.includes('/token'))?.authorization).toBeUndefined();
    });

    it('trades the token of a login for one of the registry', async () => {
      await logIn({ identitytoken: 'of the login' });
      await registry().manifest('1');
      expect(forms).toEqual(['of the login']);
    });
  });

  it.each([
    ['an account', ADA, /does not let this account read acme\/api \(401\)\. Log in/],
    ['nobody', {}, /does not allow anonymous access: an account is needed to read acme\/api \(401\)\. Log in/],
  ])('says that the registry refuses %s, and asks no more than twice', async (_, kept, message) => {
    await logIn(kept);
    handle = (_request, response) => send(response, 401, '', { 'WWW-Authenticate': 'Basic realm="r"' });
    const failure = await failureOf(registry().manifest('1'));
    expect(exitCodeOf(failure)).toBe(ExitCode.failedToRun);
    expect(failure.message).toMatch(message);
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  it.each([
    [
      'sends no password to a token server without encryption',
      'Bearer realm="http://auth.example/token"',
      /not encrypted/,
    ],
    [
      'knows no token server at such an address',
      'Bearer realm="nowhere"',
      /names a token server whose address is not valid/,
    ],
  ])('%s', async (_, challenge, message) => {
    await logIn(ADA);
    handle = (_request, response) => send(response, 401, '', { 'WWW-Authenticate': challenge });
    expect((await failureOf(registry().manifest('1'))).message).toMatch(message);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['an error', 500, '', /token server .* cannot answer now|cannot answer now \(500\)/],
    ['a page', 200, '<html>', /gives no token/],
    ['a token that would add headers', 200, '{"token":"a\\r\\nX: y"}', /gives no token/],
    ['null', 200, 'null', /gives no token/],
  ])('says that a token server answers with %s', async (_, status, body, message) => {
    handle = (request, response) => {
      if (request.url?.startsWith('/token')) send(response, status, body);
      else send(response, 401, '', { 'WWW-Authenticate': `Bearer realm="http://${host}/token"` });
    };
    expect((await failureOf(registry().manifest('1'))).message).toMatch(message);
  });

  it.each([
    ['in seconds', () => '1'],
    ['as a date', () => new Date(Date.now() + 2000).toUTCString()],
  ])('waits as long as a busy registry asks for %s', async (_, rest) => {
    const started = Date.now();
    handle = (_request, response) =>
      asked.length === 1 ? send(response, 429, '', { 'Retry-After': rest() }) : send(response, 200, TEXT);
    await registry().manifest('1');
    expect(Date.now() - started).toBeGreaterThan(900);
  });

  it('does not wait for an hour', async () => {
    handle = (_request, response) => send(response, 429, '', { 'Retry-After': '3600' });
    const failure = await failureOf(registry().manifest('1'));
    expect(failure.message).toMatch(/has had too many requests \(429\), and asks to wait 3600 s/);
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Handle]>([
    ['is broken', (_request, response) => send(response, 503)],
    ['hangs up', (request) => request.socket.destroy()],
    [
      'hangs up in the middle of an answer',
      (request, response) => {
        response.writeHead(200, { 'Content-Length': '1000' }).write('{"schema');
        setTimeout(() => request.socket.destroy(), 5);
      },
    ],
  ])('tries again where the registry %s, and gives up in the end', async (_, fail) => {
    handle = (request, response) => (asked.length < 3 ? fail(request, response) : send(response, 200, TEXT));
    await expect(registry().manifest('1')).resolves.toMatchObject({ mediaType: MANIFEST });
    handle = fail;
    asked = [];
    const failure = await failureOf(registry().manifest('1'));
    expect(exitCodeOf(failure)).toBe(ExitCode.failedToRun);
    expect(failure.message).toMatch(
      /^the registry 127\.0\.0\.1:\d+ (?:does not answer: .+|cannot answer now \(503\))\.$/,
    );
    expect(asked).toHaveLength(5);
  });

  it.each([
    ['no JSON', '{', /is not JSON/],
    ['no manifest', '[]', /is no manifest/],
    ['layers that are none', '{"layers":{}}', /its layers are none/],
    ['a layer without a digest', '{"layers":[{"mediaType":"x"}]}', /its layers are none/],
    ['a digest that leaves its folder', '{"config":{"digest":"sha256:../../x"}}', /its config is none/],
    ['annotations that are none', '{"annotations":{"a":1}}', /is no manifest/],
  ])('says that it was given %s', async (_, body, message) => {
    handle = (_request, response) => send(response, 200, body);
    const failure = await failureOf(registry().manifest('1'));
    expect(exitCodeOf(failure)).toBe(ExitCode.failedToRun);
    expect(failure.message).toMatch(message);
  });

  it('reads no more than 64 MiB', async () => {
    handle = (_request, response) => {
      response.writeHead(200);
      const block = Buffer.alloc(1024 * 1024);
      const write = (): void => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', write).on('error', () => {});
      write();
    };
    expect((await failureOf(registry().blob(DIGEST))).message).toMatch(/is larger than 64 MiB/);
    expect(asked).toHaveLength(1);
  });

  it('believes bytes by their digest alone', async () => {
    handle = (_request, response) => send(response, 200, TEXT);
    expect((await failureOf(registry().manifest(DIGEST))).message).toMatch(/^Tampered with: .* whose digest is/);
    expect((await failureOf(registry().blob(DIGEST))).message).toMatch(/^Tampered with: .* other bytes/);
  });

  describe('sent on to another host for a blob', () => {
    let store: Server;
    let seen: (string | undefined)[];
    let status: number;

    beforeEach(async () => {
      seen = [];
      status = 200;
      store = createServer((request, response) => {
        seen.push(request.headers.authorization);
        send(response, status, TEXT, { 'WWW-Authenticate': 'Basic realm="store"' });
      }).listen(0, '127.0.0.1');
      await once(store, 'listening');
      await logIn(ADA);
      handle = (request, response) => {
        if (request.headers.authorization === undefined) {
          send(response, 401, '', { 'WWW-Authenticate': 'Basic realm="r"' });
        } else {
          const location = `http://127.0.0.1:${(store.address() as AddressInfo).port}/signed`;
          send(response, 307, '', { Location: location });
        }
      };
    });

    afterEach(() => {
      store.closeAllConnections();
      store.close();
    });

    it('does not say there who we are', async () => {
      const digest = `sha256:${createHash('sha256').update(TEXT).digest('hex')}`;
      await expect(registry().blob(digest)).resolves.toEqual(Buffer.from(TEXT));
      expect(seen).toEqual([undefined]);
    });

    it('not even when that host asks', async () => {
      status = 401;
      expect((await failureOf(registry().blob(DIGEST))).message).toMatch(/answers 401 for/);
      expect(seen).toEqual([undefined]);
    });
  });

  it('follows no circle', async () => {
    handle = (request, response) => send(response, 302, '', { Location: request.url ?? '' });
    expect((await failureOf(registry().blob(DIGEST))).message).toMatch(/redirects every request/);
  });

  describe('asked what is attached', () => {
    const one = { mediaType: MANIFEST, digest: DIGEST };
    const two = { mediaType: MANIFEST, digest: `sha256:${'cd'.repeat(32)}` };
    const list = (...manifests: unknown[]): string => JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests });
    const asIndex = { 'Content-Type': INDEX };

    it('reads all pages of the list', async () => {
      handle = (request, response) => {
        const isFirst = !request.url?.includes('?');
        const link = `</v2/acme/api/referrers/${DIGEST}?n=1&last=x>; rel="next"`;
        send(response, 200, isFirst ? list(one) : list(two), isFirst ? { ...asIndex, Link: link } : asIndex);
      };
      await expect(registry().referrers(DIGEST)).resolves.toEqual([one, two]);
      expect(asked).toHaveLength(2);
    });

    it('does not go to another host for the next page', async () => {
      handle = (_request, response) =>
        send(response, 200, list(one), { ...asIndex, Link: '<https://evil.example/>; rel="next"' });
      await expect(registry().referrers(DIGEST)).resolves.toEqual([one]);
    });

    it.each<[string, number, string, Record<string, string>]>([
      ['has no such list', 404, '', {}],
      ['does not know the question', 405, '', {}],
      ['lets nobody ask', 403, '', {}],
      ['answers with a page for people', 200, '<html>', { 'Content-Type': 'text/html' }],
      ['has begun an empty list', 200, list(), asIndex],
    ])('reads the tag that stands in for the list where a registry %s', async (_, status, body, headers) => {
      handle = (request, response) => {
        if (request.url?.includes('/referrers/')) send(response, status, body, headers);
        else send(response, 200, list(two), asIndex);
      };
      await expect(registry().referrers(DIGEST)).resolves.toEqual([two]);
      expect(lines().at(-1)).toBe(`GET /v2/acme/api/manifests/${DIGEST.replace(':', '-')}`);
    });

    it('finds nothing where there is neither', async () => {
      handle = (_request, response) => send(response, 404);
      await expect(registry().referrers(DIGEST)).resolves.toEqual([]);
    });
  });
});
