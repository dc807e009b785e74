import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { diskFull, errorCode } from '../disk-error.js';
import { guardChild } from '../guard.js';
import { LaunchError } from '../launch-error.js';
import type { PostgresHome } from './home.js';

/** Crash recovery of a large database may take a while; PostgreSQL is given up on after this. */
const START_TIMEOUT_MS = 300_000;

/** Names the socket; several servers may have the same, since each has a folder for its socket. */
export const SOCKET_PORT = 5432;

export interface PostmasterOptions {
  /** Server settings, as for `-c`. */
  settings: Record<string, string>;
  port: number;
  logFile: string;
}

export interface Postmaster {
  pid: number;
  /** Settles when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** What to tell the user once it has ended without being asked to. */
  failure(): LaunchError;
  /** `fast` disconnects clients and writes everything out; `immediate` leaves that to the next start. Both keep all data. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
}

export async function startPostmaster(home: PostgresHome, options: PostmasterOptions): Promise<Postmaster> {
  await endOrphan(home);
  const log = openSync(options.logFile, 'a', 0o600);
  const logStart = fstatSync(log).size;
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    join(home.binaries.directory, 'bin', 'postgres'),
    ['-D', home.cluster, '-p', String(options.port), ...settings],
    {
      ...home.account,
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', log, log],
      // A session of its own: Ctrl-C in the terminal must not end the server before its clients.
      detached: true,
    },
  );
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new LaunchError(`PostgreSQL could not be started: ${error.message}`, { cause: error });
  }
  const exited = ended.then(guardChild(child.pid, 'INT'));
  const readLog = (): string => readFileSync(options.logFile).subarray(logStart).toString();
  await untilReady(home, child, readLog);
  return {
    pid: child.pid,
    exited,
    failure: () => failureOf(home, 'ended', readLog()),
    async stop(mode) {
      if (child.exitCode === null && child.signalCode === null) signalServer(home, child.pid, mode);
      await exited;
    },
  };
}

async function untilReady(home: PostgresHome, child: ChildProcess, readLog: () => string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw failureOf(home, 'ended while starting', readLog());
    const lock = await readLock(home.cluster);
    if (lock?.pid === child.pid && lock?.status === 'ready') return;
    await delay(20);
  }
  child.kill('SIGINT');
  throw new LaunchError(`PostgreSQL was not ready after ${START_TIMEOUT_MS / 1000} s. It wrote:\n${readLog()}`);
}

function failureOf(home: PostgresHome, what: string, log: string): LaunchError {
  if (log.includes('No space left on device')) return diskFull(home.cluster);
  const lastLines = log.trim().split('\n').slice(-15);
  return new LaunchError([`PostgreSQL ${what}. It wrote:`, ...lastLines].join('\n  '));
}

interface Lock {
  pid: number;
  status: string | undefined;
}

/** What the server says of itself in postmaster.pid: first line its process, eighth its state. */
async function readLock(cluster: string): Promise<Lock | undefined> {
  try {
    const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
    return { pid: Math.abs(Number.parseInt(lines[0] ?? '', 10)), status: lines[7]?.trim() };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * A launcher that was killed may have left its server behind. The caller holds the data folder's lock, so a server that
 * still runs there is left over and is shut down.
 */
async function endOrphan(home: PostgresHome): Promise<void> {
  const lock = await readLock(home.cluster);
  if (lock !== undefined) await endServer(home, lock.pid);
  // Left over from a crash. PostgreSQL would take the process number in them for a server that runs, if it has been
  // given to another process since, or if the dead process was not reaped.
  for (const name of ['postmaster.pid', `.s.PGSQL.${SOCKET_PORT}.lock`]) {
    await rm(join(home.cluster, name), { force: true });
  }
}

async function endServer(home: PostgresHome, pid: number): Promise<void> {
  for (const [mode, patienceMs] of [
    ['fast', 30_000],
    ['immediate', 10_000],
  ] as const) {
    if (!(await isServerOf(pid, home.cluster))) return;
    signalServer(home, pid, mode);
    if (await hasEnded(pid, home.cluster, patienceMs)) return;
  }
  throw new LaunchError(
    `A PostgreSQL (process ${pid}) of an earlier start still runs on ${home.cluster} and does not stop. ` +
      'End it and start again.',
  );
}

async function hasEnded(pid: number, cluster: string, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (await isServerOf(pid, cluster)) {
    if (Date.now() > deadline) return false;
    await delay(50);
  }
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (Number.isNaN(pid) || !isAlive(pid)) return false;
  if (process.platform === 'linux') {
    // The server's working directory is its cluster.
    const directory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return directory === (await realpath(cluster));
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return (stdout ?? '').includes(cluster);
}

function signalServer(home: PostgresHome, pid: number | undefined, mode: 'fast' | 'immediate'): void {
  if (process.platform === 'win32') {
    spawnSync(join(home.binaries.directory, 'bin', 'pg_ctl'), ['stop', '-W', '-m', mode, '-D', home.cluster]);
    return;
  }
  try {
    if (pid !== undefined) process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
