import { randomBytes } from 'node:crypto';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectOverTls } from 'node:tls';
import { root } from '../../../scripts/lib/paths.mjs';
import { ask } from './ask.mjs';
import { outputOf } from './command.mjs';
import { Container } from './images-container.mjs';
import { projectName } from './project.mjs';

const NGINX = process.env['NGINX_IMAGE'] ?? 'nginxinc/nginx-unprivileged:1.31-alpine3.24';
const BACKEND = process.env['BACKEND_IMAGE'] ?? 'plimsoll-backend:local';
const START_MS = 20_000;
const ANSWER_MS = 10_000;

/**
 * In the place of API and web console: keeps the bytes that came on each connection, answers each request once it is
 * complete by its own words, and tells under /api/kept what came so far.
 */
const RECORDER = `
  const kept = [];
  const answer = (socket, body) =>
    socket.end('HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Type: application/json\\r\\nContent-Length: ' + Buffer.byteLength(body) + '\\r\\n\\r\\n' + body);
  const isComplete = (text) => {
    const end = text.indexOf('\\r\\n\\r\\n');
    if (end < 0) return false;
    const head = text.slice(0, end), body = text.slice(end + 4);
    if (/^transfer-encoding:/im.test(head)) return body.endsWith('0\\r\\n\\r\\n');
    return body.length >= Number(/^content-length: *(\\d+)/im.exec(head)?.[1] ?? 0);
  };
  for (const [port, service] of [[3001, 'api'], [3000, 'console']]) {
    require('node:net').createServer((socket) => {
      const entry = { service, text: '', isOver: false };
      let isAnswered = false;
      socket.on('error', () => {}).on('close', () => { entry.isOver = true; });
      socket.on('data', (chunk) => {
        if (entry.text === '') kept.push(entry);
        entry.text += chunk.toString('latin1');
        if (isAnswered || !isComplete(entry.text)) return;
        isAnswered = true;
        if (!entry.text.startsWith('GET /api/kept ')) return answer(socket, JSON.stringify({ service }));
        kept.splice(kept.indexOf(entry), 1);
        answer(socket, JSON.stringify(kept));
        // What is still on its way is told again.
        kept.splice(0, kept.length, ...kept.filter(({ isOver }) => !isOver));
      });
    }).listen(port, '0.0.0.0');
  }
`;

/** @typedef {{ service: 'api' | 'console', text: string, isOver: boolean }} Kept what came on one connection */

/** The gateway as the compose files start it, before servers that only keep what they are sent. */
export class GatewayBench {
  /** @type {Container[]} */
  #containers = [];
  #network = projectName(`gateway-${randomBytes(3).toString('hex')}`);
  #port = 0;
  #certificate;

  /** @param {string | undefined} certificate in PEM */
  constructor(certificate) {
    this.#certificate = certificate;
  }

  /**
   * @param {{ certificate: string, folder: string }} [tls] PEM, and the folder where it lies with its key as
   *   scripts/gen-secrets.sh makes them; plain http without
   */
  static async start(tls) {
    const bench = new GatewayBench(tls?.certificate);
    try {
      await bench.#start(tls?.folder);
    } catch (error) {
      await bench.close();
      throw error;
    }
    return bench;
  }

