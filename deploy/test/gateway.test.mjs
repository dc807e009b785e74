// The gateway before servers that keep every byte they are sent: what somebody who sends anything at all can have it pass on,
// hold, or be kept from others.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outputOf } from './lib/command.mjs';
import { GatewayBench } from './lib/gateway-bench.mjs';
import { http2Request } from './lib/http2-frames.mjs';

/** @typedef {import('./lib/http2-frames.mjs').Field} Field */

/** As gateway/http.conf and gateway/locations.conf have them. */
const PAGES_AT_ONCE = 200;
const BODIES_AT_ONCE = 64;
const POLICIES_AT_ONCE = 4;
const HEADERS_MS = 15_000;
const BODY_MS = 20_000;

const HOST = 'Host: localhost\r\n';
const END = '0\r\n\r\n';

/** Bodies of which a server behind could believe that they end elsewhere. */
const SMUGGLED = {
  'a length and chunks': `Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n${END}G`,
  'chunks and a length': `Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n8\r\nSMUGGLED\r\n${END}`,
  'two transfer codings': `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n${END}`,
  'a list of transfer codings': `Transfer-Encoding: identity, chunked\r\n\r\n${END}`,
  'a transfer coding that is none': `Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\n${END}`,
  'a blank before the colon': `Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n${END}`,
  'a tab before the coding': `Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n${END}`,
  'a vertical tab before the coding': `Transfer-Encoding: \x0bchunked\r\nContent-Length: 5\r\n\r\n${END}`,
  'a folded line': `X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n${END}`,
  'a folded coding': `Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n${END}`,
  'a bare CR': `X: a\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n${END}`,
  'a NUL': `X: a\0b\r\nContent-Length: 5\r\n\r\n${END}`,
  'two lengths': 'Content-Length: 5\r\nContent-Length: 0\r\n\r\nabcde',
  'the same length twice': 'Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde',
  'a list of lengths': 'Content-Length: 5, 5\r\n\r\nabcde',
  'a length with a sign': 'Content-Length: +5\r\n\r\nabcde',
  'a negative length': 'Content-Length: -5\r\n\r\nabcde',
  'a length in hexadecimal': 'Content-Length: 0x5\r\n\r\nabcde',
  'a length beyond 64 bits': 'Content-Length: 18446744073709551621\r\n\r\nabcde',
  'a chunk beyond 64 bits': 'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabcde\r\n0\r\n\r\n',
  'a line feed in a chunk’s extension': 'Transfer-Encoding: chunked\r\n\r\n5;a=\nb\r\nabcde\r\n0\r\n\r\n',
  'a chunk that ends late': 'Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefg\r\n0\r\n\r\n',
};

/** Paths that would be /metrics, or another limit's, for whoever resolves them otherwise. */
const CROOKED_PATHS = [
  '//metrics',
  '/./metrics',
  '/health/../metrics',
  '/api/../metrics',
  '/api/%2e%2e/metrics',
  '/api/.%2e/metrics',
  '/api/..%2fmetrics',
  '/api/%2e%2e%2fmetrics',
  '/api/..;/metrics',
  '/api/..;a=b/metrics',
  '/api/..\\metrics',
  '/api/..%5cmetrics',
  '/api/x%00/../../metrics',
  '/metrics/../api/v1/images',
  '/metrics;/../api/v1/images',
  '/metrics%3f/../api/v1/images',
  '/metrics#/../api/v1/images',
  '/api/v1/sign-in/../images',
  '//api/v1/sign-in',
  '/api/v1/x/..',
  '/../metrics',
];

/** What a client says of itself in the words of proxies and frameworks. */
const CLAIMS = [
  'X-Forwarded-For: 192.0.2.99',
  'X-Forwarded-Proto: gopher',
  'X-Forwarded-Host: evil.example',
  'X-Forwarded-Port: 99',
  'X-Forwarded-Prefix: /evil',
  'Forwarded: for=192.0.2.99;host=evil.example',
  'X-Real-IP: 192.0.2.99',
  'X_Forwarded_For: 192.0.2.99',
  'True-Client-IP: 192.0.2.99',
  'CF-Connecting-IP: 192.0.2.99',
  'X-Client-IP: 192.0.2.99',
  'X-Original-URL: /evil',
  'X-Rewrite-URL: /evil',
  'X-HTTP-Method-Override: EVIL',
  'X-Middleware-Subrequest: evil',
  'X-Request-Id: evil',
  'X-Gateway-Attempt: 11111',
  'Proxy: http://evil.example',
];

