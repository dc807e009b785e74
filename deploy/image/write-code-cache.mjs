// Has V8 compile what a start of the API, of its threads and of the command line runs, and writes that beside the bundle's
// files, where load-bundle.mjs finds it. The API is started for it, without a database.
//
// Usage: node deploy/image/write-code-cache.mjs FOLDER    (the bundle's)
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, Worker } from 'node:worker_threads';

/** What begins with an entry of the bundle, in the order in which they are run: a file that two of them load is the first's. */
const ROLES = { api: startApi, thread: startThread, 'command-line': startCommandLine };

const ENVIRONMENT = {
  NODE_ENV: 'production',
  // Nobody listens there.
  DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
  SECRET_KEY: Buffer.from('this key encrypts nothing at all').toString('base64'),
  SETUP_LINK: 'none',
  PUBLIC_URL: 'http://localhost',
  API_HOST: '127.0.0.1',
  LOG_LEVEL: 'silent',
};

/** So that the same sources give the same bytes; the others are those that whoever reads the cache has. */
const ALWAYS_THE_SAME = ['--expose-gc', '--hash-seed=1', '--no-flush-bytecode', '--no-opt', '--single-threaded-gc'];
const AS_ELSEWHERE = [
  '--no-expose-gc',
  '--hash-seed=0',
  '--flush-bytecode',
  '--opt',
  '--no-single-threaded-gc',
  '--concurrent-marking',
  '--concurrent-sweeping',
  '--parallel-compaction',
  '--parallel-marking',
  '--parallel-pointer-update',
  '--parallel-scavenge',
  '--concurrent-array-buffer-sweeping',
  '--cppheap-concurrent-marking',
];

const PATIENCE_MS = 60_000;
const QUIET_MS = 1000;

const own = fileURLToPath(import.meta.url);
const [target, role] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write('usage: write-code-cache.mjs FOLDER\n');
  process.exit(2);
}
const folder = resolve(target);
if (role === undefined) for (const name of Object.keys(ROLES)) play(name);
else await ROLES[/** @type {keyof typeof ROLES} */ (role)]();

/** @param {string} name each in a process of its own: what one has compiled is not another's */
function play(name) {
  const { status, stderr } = spawnSync(process.execPath, [...ALWAYS_THE_SAME, own, folder, name], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  if (status !== 0) throw new Error(`the code cache was not written: ${name} ended with ${status}\n${stderr}`);
}

async function startApi() {
  const port = await freePort();
  Object.assign(process.env, ENVIRONMENT, { API_PORT: String(port) });
  await begin('main');
  for (;;) {
    const status = await statusOf(`http://127.0.0.1:${port}/health/live`);
    if (status === 200) break;
    await delay(20);
  }
  await statusOf(`http://127.0.0.1:${port}/health/ready`);
  // What a start does on the side is done by then, so that it is all in the cache each time.
  await delay(QUIET_MS);
  // At once: how a shutdown goes is never quite the same.
  process.exit();
}

async function startThread() {
  if (!isMainThread) return begin('modules/reports/worker/ingest-worker');
  const limits = { DATABASE_POOL_SIZE: 1, DATABASE_ACQUIRE_TIMEOUT_MS: 100, INGEST_MEMORY_LIMIT_MB: 512 };
  const worker = new Worker(new URL(import.meta.url), {
    argv: [folder, role],
    workerData: { ...ENVIRONMENT, ...limits },
  });
  await once(worker, 'message');
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window's
  worker.postMessage({ kind: 'end' });
  const [code] = await once(worker, 'exit');
  process.exitCode = code;
}

async function startCommandLine() {
  process.argv = [process.execPath, 'plimsoll', '--help'];
  await begin('cli/plimsoll');
}

/**
 * Runs an entry of the bundle; what it has loaded by the end is written.
 *
 * @param {string} entry
 */
async function begin(entry) {
  const { cacheOf, scripts, setFlagsOfCache } = await import(pathToFileURL(join(folder, 'load-bundle.mjs')).href);
  process.on('exit', () => {
    // None may begin while the flags are those of another heap: V8 does not survive it.
    globalThis.gc?.();
    for (const flag of AS_ELSEWHERE) setFlagsFromString(flag);
    setFlagsOfCache();
    for (const [path, script] of scripts) {
      if (!existsSync(cacheOf(path))) writeFileSync(cacheOf(path), script.createCachedData());
    }
  });
  await import(pathToFileURL(join(folder, `${entry}.js`)).href);
}

/** @param {string} url @returns {Promise<number | null>} null where nobody answers */
function statusOf(url) {
  return new Promise((fulfil) => {
    get(url, (answer) => {
      answer.resume().on('end', () => fulfil(answer.statusCode ?? null));
    }).on('error', () => fulfil(null));
  });
}

async function freePort() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await once(server.close(), 'close');
  return port;
}
