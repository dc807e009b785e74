// Whom the server can be made to ask by whoever names an issuer, publishes its metadata or answers for its name. Servers and
// sockets are real; only names are looked up here, for want of a name server of ours.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import type { Configuration } from '../../../config/configuration.js';
import { FetchFailedError, IssuerFetch } from './issuer-fetch.js';

/** What each name leads to: its answers, one after the other; the last one stays. */
type Names = Readonly<Record<string, readonly (readonly string[])[]>>;

class WithNames extends IssuerFetch {
  readonly asked: string[] = [];
  protected override readonly lookup: LookupFunction;

  constructor(settings: Readonly<Record<string, unknown>>, names: Names) {
    super({ get: (name: string) => settings[name] } as unknown as Configuration);
    this.lookup = (host, _, callback) => {
      this.asked.push(host);
      const answers = names[host] ?? [];
      const times = this.asked.filter((each) => each === host).length;
      const addresses = answers[Math.min(times, answers.length) - 1] ?? [];
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      if (found.length > 0) callback(null, found);
      else callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), []);
    };
  }
}

describe('IssuerFetch', () => {
  let server: Server;
  let port: number;
  let connections: number;
  let answer: RequestListener;

  beforeEach(async () => {
    connections = 0;
    answer = (_, response) => response.end('here');
    server = createServer((request, response) => answer(request, response));
    server.on('connection', () => (connections += 1));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const issuers = (names: Names = {}, networks: string[] = [], environment = 'prod'): WithNames =>
    new WithNames({ PLIMSOLL_ENVIRONMENT: environment, ISSUER_NETWORKS: networks }, names);

  async function failureOf(fetched: Promise<Response>): Promise<string> {
    const error = await fetched.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(FetchFailedError);
    return (error as Error).message;
  }

  const get = (from: IssuerFetch, url: string, issuer = url): Promise<Response> =>
    from.of(issuer)(url, { signal: AbortSignal.timeout(2000) });

  describe('a name that leads inside', () => {
    it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1', '0.0.0.0'])(
      'to %s, is not asked',
      async (address) => {
        const from = issuers({ 'idp.example': [[address]] });
        expect(await failureOf(get(from, `https://idp.example:${port}/`))).toBe(
          `idp.example:${port} is at an address that is not asked (ISSUER_NETWORKS names those that are, beside public ones)`,
        );
        expect(connections).toBe(0);
      },
    );

    it('only at times, is not asked then: each connection goes by the answer that it is made with', async () => {
      // 192.0.2.1 is nobody's: nothing is sent there.
      const from = issuers({ 'idp.example': [['10.9.9.9'], ['127.0.0.1'], ['127.0.0.1']] }, ['10.0.0.0/8']);
      const fetch = from.of('https://idp.example');
      const ask = (): Promise<Response> => fetch(`https://idp.example:${port}/`, { signal: AbortSignal.timeout(300) });
      expect(await failureOf(ask())).toMatch(/cannot be reached/);
      expect(await failureOf(ask())).toMatch(/is not asked/);
      expect(await failureOf(ask())).toMatch(/is not asked/);
      expect(from.asked).toHaveLength(3);
      expect(connections).toBe(0);
    });

    it('among other places, is asked at the others alone', async () => {
      const from = issuers({ 'idp.example': [['127.0.0.1', '10.9.9.9', '169.254.169.254']] }, ['10.9.9.9']);
      const fetched = from.of('https://idp.example')(`https://idp.example:${port}/`, {
        signal: AbortSignal.timeout(300),
      });
      expect(await failureOf(fetched)).toMatch(/cannot be reached/);
      expect(connections).toBe(0);
    });

    it('is asked where the configuration says so', async () => {
      const from = issuers({ 'idp.example': [['127.0.0.1']] }, ['127.0.0.0/8']);
      // It speaks no TLS, which is found out once it is asked.
      expect(await failureOf(get(from, `https://idp.example:${port}/`))).toMatch(/cannot be reached/);
      expect(connections).toBe(1);
    });
  });

  it.each([
    'https://127.0.0.1',
    'https://2130706433',
    'https://0x7f.1',
    'https://127.1',
    'https://[::1]',
    'https://[::ffff:7f00:1]',
    'https://10.0.0.1',
    'https://169.254.169.254',
    'https://[fd00:ec2::254]',
    'http://127.0.0.1',
    'http://[::1]',
  ])('asks nobody at %s', async (origin) => {
    expect(await failureOf(get(issuers(), `${origin}:${port}/`))).toMatch(/is not asked/);
    expect(connections).toBe(0);
  });

  it.each([
    'http://idp.example',
    'http://169.254.169.254',
    'ftp://idp.example',
    'file:///etc/passwd',
    'data:text/plain,x',
  ])('asks nobody by %s', async (url) => {
    const from = issuers({ 'idp.example': [['8.8.8.8']] }, ['169.254.0.0/16']);
    expect(await failureOf(get(from, url))).toMatch(/is not asked over plain http/);
    expect(from.asked).toEqual([]);
  });

  it('asks this machine in development, for an issuer that is on it', async () => {
    const url = `http://127.0.0.1:${port}/`;
    expect(await (await get(issuers({}, [], 'dev'), url)).text()).toBe('here');
    const named = issuers({ localhost: [['127.0.0.1']] }, [], 'dev');
    expect(await (await get(named, `http://localhost:${port}/`)).text()).toBe('here');
    expect(connections).toBe(2);
    expect(await failureOf(get(issuers({}, [], 'dev'), url, 'https://idp.example'))).toMatch(/is not asked/);
    expect(connections).toBe(2);
  });

  it('sends a name of this machine nowhere else', async () => {
    const from = issuers({ localhost: [['8.8.8.8']] }, [], 'dev');
    expect(await failureOf(get(from, 'http://localhost/'))).toMatch(/is not asked/);
  });

  it('asks nobody inside for an issuer that is outside, and for one that is inside those beside it', async () => {
    const names = { 'public.example': [['192.0.2.1']], 'idp.corp': [['127.0.0.1']], 'keys.corp': [['127.0.0.1']] };
    const from = issuers(names, ['127.0.0.0/8']);
    const outside = from.of('https://public.example');
    expect(await failureOf(outside(`https://keys.corp:${port}/`, {}))).toMatch(/is not asked/);
    expect(connections).toBe(0);
    const inside = from.of('https://idp.corp');
    expect(await failureOf(inside(`https://keys.corp:${port}/`, {}))).toMatch(/is not asked/);
    expect(await failureOf(inside(`https://idp.corp:${port}/`, {}))).toMatch(/cannot be reached/);
    expect(await failureOf(inside(`https://keys.corp:${port}/`, {}))).toMatch(/cannot be reached/);
    expect(connections).toBe(2);
  });

  describe('of what is answered', () => {
    const fetched = (options: RequestInit = {}): Promise<Response> => {
      const url = `http://127.0.0.1:${port}/keys?version=2`;
      return issuers({}, [], 'dev').of(url)(url, { signal: AbortSignal.timeout(500), ...options });
    };

    it('sends and reads what is meant', async () => {
      answer = (request, response) => {
        const { method, url, headers } = request;
        request.setEncoding('utf8').once('data', (body: string) => {
          response.writeHead(201, { 'X-A': ['1', '2'] });
          response.end(
            JSON.stringify({ method, url, type: headers['content-type'], encoding: headers['accept-encoding'], body }),
          );
        });
      };
      const body = new URLSearchParams({ code: 'a b' });
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const response = await fetched({ method: 'POST', headers, body });
      expect([response.status, response.headers.get('x-a')]).toEqual([201, '1, 2']);
      expect(await response.json()).toEqual({
        method: 'POST',
        url: '/keys?version=2',
        type: 'application/x-www-form-urlencoded',
        encoding: 'identity',
        body: 'code=a+b',
      });
    });

    it.each([301, 302, 303, 307, 308])('takes a redirect (%i) for the answer', async (status) => {
      answer = (_, response) => response.writeHead(status, { Location: `http://127.0.0.1:${port}/` }).end();
      expect((await fetched()).status).toBe(status);
      expect(connections).toBe(1);
    });

    it('reads no more than 256 KiB', async () => {
      answer = (_, response) => {
        response.on('error', () => {});
        const more = (): void => {
          while (response.write('x'.repeat(64 * 1024)));
          response.once('drain', more);
        };
        more();
      };
      expect(await failureOf(fetched({ signal: AbortSignal.timeout(5000) }))).toMatch(
        /answers with more than 262144 bytes/,
      );
    });

    it.each<[string, RequestListener]>([
      ['never begins', () => {}],
      ['never ends', (_, response) => response.write('{')],
      [
        'drips',
        (_, response) => {
          const timer = setInterval(() => response.write(' '), 20);
          response.once('close', () => clearInterval(timer));
        },
      ],
      [
        'breaks off',
        (_, response) => response.writeHead(200, { 'Content-Length': '9' }).write('{', () => response.destroy()),
      ],
      ['has headers without end', (_, response) => response.writeHead(200, { 'X-A': 'x'.repeat(100_000) }).end()],
      ['is no HTTP', ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
      ['has a status that there is not', ({ socket }) => socket.end('HTTP/1.1 999 x\r\n\r\n')],
    ])('waits for none that %s', async (_, listener) => {
      answer = listener;
      const began = Date.now();
      expect(await failureOf(fetched())).toMatch(/^127\.0\.0\.1:\d+ cannot be reached: /);
      expect(Date.now() - began).toBeLessThan(5000);
    });
  });
});
