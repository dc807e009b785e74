import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { explainDiskError, errorCode } from './disk-error.js';
import { LaunchError } from './launch-error.js';
import { isSameProcess, thisProcess, type ProcessIdentity } from './process-identity.js';

/** The data folder, held by this process alone until it is released. */
export interface DataDirectory {
  /** Absolute, with links resolved. */
  path: string;
  release(): Promise<void>;
}

/** Creates the folder if need be and takes it; refuses while another Plimsoll runs on it. */
export async function holdDataDirectory(directory: string): Promise<DataDirectory> {
  try {
    await mkdir(directory, { recursive: true });
    const path = await realpath(directory);
    const lock = join(path, 'launcher.lock');
    await takeLock(lock, path);
    return { path, release: () => rm(lock, { force: true }) };
  } catch (error) {
    throw explainDiskError(error, directory);
  }
}

async function takeLock(lock: string, path: string): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (await hasPlaced(lock)) return;
    const holder = await readHolder(lock);
    if (holder !== undefined && isSameProcess(holder)) throw alreadyRunning(path, holder.pid);
    await removeStale(lock, holder);
  }
  throw alreadyRunning(path, undefined);
}

/** Linked into place rather than written there, so that a half-written lock is never read. */
async function hasPlaced(lock: string): Promise<boolean> {
  const draft = `${lock}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(thisProcess()));
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft);
  }
}

function alreadyRunning(path: string, pid: number | undefined): LaunchError {
  return new LaunchError(
    `Plimsoll already runs on ${path}${pid === undefined ? '' : ` (process ${pid})`}. ` +
      'Use that one, stop it with Ctrl-C, or give this one a folder of its own with PLIMSOLL_DATA_DIR.',
  );
}

/** Undefined for a lock that is gone, or that a full disk has left empty. */
export async function readHolder(lock: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(lock, 'utf8')) as ProcessIdentity;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Moves the dead holder's lock aside; of two starts that try, one wins, and a lock taken meanwhile is put back. */
async function removeStale(lock: string, holder: ProcessIdentity | undefined): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await readHolder(aside);
  if (moved !== undefined && moved.pid !== holder?.pid) await rename(aside, lock);
  else await rm(aside, { force: true });
}
