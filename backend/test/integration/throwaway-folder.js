import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files in it are held in memory. */
const IN_MEMORY = '/dev/shm';

/** In bytes: what a whole run writes at most at a time, several times over. */
const ROOM = 4 * 2 ** 30;

/** In bytes: what has to be left for everything else that the tests start. */
const LEFT_FREE = 4 * 2 ** 30;

const NAME = 'plimsoll-spec-';

/**
 * A new folder for data that may be lost: in memory where there is plenty, else on disk. A database of a spec is some 800 files,
 * which a disk's file system takes several times as long to make and to delete.
 *
 * @returns {Promise<string>} its path
 */
export async function makeThrowawayFolder() {
  if (!(await hasRoomInMemory())) return mkdtemp(join(tmpdir(), NAME));
  await clearLeftBehind();
  return mkdtemp(join(IN_MEMORY, `${NAME}${process.pid}-`));
}

async function hasRoomInMemory() {
  try {
    const { bavail, bsize } = await statfs(IN_MEMORY);
    return bavail * bsize >= ROOM && freemem() >= ROOM + LEFT_FREE;
  } catch {
    // No such folder on this system.
    return false;
  }
}

/** What runs that were killed have left would fill the memory. A PostgreSQL that still runs in it ends once its files are gone. */
async function clearLeftBehind() {
  for (const name of await readdir(IN_MEMORY)) {
    const [, pid] = /^plimsoll-spec-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(IN_MEMORY, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as somebody else.
    return error.code === 'EPERM';
  }
}
