import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { outcomeOf, outputOf } from './command.mjs';
import { projectName } from './project.mjs';

/** @typedef {{ host: string, port: number }} Target */

const BACKEND_IMAGE = process.env.BACKEND_IMAGE ?? 'plimsoll-backend:local';
const CONNECT_MS = 2000;

/** So that a run that was killed is cleared up after. */
const OWNER = ['--label', `com.docker.compose.project=${projectName('outside')}`];
const HARMLESS = [
  '--user',
  '1001:1001',
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges',
  '--entrypoint',
  'node',
];

/** Says on which port it listens and which addresses it has, and goes when its input ends. */
const LISTEN = `
  const server = require('node:net').createServer((socket) => socket.on('error', () => {}).end());
  server.listen(0, '0.0.0.0', () => {
    const all = Object.values(require('node:os').networkInterfaces()).flat();
    const hosts = all.filter((it) => it.family === 'IPv4' && !it.internal).map((it) => it.address);
    console.log(JSON.stringify({ port: server.address().port, hosts }));
  });
  process.stdin.resume().on('end', () => process.exit());
`;

const CONNECT = `
  const targets = JSON.parse(process.argv[1]);
  const attempt = ({ host, port }) => new Promise((resolve) => {
    const socket = require('node:net').connect({ host, port });
    const end = (outcome) => { clearTimeout(timer); socket.destroy(); resolve(outcome); };
    const timer = setTimeout(() => end('ETIMEDOUT'), ${CONNECT_MS});
    socket.once('connect', () => end('connected')).once('error', (error) => end(error.code));
  });
  Promise.all(targets.map(attempt)).then((outcomes) => {
    console.log(JSON.stringify(outcomes));
    // Names that nobody answers for are still being asked for.
    process.exit();
  });
`;

const RESOLVE = `
  const resolver = new (require('node:dns').promises.Resolver)({ timeout: 1500, tries: 1 });
  const attempt = (name) => resolver.resolve4(name).then((addresses) => addresses[0], (error) => error.code);
  Promise.all(JSON.parse(process.argv[1]).map(attempt)).then((outcomes) => console.log(JSON.stringify(outcomes)));
`;

/**
 * Runs a script of Node's in the network of a container, whatever is in that container itself.
 *
 * @param {string} container
 * @param {string} script
 * @param {unknown} argument
 * @returns {Promise<string[]>}
 */
async function askFrom(container, script, argument) {
  const place = ['--rm', '--network', `container:${container}`, ...OWNER, ...HARMLESS];
  return JSON.parse(
    await outputOf('docker', ['run', ...place, BACKEND_IMAGE, '-e', script, '--', JSON.stringify(argument)]),
  );
}

/**
 * Which targets a container can connect to.
 *
 * @param {string} container
 * @param {readonly Target[]} targets
 * @returns {Promise<string[]>} HOST:PORT
 */
export async function reachedFrom(container, targets) {
  const outcomes = await askFrom(container, CONNECT, targets);
  return targets.filter((_, index) => outcomes[index] === 'connected').map(({ host, port }) => `${host}:${port}`);
}

/**
 * What names become in a container: an address, or the resolver's error.
 *
 * @param {string} container
 * @param {readonly string[]} names
 */
export function resolvedFrom(container, names) {
  return askFrom(container, RESOLVE, names);
}

/** Something that listens in a network of its own, or in the host's. */
export class Listener {
  /** @type {Target[]} */
  targets = [];
  #child;
  #network;

  /**
   * @param {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, import('node:stream').Readable, null>} child
   * @param {string | undefined} network
   */
  constructor(child, network) {
    this.#child = child;
    this.#network = network;
  }

  /** On every address of the machine that the containers run on. */
  static onHost() {
    return Listener.#start('host', undefined);
  }

  /** In a container that has nothing to do with Plimsoll. */
  static async elsewhere() {
    const network = projectName('outside');
    await outputOf('docker', ['network', 'create', ...OWNER, network]);
    return Listener.#start(network, network);
  }

  /**
   * @param {string} place
   * @param {string | undefined} network
   */
  static async #start(place, network) {
    const args = [
      'run',
      '--rm',
      '--interactive',
      '--network',
      place,
      ...OWNER,
      ...HARMLESS,
      BACKEND_IMAGE,
      '-e',
      LISTEN,
    ];
    const child = spawn('docker', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const listener = new Listener(child, network);
    const [line] = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      once(child, 'close').then(() => ['']),
    ]);
    if (line === '') {
      await listener.close();
      throw new Error(`nothing listens in ${place}`);
    }
    /** @type {{ port: number, hosts: string[] }} */
    const { port, hosts } = JSON.parse(line);
    listener.targets = hosts.map((host) => ({ host, port }));
    return listener;
  }

  async close() {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    if (this.#network !== undefined) await outcomeOf('docker', ['network', 'rm', this.#network]);
  }
}
