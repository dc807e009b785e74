import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Stack {
  readonly webUrl: string;
  readonly apiUrl: string;
  readonly stop: () => Promise<void>;
}

const START_SCRIPT = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

/** Installing and building may be part of it. */
const START_MS = 600_000;

/** The stack that PLIMSOLL_WEB_URL and PLIMSOLL_API_URL name, else one of its own: `npm start` on free ports and empty data. */
export async function openStack(): Promise<Stack> {
  const webUrl = process.env['PLIMSOLL_WEB_URL'];
  const apiUrl = process.env['PLIMSOLL_API_URL'];
  if (webUrl && apiUrl) return { webUrl, apiUrl, stop: async () => undefined };
  if (webUrl || apiUrl) throw new Error('Give PLIMSOLL_WEB_URL and PLIMSOLL_API_URL both, or neither.');
  return startStack();
}

async function startStack(): Promise<Stack> {
  const [webPort, apiPort] = [await freePort(), await freePort()];
  const dataDirectory = await mkdtemp(join(tmpdir(), 'plimsoll-e2e-'));
  const child = spawn(process.execPath, [START_SCRIPT], {
    env: { ...process.env, WEB_PORT: `${webPort}`, API_PORT: `${apiPort}`, PLIMSOLL_DATA_DIR: dataDirectory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = collectOutput(child);
  const stack = { webUrl: `http://127.0.0.1:${webPort}`, apiUrl: `http://127.0.0.1:${apiPort}` };
  const stop = async () => {
    if (child.exitCode === null && child.kill('SIGINT')) await once(child, 'exit');
    await rm(dataDirectory, { recursive: true, force: true });
  };

  const deadline = Date.now() + START_MS;
  while (!((await answers(`${stack.apiUrl}/health/ready`)) && (await answers(stack.webUrl)))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`npm start did not come up:\n${said()}`);
    }
    await sleep(250);
  }
  return { ...stack, stop };
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

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
