import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../../testkit/free-port.mjs';
import { isFullRun } from '../../../testkit/tier.mjs';
import { PLIMSOLL } from './built.js';
import { createTestDatabase } from './postgres.js';
import { descendantsOf, stillRunning } from './processes.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START = join(ROOT, 'scripts', 'start.mjs');

/** A Plimsoll as the user starts it, and what it has said so far. */
class Launch {
  output = '';
  readonly ended: Promise<number | null>;

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.ended = once(child, 'close').then(([code]) => code as number | null);
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('it was not started');
    return this.child.pid;
  }

  async untilSaid(text: string): Promise<void> {
    let hasEnded = false;
    void this.ended.finally(() => {
      hasEnded = true;
    });
    while (!this.output.includes(text)) {
      if (hasEnded) throw new Error(`it ended without saying "${text}":\n${this.output}`);
      await delay(50);
    }
  }
}

async function untilGone(pids: readonly number[]): Promise<void> {
  while (stillRunning(pids).length > 0) await delay(50);
}

describe('npm start', () => {
  let directory: string;
  let dataDir: string;
  let webPort: number;
  let apiPort: number;
  let launches: Launch[];
  /** The data folder of a Plimsoll that was started once and stopped. */
  let settledData: string | undefined;

  beforeEach(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'plimsoll-launch-')));
    // Root's PostgreSQL has an account of its own, which must be able to enter.
    await chmod(directory, 0o711);
    dataDir = join(directory, 'data');
    webPort = await freePort();
    apiPort = await freePort();
    launches = [];
  });

  afterEach(async () => {
    for (const { child, ended } of launches) {
      child.kill('SIGTERM');
      await ended;
    }
    await rm(directory, { recursive: true });
  });

  afterAll(async () => {
    if (settledData !== undefined) await rm(settledData, { recursive: true });
  });

  /** With owners and modes: PostgreSQL starts on nothing else. */
  async function copyData(from: string, to: string): Promise<void> {
    await promisify(execFile)('cp', ['-a', from, to]);
  }

  /** For tests that are not about the first start, which takes far longer than the others. By itself a test makes its own. */
  async function settleData(): Promise<void> {
    if (settledData !== undefined) await copyData(settledData, dataDir);
  }

  function start(environment: NodeJS.ProcessEnv = {}, command = [process.execPath, START]): Launch {
    const [program = '', ...args] = command;
    const settings = { PLIMSOLL_DATA_DIR: dataDir, WEB_PORT: String(webPort), API_PORT: String(apiPort) };
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const launch = new Launch(spawn(program, args, { cwd: ROOT, env: { ...inherited, ...settings, ...environment } }));
    launches.push(launch);
    return launch;
  }

  /** `./plimsoll` beside the launcher: it finds the database through the data folder. */
  async function plimsoll(...words: string[]): Promise<string> {
    const { DATABASE_URL: _, ...environment } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, [PLIMSOLL, ...words], {
      env: { ...environment, PLIMSOLL_DATA_DIR: dataDir },
    });
    return stdout.trim();
  }

  async function activePolicy(token: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${apiPort}/api/v1/policy`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    return response.json();
  }

  /** Of the processes that it has started, the one with this in its command. */
  async function processOf(launch: Launch, part: string): Promise<number> {
    for (const pid of descendantsOf(launch.pid)) {
      if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(part)) return pid;
    }
    throw new Error(`it has started no ${part}`);
  }

  async function environmentOf(launch: Launch, part: string): Promise<Map<string, string>> {
    const variables = (await readFile(`/proc/${await processOf(launch, part)}/environ`, 'utf8')).split('\0');
    return new Map(variables.map((each) => [each.split('=', 1)[0] ?? '', each.slice(each.indexOf('=') + 1)]));
  }

  it('brings up both addresses, refuses a second instance, stops in order, and keeps the data', async () => {
    const first = start();
    await first.untilSaid('Plimsoll is running');
    expect((await fetch(`http://127.0.0.1:${apiPort}/health/ready`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${webPort}/`)).status).toBe(200);
    expect(first.output).toContain(`http://localhost:${webPort}`);
    expect(first.output).toMatch(
      new RegExp(
        `curl --data-binary @docs/samples/api-1\\.4\\.0\\.trivy\\.json .*'http://localhost:${apiPort}/api/v1/reports'`,
      ),
    );
    const token = await plimsoll('token', 'create', '--name=spec', '--permissions=policy:read', '--expires=1d');
    const policy = await activePolicy(token);

    const second = start({ WEB_PORT: String(await freePort()), API_PORT: String(await freePort()) });
    expect(await second.ended).toBe(1);
    expect(second.output).toContain(`Plimsoll already runs on ${dataDir} (process ${first.pid}).`);

    const started = descendantsOf(first.pid);
    expect(started.length).toBeGreaterThanOrEqual(3);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(stillRunning(started)).toEqual([]);
    settledData = `${directory}-settled`;
    await copyData(dataDir, settledData);

    const third = start();
    await third.untilSaid('Plimsoll is running');
    expect(await activePolicy(token)).toEqual(policy);
  });

  it('lets each part know no more than it needs', async () => {
    const launch = start({
      OIDC_CLIENT_SECRET: 'shared with the provider',
      OIDC_CLIENT_ID: 'plimsoll',
      OIDC_ISSUER: 'https://id.example',
    });
    await launch.untilSaid('Plimsoll is running');
    const passwords = Object.values(
      JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8')) as Record<string, string>,
    );
    const key = (await readFile(join(dataDir, 'secret.key'), 'utf8')).trim();
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    for (const name of ['credentials.json', 'secret.key', 'running.json']) {
      expect({ name, mode: (await stat(join(dataDir, name))).mode & 0o777 }).toEqual({ name, mode: 0o600 });
    }

    const api = await environmentOf(launch, join('bundle', 'main.js'));
    expect(new URL(api.get('DATABASE_URL') ?? '').username).toBe('plimsoll_app');
    expect(api.get('PUBLIC_URL')).toBe(`http://localhost:${webPort}`);
    expect(api.get('TRUSTED_PROXIES')).toBe('127.0.0.1/32,::1/128');
    const [superuser = '', owner = ''] = passwords;
    for (const secret of [superuser, owner, key]) expect([...api.values()].join('\n')).not.toContain(secret);

    const web = await environmentOf(launch, 'next-server');
    for (const secret of [...passwords, key, 'shared with the provider']) {
      expect([...web.values()].join('\n')).not.toContain(secret);
    }
    expect([...web.keys()].filter((name) => /DATABASE|SECRET/.test(name))).toEqual([]);

    const report = await fetch(`http://127.0.0.1:${apiPort}/health/ready`);
    expect(report.status).toBe(200);
    expect(await readFile(join(dataDir, 'logs', 'api.log'), 'utf8')).not.toContain('owns the tables');
    expect(await plimsoll('audit', 'verify')).toMatch(/^intact: [1-9]\d* events\nhead: [0-9a-f]{64}@[1-9]\d*$/);

    launch.child.kill('SIGTERM');
    await launch.ended;
    expect(await readdir(dataDir)).not.toContain('running.json');
    await expect(plimsoll('audit', 'verify')).rejects.toThrow(`No Plimsoll runs on ${dataDir}.`);
  });

  it('takes everything down with it when it is killed, and starts again without repair', async () => {
    await settleData();
    const first = start();
    await first.untilSaid('Plimsoll is running');
    const started = descendantsOf(first.pid);
    first.child.kill('SIGKILL');
    await first.ended;
    await untilGone(started);

    const second = start();
    await second.untilSaid('Plimsoll is running');
    expect((await fetch(`http://127.0.0.1:${apiPort}/health/ready`)).status).toBe(200);
  });

  if (isFullRun) {
    it('starts again without repair when everything was killed at once', async () => {
      const first = start();
      await first.untilSaid('Plimsoll is running');
      for (const pid of [first.pid, ...descendantsOf(first.pid)]) process.kill(pid, 'SIGKILL');
      await first.ended;

      const second = start();
      await second.untilSaid('Plimsoll is running');
      expect((await fetch(`http://127.0.0.1:${apiPort}/health/ready`)).status).toBe(200);
    });
  }

  it('ends with all it has started when npm, which does not pass signals on, is stopped', async () => {
    await settleData();
    const launch = start({}, ['npm', 'start']);
    await launch.untilSaid('Plimsoll is running');
    const started = descendantsOf(launch.pid);
    launch.child.kill('SIGTERM');
    await launch.ended;
    await untilGone(started);
    expect(await readdir(dataDir)).not.toContain('launcher.lock');
  });

  it('starts API and web console again when they crash, and stops at once while it waits to', async () => {
    await settleData();
    const launch = start();
    await launch.untilSaid('Plimsoll is running');
    process.kill(await processOf(launch, join('bundle', 'main.js')), 'SIGKILL');
    await launch.untilSaid('The API was ended by SIGKILL. Plimsoll starts it again in 1 s (attempt 1 of 5).');
    expect(launch.output).toContain(join(dataDir, 'logs', 'api.log'));
    await launch.untilSaid('The API is up again.');
    expect((await fetch(`http://127.0.0.1:${apiPort}/health/ready`)).status).toBe(200);

    process.kill(await processOf(launch, 'next-server'), 'SIGKILL');
    await launch.untilSaid('The web console is up again.');
    expect((await fetch(`http://127.0.0.1:${webPort}/`)).status).toBe(200);

    process.kill(await processOf(launch, join('bundle', 'main.js')), 'SIGKILL');
    await launch.untilSaid('attempt 2 of 5');
    launch.child.kill('SIGTERM');
    expect(await launch.ended).toBe(0);
    expect(launch.output.match(/API is up again/g)).toHaveLength(1);
  });

  it('says which part broke, and stops the rest', async () => {
    await settleData();
    const launch = start();
    await launch.untilSaid('Plimsoll is running');
    const started = descendantsOf(launch.pid);
    const lock = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    process.kill(Number(lock.split('\n')[0]), 'SIGKILL');
    expect(await launch.ended).toBe(1);
    expect(launch.output).toContain('PostgreSQL ended.');
    await untilGone(started);
  });

  it('uses the server that DATABASE_URL names, and starts none', async () => {
    const database = await createTestDatabase({ isEmpty: true });
    const launch = start({ DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl });
    await launch.untilSaid('Plimsoll is running');
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    const api = await environmentOf(launch, join('bundle', 'main.js'));
    expect(api.get('DATABASE_URL')).toBe(database.url);
    expect(api.get('DATABASE_OWNER_URL')).toBeUndefined();
    launch.child.kill('SIGTERM');
    await launch.ended;
    await database.drop();
  });

  it('warns where the role of DATABASE_URL owns the tables', async () => {
    const database = await createTestDatabase();
    const launch = start({ DATABASE_URL: database.ownerUrl });
    await launch.untilSaid('Plimsoll is running');
    expect(await readFile(join(dataDir, 'logs', 'api.log'), 'utf8')).toContain('owns the tables');
    launch.child.kill('SIGTERM');
    await launch.ended;
    await database.drop();
  });

  it('refuses a taken port before it starts anything, and names the variable', async () => {
    const other = createServer().listen(apiPort, '127.0.0.1');
    await once(other, 'listening');
    const launch = start();
    expect(await launch.ended).toBe(1);
    other.close();
    expect(launch.output).toContain(`Port ${apiPort}, wanted for the API, is taken by another program.`);
    expect(launch.output).toContain('API_PORT=');
    expect(existsSync(dataDir)).toBe(false);
  });

  it.each([
    [{ WEB_PORT: 'eighty' }, 'WEB_PORT is "eighty"; it must be a port from 1 to 65535.'],
    [{ WEB_PORT: '4000', API_PORT: '4000' }, 'WEB_PORT and API_PORT are both 4000.'],
    [{ DATABASE_URL: 'localhost:5432/plimsoll' }, 'DATABASE_URL must be a PostgreSQL URL'],
    [{ DATABASE_OWNER_URL: 'localhost:5432/plimsoll' }, 'DATABASE_OWNER_URL must be a PostgreSQL URL'],
    [{ DATABASE_URL_FILE: 'no-such-file' }, 'DATABASE_URL_FILE names a file that cannot be read: ENOENT.'],
    [{ DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' }, 'The database that DATABASE_URL names cannot be used:'],
  ])('refuses %j in a sentence', async (environment, sentence) => {
    const launch = start(environment);
    expect(await launch.ended).toBe(1);
    expect(launch.output).toContain(sentence);
    expect(launch.output).not.toContain('    at ');
  });

  it('refuses a data folder that cannot be one', async () => {
    await writeFile(join(directory, 'file'), '');
    const launch = start({ PLIMSOLL_DATA_DIR: join(directory, 'file', 'data') });
    expect(await launch.ended).toBe(1);
    expect(launch.output).toContain('cannot be a folder: a file is in its way.');
  });

  it('refuses a Node that is too old', async () => {
    const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.4"})';
    const launch = start({}, [process.execPath, '--import', pretend, START]);
    expect(await launch.ended).toBe(1);
    expect(launch.output).toContain('Plimsoll needs Node 20.19 or newer; this is Node 18.20.4');
  });
});
