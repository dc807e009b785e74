import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../../scripts/lib/paths.mjs';
import { outputOf } from './command.mjs';
import { freePort } from '../../../testkit/free-port.mjs';

const READY_MS = 30_000;
const plimsoll = join(root, 'backend', 'bin', 'plimsoll.js');

/** The API as it was built, on a PostgreSQL of its own: what a pipeline talks to, without a container. */
export class Server {
  /**
   * @param {string} folder which need not be there
   * @param {string} policy a file
   */
  static async start(folder, policy) {
    await mkdir(folder, { recursive: true });
    /** @type {typeof import('../../../backend/src/launcher/postgres/postgres.js')} */
    const { startPostgres } = await import(join(root, 'backend', 'dist', 'launcher', 'postgres', 'postgres.js'));
    const postgres = await startPostgres({ dataDir: folder, isThrowaway: true });
    const server = new Server(postgres, policy, await freePort());
    try {
      await outputOf(process.execPath, [plimsoll, 'migrate'], { env: server.environment(postgres.ownerUrl) });
      await server.resume();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  #postgres;
  #settings;

  /**
   * @param {import('../../../backend/src/launcher/postgres/postgres.js').RunningPostgres} postgres
   * @param {string} policy
   * @param {number} port
   */
  constructor(postgres, policy, port) {
    this.#postgres = postgres;
    this.url = `http://127.0.0.1:${port}`;
    this.#settings = {
      API_PORT: String(port),
      SECRET_KEY: randomBytes(32).toString('base64'),
      PLIMSOLL_POLICY_FILE: policy,
    };
  }

  /** @param {string} databaseUrl */
  environment(databaseUrl) {
    return { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: databaseUrl, ...this.#settings };
  }

  /** Answers when it takes requests. */
  async resume() {
    const env = this.environment(this.#postgres.applicationUrl);
    const child = spawn(process.execPath, [join(root, 'backend', 'dist', 'main.js')], { env, stdio: 'ignore' });
    this.#child = child;
    for (let waited = 0; waited < READY_MS && child.exitCode === null; waited += 100) {
      const isReady = await fetch(`${this.url}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isReady) return;
      await sleep(100);
    }
    throw new Error(`the API does not answer at ${this.url}`);
  }

  /** Until `resume`. */
  async pause() {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  /**
   * @param {readonly string[]} permissions
   * @returns {Promise<string>}
   */
  async token(...permissions) {
    const args = ['token', 'create', '--name', 'pipeline', '--permissions', permissions.join(','), '--expires', '1d'];
    const env = this.environment(this.#postgres.applicationUrl);
    return (await outputOf(process.execPath, [plimsoll, ...args], { env })).trim();
  }

  async stop() {
    await this.pause();
    await this.#postgres.stop('immediate');
  }
}