  /** @param {string | undefined} secrets */
  async #start(secrets) {
    const label = `com.docker.compose.project=${this.#network}`;
    await outputOf('docker', ['network', 'create', '--label', label, this.#network]);
    const network = ['--network', this.#network, '--label', label];
    const aliases = [
      '--no-healthcheck',
      '--network-alias',
      'backend',
      '--network-alias',
      'frontend',
      '--entrypoint',
      'node',
    ];
    this.#containers.push(await Container.start([...network, ...aliases], BACKEND, ['-e', RECORDER]));
    const hardened = ['--user', '101:101', '--read-only', '--cap-drop', 'ALL', '--memory', '256m', '--cpus', '1'];
    const places = ['--tmpfs', '/tmp:size=64m,mode=1777', '--volume', `${join(root, 'gateway')}:/etc/plimsoll:ro`];
    const served =
      secrets === undefined
        ? ['--env', 'GATEWAY_SERVES=plain', '--env', 'PUBLIC_URL=http://localhost:8080']
        : ['--env', 'GATEWAY_SERVES=tls', '--env', 'PUBLIC_URL=https://localhost:8443'].concat(
            ...['tls_certificate', 'tls_key'].map((name) => [
              '--volume',
              `${join(secrets, name)}:/run/secrets/${name}:ro`,
            ]),
          );
    const port = secrets === undefined ? '8080' : '8443';
    const options = [
      ...network,
      ...hardened,
      ...places,
      ...served,
      '--publish',
      `127.0.0.1::${port}`,
      '--entrypoint',
      'sh',
    ];
    const gateway = await Container.start(options, NGINX, ['/etc/plimsoll/start.sh']);
    this.#containers.push(gateway);
    const published = await outputOf('docker', ['port', gateway.id, `${port}/tcp`]);
    this.#port = Number(/:(\d+)/.exec(published)?.[1]);
    await this.#isReady(gateway);
  }

  /** @param {Container} gateway */
  async #isReady(gateway) {
    for (const deadline = Date.now() + START_MS; ; await sleep(100)) {
      const answer = await this.ask('/api/kept').catch(() => undefined);
      if (answer?.status === 200) return;
      if (Date.now() > deadline) throw new Error(`The gateway does not answer:\n${await gateway.logs()}`);
    }
  }

  /**
   * @param {string} path
   * @param {import('./ask.mjs').Question} [question]
   */
  ask(path, question) {
    const origin = `${this.#certificate === undefined ? 'http' : 'https'}://localhost:${this.#port}`;
    return ask(`${origin}${path}`, { ...(this.#certificate !== undefined && { ca: this.#certificate }), ...question });
  }

  /** What reached the servers since it was last asked for. */
  async kept() {
    /** @type {Kept[]} */
    const kept = JSON.parse((await this.ask('/api/kept')).text);
    return kept;
  }

  /** How much of its file system the gateway has taken, for files that have no name any more as well. */
  async temporaryKilobytes() {
    const { stdout } = await /** @type {Container} */ (this.#containers[1]).exec('df', '-k', '/tmp');
    return Number(stdout.trim().split('\n').at(-1)?.split(/ +/)[2]);
  }

  /**
   * A connection for bytes that no client library would send.
   *
   * @param {string[]} [protocols] of ALPN
   */
  connection(protocols = ['http/1.1']) {
    const place = { host: '127.0.0.1', port: this.#port };
    return this.#certificate === undefined
      ? connect(place)
      : connectOverTls({ ...place, servername: 'localhost', ca: this.#certificate, ALPNProtocols: protocols });
  }

  /** A client that sends several requests at once on one connection. */
  http2Session() {
    const trust = this.#certificate === undefined ? {} : { ca: this.#certificate };
    return connectHttp2(`https://localhost:${this.#port}`, trust).on('error', () => {});
  }

  /**
   * Sends bytes as they are; answers all that came back by the end of the connection, or until nothing has come for a while.
   *
   * @param {string | Buffer} bytes
   * @param {number} [quietMs]
   * @returns {Promise<string>}
   */
  send(bytes, quietMs = ANSWER_MS) {
    return new Promise((resolve, reject) => {
      const socket = this.connection();
      let text = '';
      const end = () => {
        socket.destroy();
        resolve(text);
      };
      socket.setTimeout(quietMs, end);
      socket.on('data', (chunk) => (text += chunk.toString('latin1')));
      socket.once('close', end).once('error', (error) => (text === '' ? reject(error) : end()));
      socket.write(bytes);
    });
  }

  async close() {
    await Promise.all(this.#containers.map((container) => container.remove()));
    await outputOf('docker', ['network', 'rm', this.#network]).catch(() => {});
  }
}
