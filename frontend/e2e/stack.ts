import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../testkit/free-port.mjs';
import type { Credentials } from './people.ts';
import { acceptingPolicyFile } from '../../testkit/accepting-policy.mjs';

export interface Stack {
  readonly webUrl: string;
  readonly apiUrl: string;
  readonly dataDirectory: string;
  /** Of the account that it was started with. */
  readonly administrator: Credentials;
  readonly stop: () => Promise<void>;
}

/** One that was started here, and what it has written to its terminal so far. */
export interface OwnStack extends Stack {
  readonly said: () => string;
}

interface StartOptions {
  /** Without any account: the terminal then shows a link to make the first one. */
  readonly isEmpty?: boolean;
  /** Settings beside those of every stack; undefined is as if it had none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const START_SCRIPT = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));
const COMMAND_LINE = fileURLToPath(new URL('../../backend/bin/plimsoll.js', import.meta.url));
/** Whose VEX documents the policy of every stack honours. */
export const HONOURED_AUTHOR = 'author:Acme Product Security';

const ADMINISTRATOR = 'ada@plimsoll.example';

/** Installing and building may be part of it. */
const START_MS = 600_000;

/** Of a fixture that starts a stack beside the one of all: what is built already starts slowly on a busy machine. */
export const OWN_STACK_MS = 300_000;

/** In milliseconds. Else Next ends a connection after 5 s of rest, now and then just when a test's next request is on its way. */
const CONNECTION_RESTS_MS = 300_000;

/** What a stack that runs already must be described by, all of it. */
const RUNNING = [
  'PLIMSOLL_WEB_URL',
  'PLIMSOLL_API_URL',
  'PLIMSOLL_DATA_DIR',
  'PLIMSOLL_ADMIN_EMAIL',
  'PLIMSOLL_ADMIN_PASSWORD_FILE',
] as const;

/** The stack that PLIMSOLL_WEB_URL names, else one of its own: `npm start` on free ports and empty data. */
export async function openStack(): Promise<Stack> {
  if (!process.env['PLIMSOLL_WEB_URL']) return startStack();
  const [webUrl = '', apiUrl = '', dataDirectory = '', email = '', passwordFile = ''] = RUNNING.map(
    (name) => process.env[name] ?? '',
  );
  const missing = RUNNING.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`Beside PLIMSOLL_WEB_URL, give ${missing.join(', ')}.`);
  const password = (await readFile(passwordFile, 'utf8')).trim();
  return { webUrl, apiUrl, dataDirectory, administrator: { email, password }, stop: async () => undefined };
}

export async function startStack({ isEmpty = false, environment = {} }: StartOptions = {}): Promise<OwnStack> {
  const [webPort, apiPort] = [await freePort(), await freePort()];
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-e2e-'));
  // Root's PostgreSQL has an account of its own, which must be able to enter.
  await chmod(directory, 0o711);
  const dataDirectory = join(directory, 'data');
  const administrator = { email: ADMINISTRATOR, password: randomBytes(18).toString('base64url') };
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, administrator.password, { mode: 0o600 });

  const child = spawn(process.execPath, [START_SCRIPT], {
    env: {
      ...process.env,
      PLIMSOLL_POLICY_FILE: acceptingPolicyFile({ vexFrom: [HONOURED_AUTHOR] }),
      KEEP_ALIVE_TIMEOUT: `${CONNECTION_RESTS_MS}`,
      ...environment,
      WEB_PORT: `${webPort}`,
      API_PORT: `${apiPort}`,
      PLIMSOLL_DATA_DIR: dataDirectory,
      // Also where the tests themselves were told of an administrator: an empty stack has none.
      PLIMSOLL_ADMIN_EMAIL: isEmpty ? undefined : administrator.email,
      PLIMSOLL_ADMIN_PASSWORD_FILE: isEmpty ? undefined : passwordFile,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = collectOutput(child);
  const [webUrl, apiUrl] = [`http://127.0.0.1:${webPort}`, `http://127.0.0.1:${apiPort}`];
  const stop = async () => {
    if (child.exitCode === null && child.kill('SIGINT')) await once(child, 'exit');
    await rm(directory, { recursive: true, force: true });
  };

  const deadline = Date.now() + START_MS;
  while (!((await answers(`${apiUrl}/health/ready`)) && (await answers(`${webUrl}/sign-in`)))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`npm start did not come up:\n${said()}`);
    }
    await sleep(250);
  }
  return { webUrl, apiUrl, dataDirectory, administrator, stop, said };
}

/** An API token as `plimsoll token create` makes it on the server's machine. */
export async function createToken(dataDirectory: string, name: string, permissions: string): Promise<string> {
  const parameters = ['token', 'create', '--name', name, '--permissions', permissions, '--expires', '1d'];
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND_LINE, ...parameters], {
    env: { ...process.env, PLIMSOLL_DATA_DIR: dataDirectory },
  });
  return stdout.trim();
}

function collectOutput(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return () => chunks.join('');
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
