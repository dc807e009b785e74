import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { guardChild } from '#backend/launcher/guard.js';
import { freePort, LOOPBACK } from '#backend/launcher/ports.js';
import { SECRET_KEY } from './credentials.js';

const MAIN = fileURLToPath(new URL('../bundle/main.js', import.meta.url));
const PATIENCE_MS = 60_000;

/** Where the console would be, which only it may change something from. */
export const CONSOLE_ORIGIN = 'http://localhost:3000';

/** The real API in a process of its own: the bundle, as `npm start` runs it. */
export interface ApiProcess {
  readonly url: string;
  /** From the start of the process until it says that it is ready. */
  readonly startMs: number;
  residentMb(): Promise<number>;
  /** The most that was resident since the process began. */
  peakResidentMb(): Promise<number>;
  stop(): Promise<void>;
  /** As kill -9 does. */
  kill(): Promise<void>;
}

/** What the process says goes to `logFile`. */
export async function startApi(databaseUrl: string, logFile: string): Promise<ApiProcess> {
  const port = await freePort();
  const url = `http://${LOOPBACK}:${port}`;
  const log = openSync(logFile, 'a');
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      SECRET_KEY,
      // Nobody is to be set up: the API is measured as it is from the second start on.
      SETUP_LINK: 'none',
      // The benchmark's administrator signs in with a password alone.
      MFA_REQUIRED_FOR: 'none',
      PUBLIC_URL: CONSOLE_ORIGIN,
      API_PORT: String(port),
      API_HOST: LOOPBACK,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error('the API could not be started');
  const dismissGuard = guardChild(pid, 'TERM');
  const exited = once(child, 'exit');
  const deadline = start + PATIENCE_MS;
  while (!(await isReady(url))) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (hasEnded || performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the API did not become ready; it wrote:\n${(await readFile(logFile, 'utf8')).slice(-2000)}`);
    }
    await delay(10);
  }
  const startMs = performance.now() - start;
  return {
    url,
    startMs,
    residentMb: () => memoryOf(pid, 'VmRSS'),
    peakResidentMb: () => memoryOf(pid, 'VmHWM'),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
      dismissGuard();
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
      dismissGuard();
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { ok, body } = await fetch(`${url}/health/ready`);
    await body?.cancel();
    return ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** What Linux says of the process, in units of 1,000,000 bytes. */
async function memoryOf(pid: number, figure: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = new RegExp(`^${figure}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`/proc/${pid}/status has no ${figure}`);
  return (Number(kibibytes) * 1024) / 1e6;
}