describe('gateway', () => {
  /** @type {GatewayBench} */
  let bench;
  before(async () => {
    bench = await GatewayBench.start();
  });
  after(() => bench?.close());

  describe('passes on no request but the one that it has read', () => {
    for (const [what, rest] of Object.entries(SMUGGLED)) {
      for (const path of ['/api/v1/tokens', '/api/v1/reports', '/x']) {
        it(`with ${what}, to ${path}`, async () => {
          const text = await bench.send(`POST ${path} HTTP/1.1\r\n${HOST}${rest}`);
          assert.match(text, /^HTTP\/1\.1 (400|501) /);
          // What is passed on while it arrives may be broken off, but is never taken for whole.
          for (const { text: kept } of await bench.kept()) assert.doesNotMatch(kept, /\r\n0\r\n\r\n/);
        });
      }
    }

    it('with a line of HTTP/1.0 that has chunks', async () => {
      const text = await bench.send(`POST /api/x HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n${END}`);
      assert.match(text, /^HTTP\/1\.1 400 /);
      assert.deepEqual(await bench.kept(), []);
    });

    it('each with one length that is right, whatever it came with', async () => {
      const chunked = 'Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nabcde\r\n0\r\nX-Forwarded-For: 192.0.2.99\r\n\r\n';
      const inside = 'GET /smuggled HTTP/1.1\r\n\r\n';
      const close = 'Connection: close\r\n';
      await bench.send(`POST /api/x HTTP/1.1\r\n${HOST}${close}${chunked}`);
      await bench.send(`GET /api/x HTTP/1.1\r\n${HOST}${close}Content-Length: ${inside.length}\r\n\r\n${inside}`);
      await bench.send(
        `POST /api/a HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabcGET /api/b HTTP/1.1\r\n${HOST}${close}\r\n`,
      );
      const kept = (await bench.kept()).map(({ text }) => {
        const [head, body] = split(text);
        return [head.split('\r\n', 1)[0], head.match(/^(content-length|transfer-encoding):.*$/gim), body];
      });
      assert.deepEqual(kept, [
        ['POST /api/x HTTP/1.1', ['Content-Length: 5'], 'abcde'],
        ['GET /api/x HTTP/1.1', [`Content-Length: ${inside.length}`], inside],
        ['POST /api/a HTTP/1.1', ['Content-Length: 3'], 'abc'],
        ['GET /api/b HTTP/1.1', null, ''],
      ]);
    });
  });

  describe('knows one reading of a path', () => {
    for (const path of CROOKED_PATHS) {
      it(`and so none of ${path}`, async () => {
        assert.match(await bench.send(`GET ${path} HTTP/1.1\r\n${HOST}\r\n`), /^HTTP\/1\.1 400 /);
        assert.deepEqual(await bench.kept(), []);
      });
    }

    for (const path of ['/metrics', '/metrics?x', '/%6detrics', 'http://evil.example/metrics']) {
      it(`and shows no metrics at ${path}`, async () => {
        const text = await bench.send(`GET ${path} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
        assert.match(text, /^HTTP\/1\.1 404 /);
        assert.deepEqual(await bench.kept(), []);
      });
    }

    for (const path of [
      '/api/v1/images?search=../..//x%5c%00',
      '/artifacts/7?tab=a/../b',
      '/api/v1/a.b/..c',
      '/.well-known/x',
    ]) {
      it(`and passes on ${path} as it is`, async () => {
        await bench.ask(path);
        assert.deepEqual(
          (await bench.kept()).map(({ text }) => text.split(' ')[1]),
          [path],
        );
      });
    }

    it('and writes no line of its own from it', async () => {
      for (const path of ['/x%0d%0aSet-Cookie:%20a=b', '/api/x%0d%0aSet-Cookie:%20a=b']) {
        const text = await bench.send(`GET ${path} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
        assert.doesNotMatch(split(text)[0], /^set-cookie/im);
      }
      for (const { text } of await bench.kept()) assert.doesNotMatch(text, /^set-cookie/im);
    });
  });

  describe('says itself who asks', () => {
    for (const path of ['/api/x', '/x']) {
      it(`whatever a request claims at ${path}, or has its Connection take away`, async () => {
        const names = CLAIMS.map((line) => line.split(':', 1)[0]).join(', ');
        const claims = `${CLAIMS.join('\r\n')}\r\nConnection: close, ${names}, Host\r\nAuthorization: Bearer mine\r\n`;
        await bench.send(`GET ${path} HTTP/1.1\r\n${HOST}${claims}\r\n`);
        const [{ text = '' } = {}] = await bench.kept();
        assert.doesNotMatch(text, /evil|192\.0\.2\.99|gopher|\b99\b|11111/i);
        assert.match(text, /^X-Forwarded-For: (\d+\.){3}\d+\r$/m);
        assert.match(text, /^X-Forwarded-Proto: http\r$/m);
        assert.match(text, /^X-Forwarded-Host: localhost\r$/m);
        assert.match(text, /^X-Request-Id: [0-9a-f]{32}\r$/m);
        assert.match(text, /^X-Gateway-Attempt: 1\r$/m);
        assert.match(text, /^Authorization: Bearer mine\r$/m);
        assert.match(text, /^Connection: close\r$/m);
      });
    }

    for (const host of ['a\r\nHost: b', 'evil.example/x', 'evil.example\\x', 'a b', '', 'a@b']) {
      it(`and takes no request for ${JSON.stringify(host)}`, async () => {
        assert.match(await bench.send(`GET /api/x HTTP/1.1\r\nHost: ${host}\r\n\r\n`), /^HTTP\/1\.1 400 /);
        assert.deepEqual(await bench.kept(), []);
      });
    }

    for (const line of [
      'TRACE /api/x',
      'TRACE /x',
      'CONNECT backend:3001',
      'CONNECT /api/x',
      'OPTIONS *',
      'get /api/x',
    ]) {
      it(`and does nothing for ${line}`, async () => {
        assert.match(await bench.send(`${line} HTTP/1.1\r\n${HOST}\r\n`), /^HTTP\/1\.1 (400|405) /);
        assert.deepEqual(await bench.kept(), []);
      });
    }

    it('and lets nobody speak another protocol through it', async () => {
      const upgrade = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c, websocket\r\nHTTP2-Settings: AAMAAABk\r\n';
      await bench.send(`GET /x HTTP/1.1\r\n${HOST}${upgrade}\r\n`, 1000);
      const [{ text = '' } = {}] = await bench.kept();
      assert.doesNotMatch(text, /^(upgrade|connection: upgrade)/im);
    });
  });

  describe('holds what comes slowly itself', () => {
    /** @type {Promise<number>} */
    let slowHeaders;
    /** @type {Promise<number>} */
    let slowBody;
    before(() => {
      slowHeaders = closedAfter(bench.connection(), `GET /api/x HTTP/1.1\r\n${HOST}X: `, 2000);
      slowBody = closedAfter(
        bench.connection(),
        `POST /api/v1/reports HTTP/1.1\r\n${HOST}Content-Length: 9\r\n\r\nabc`,
      );
    });

    it('a body for the API is passed on whole', async () => {
      const socket = bench.connection();
      socket.write(`POST /api/v1/tokens HTTP/1.1\r\n${HOST}Connection: close\r\nContent-Length: 9\r\n\r\nabc`);
      await sleep(300);
      assert.deepEqual(keptFor('/api/v1/tokens', await bench.kept()), []);
      socket.write('defghi');
      let text = '';
      for await (const chunk of socket) text += String(chunk);
      assert.match(text, /^HTTP\/1\.1 200 /);
      assert.equal(split(keptFor('/api/v1/tokens', await bench.kept())[0] ?? '')[1], 'abcdefghi');
    });

    it(`no more than ${BODIES_AT_ONCE} from one address, and answers what has none meanwhile`, async () => {
      const head = `POST /api/v1/reports HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n`;
      const senders = Array.from({ length: BODIES_AT_ONCE + 10 }, () => bench.connection());
      const refusals = senders.map((socket) => refusalOf(socket, head));
      await sleep(1500);
      const refused = refusals.filter(({ text }) => text !== '');
      // One is on its way from before.
      assert.ok(refused.length >= 10 && refused.length <= 11, `${refused.length} are refused`);
      for (const { text } of refused) {
        assert.match(text, /^HTTP\/1\.1 429 /);
        assert.match(text, /^retry-after: \d+\r$/im);
        assert.match(text, /"code":"too_many_requests"/);
      }
      assert.ok(keptFor('/api/v1/reports', await bench.kept()).length <= BODIES_AT_ONCE);
      assert.equal((await bench.ask('/api/v1/images')).status, 200);
      assert.equal((await bench.ask('/')).status, 200);
      for (const socket of senders) socket.destroy();
    });

    it('on a file system that nobody can fill', async () => {
      await sleep(300);
      const nearly = 500_000;
      const head = (/** @type {string} */ path) =>
        `POST ${path} HTTP/1.1\r\n${HOST}Content-Length: ${nearly + 1}\r\n\r\n${'x'.repeat(nearly)}`;
      const senders = Array.from({ length: 30 }, () => [bench.connection(), bench.connection()]).flat();
      const refusals = senders.map((socket, index) =>
        refusalOf(socket, head(index % 2 === 0 ? '/api/v1/policy/check' : '/api/v1/tokens')),
      );
      await sleep(2000);
      const statuses = refusals.map(({ text }) => text.slice(9, 12));
      assert.equal(statuses.filter((status) => status === '413').length, 30);
      assert.equal(statuses.filter((status) => status === '429').length, 30 - POLICIES_AT_ONCE);
      const kilobytes = await bench.temporaryKilobytes();
      assert.ok(kilobytes > nearly / 1024 && kilobytes < 4096, `${kilobytes} KiB`);
      for (const socket of senders) socket.destroy();
    });

    it('and waits for neither headers nor bodies for ever', { timeout: BODY_MS * 2 }, async () => {
      assert.ok((await slowHeaders) < HEADERS_MS + 5000);
      assert.ok((await slowBody) < BODY_MS + 5000);
    });
  });

  it('gives one address so many pages and no more, and goes on answering the others’ requests', async () => {
    const requests = Array.from({ length: PAGES_AT_ONCE * 2 }, () => bench.ask('/artifacts'));
    const answers = await Promise.all(requests);
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(answers.length - refused.length >= PAGES_AT_ONCE / 2);
    assert.ok(refused.length > 0, 'every page was given out');
    for (const { headers, text } of refused) {
      assert.match(`${headers['retry-after']}`, /^\d+$/);
      assert.match(`${headers['content-type']}`, /^text\/html/);
      assert.match(text, /Too many requests/);
    }
    assert.equal((await bench.ask('/api/v1/images')).status, 200);
    assert.equal((await bench.ask('/health/ready')).status, 200);
  });
});

describe('gateway over HTTP/2', () => {
  /** @type {GatewayBench} */
  let bench;
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-test-'));
    const args = ['prod', '--host', 'localhost', '--directory', folder];
    await outputOf(join(root, 'scripts', 'gen-secrets.sh'), args);
    bench = await GatewayBench.start({ certificate: await readFile(join(folder, 'tls_certificate'), 'utf8'), folder });
  });
  after(async () => {
    await bench?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** @type {Record<string, [readonly Field[], string?]>} */
  const broken = {
    'a length that is too short': [
      request('POST', '/api/x', ['content-length', '0']),
      'GET /smuggled HTTP/1.1\r\n\r\n',
    ],
    'a length that is too long': [request('POST', '/api/x', ['content-length', '50']), 'abc'],
    'two lengths': [request('POST', '/api/x', ['content-length', '3'], ['content-length', '5']), 'abc'],
    'a line break in a value': [request('GET', '/api/x', ['x', 'a\r\nInjected: b'])],
    'a line break in a name': [request('GET', '/api/x', ['x: a\r\ninjected', 'b'])],
    'a line break in the path': [request('GET', '/api/x HTTP/1.1\r\nInjected: b\r\nX:')],
    'a blank in the path': [request('GET', '/api/x HTTP/1.1')],
    'a request in the method': [request('GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\nGET', '/api/x')],
    'a name in capitals': [request('GET', '/api/x', ['X-Forwarded-For', '192.0.2.99'])],
    'a second host': [request('GET', '/api/x', ['host', 'evil.example'])],
    'a way up': [request('GET', '/api/../metrics')],
    CONNECT: [
      [
        [':method', 'CONNECT'],
        [':authority', 'backend:3001'],
      ],
    ],
  };

  for (const [what, [fields, body]] of Object.entries(broken)) {
    it(`passes on nothing that has ${what}`, async () => {
      assert.notEqual((await exchange(bench, http2Request(fields, body))).length, 0);
      assert.deepEqual(await bench.kept(), []);
    });
  }

  it('counts bodies that nobody has announced', async () => {
    const session = bench.http2Session();
    const answers = Array.from({ length: BODIES_AT_ONCE + 10 }, () => {
      const answer = { status: 0 };
      const stream = session.request({ ':method': 'POST', ':path': '/api/v1/reports' }, { endStream: false });
      stream.on('error', () => {}).on('response', ({ ':status': status = 0 }) => (answer.status = status));
      stream.write('slow');
      return answer;
    });
    await sleep(1500);
    assert.equal(answers.filter(({ status }) => status === 429).length, 10);
    assert.equal(answers.filter(({ status }) => status === 0).length, BODIES_AT_ONCE);
    session.destroy();
    await sleep(300);
    await bench.kept();
  });

  it('makes of a body one with the right length, and of a client no proxy', async () => {
    const body = '0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n';
    const fields = request(
      'POST',
      '/api/x',
      ['transfer-encoding', 'chunked'],
      ['x-forwarded-for', '192.0.2.99'],
      ['forwarded', 'for=192.0.2.99'],
      ['connection', 'x-request-id'],
    );
    const named = fields.map((field) =>
      field[0] === ':authority' ? /** @type {Field} */ ([':authority', 'evil.example']) : field,
    );
    await exchange(bench, http2Request(named, body));
    const [{ text = '' } = {}, ...others] = await bench.kept();
    assert.deepEqual(others, []);
    assert.match(text, new RegExp(`^Content-Length: ${body.length}\\r$`, 'm'));
    assert.match(text, /^X-Forwarded-Proto: https\r$/m);
    // That of PUBLIC_URL, by whatever name it was reached.
    assert.match(text, /^X-Forwarded-Host: localhost:8443\r$/m);
    assert.match(text, /^X-Request-Id: [0-9a-f]{32}\r$/m);
    const [head, passedOn] = split(text);
    assert.doesNotMatch(head, /transfer-encoding|forwarded: for|192\.0\.2\.99/i);
    assert.equal(passedOn, body);
  });
});

/**
 * @param {string} method
 * @param {string} path
 * @param {...Field} fields
 * @returns {readonly Field[]}
 */
function request(method, path, ...fields) {
  return [[':method', method], [':scheme', 'https'], [':authority', 'localhost'], [':path', path], ...fields];
}

/**
 * @param {GatewayBench} bench
 * @param {Buffer} bytes
 * @returns {Promise<Buffer>} all that came until nothing came for a while
 */
function exchange(bench, bytes) {
  return new Promise((resolve, reject) => {
    const socket = bench.connection(['h2']);
    /** @type {Buffer[]} */
    const chunks = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.setTimeout(500, () => socket.destroy());
    socket.once('close', () => resolve(Buffer.concat(chunks))).once('error', reject);
    socket.write(bytes);
  });
}

/**
 * Head and body.
 *
 * @param {string} text
 * @returns {[string, string]}
 */
function split(text) {
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? [text, ''] : [text.slice(0, end + 2), text.slice(end + 4)];
}

/**
 * @param {string} path
 * @param {import('./lib/gateway-bench.mjs').Kept[]} kept
 */
function keptFor(path, kept) {
  return kept.map(({ text }) => text).filter((text) => text.startsWith(`POST ${path} `));
}

/**
 * What is answered before the request is whole.
 *
 * @param {import('node:net').Socket} socket
 * @param {string} bytes
 */
function refusalOf(socket, bytes) {
  const answer = { text: '' };
  socket.on('error', () => {}).on('data', (chunk) => (answer.text += String(chunk)));
  socket.write(bytes);
  return answer;
}

/**
 * In how many milliseconds a connection is closed on which something has begun that does not go on, or byte by byte.
 *
 * @param {import('node:net').Socket} socket
 * @param {string} begun
 * @param {number} [everyMs]
 * @returns {Promise<number>}
 */
function closedAfter(socket, begun, everyMs) {
  const begin = Date.now();
  socket.on('error', () => {}).resume();
  socket.write(begun);
  const timer = everyMs === undefined ? undefined : setInterval(() => socket.write('x'), everyMs);
  return new Promise((resolve) => {
    socket.once('close', () => {
      clearInterval(timer);
      resolve(Date.now() - begin);
    });
  });
}
