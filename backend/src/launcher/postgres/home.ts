import { createHash } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../disk-error.js';
import { type Account, canEnter, postgresAccount } from './account.js';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.js';

/** Where PostgreSQL's programs and files lie, and who it runs as. */
export interface PostgresHome {
  binaries: PostgresBinaries;
  /** PostgreSQL's data directory; it need not exist yet. */
  cluster: string;
  account: Account | undefined;
}

/** Where PostgreSQL's files go when its account cannot enter the folder they belong in. */
const SYSTEM_HOME = '/var/lib/plimsoll';

/**
 * Ordinarily the cluster is DATA_DIR/postgres and the programs are used where npm put them. Started
 * by root in a place that only root may enter (/root, a private temporary folder), PostgreSQL's
 * account can reach neither; then both live under /var/lib/plimsoll, and DATA_DIR/postgres is a link.
 */
export async function findPostgresHome(dataDir: string): Promise<PostgresHome> {
  const own = join(dataDir, 'postgres');
  const binaries = findPostgresBinaries();
  const existing = await kindOf(own);
  if (existing === 'directory') {
    const account = await ownerOf(own);
    return { binaries: await reachableBinaries(binaries, account), cluster: own, account };
  }
  const account = postgresAccount();
  if (account !== undefined) await chmod(dataDir, 0o711);
  if (existing === 'link') {
    const cluster = await readlink(own);
    await mkdir(join(cluster, '..'), { recursive: true, mode: 0o711 });
    return { binaries: await reachableBinaries(binaries, account), cluster, account };
  }
  if (account === undefined || canEnter(account, dataDir)) {
    return { binaries: await reachableBinaries(binaries, account), cluster: own, account };
  }
  const place = join(SYSTEM_HOME, createHash('sha256').update(dataDir).digest('hex').slice(0, 12));
  await mkdir(place, { recursive: true, mode: 0o711 });
  await symlink(join(place, 'postgres'), own);
  return { binaries: await reachableBinaries(binaries, account), cluster: join(place, 'postgres'), account };
}

async function kindOf(path: string): Promise<'link' | 'directory' | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink() ? 'link' : 'directory';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Root runs a cluster as its owner, so that data made without root stays usable without root. */
async function ownerOf(cluster: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = await stat(cluster);
  return { uid, gid };
}

async function reachableBinaries(found: PostgresBinaries, account: Account | undefined): Promise<PostgresBinaries> {
  if (account === undefined || canEnter(account, join(found.directory, 'bin', 'postgres'))) return found;
  const directory = join(SYSTEM_HOME, `postgresql-${found.version}`);
  if ((await kindOf(directory)) === undefined) {
    const unfinished = `${directory}.${process.pid}`;
    await mkdir(SYSTEM_HOME, { recursive: true, mode: 0o755 });
    await cp(found.directory, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, directory).catch(async (error: unknown) => {
      // Another start was quicker; its copy is as good.
      await rm(unfinished, { recursive: true, force: true });
      if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    });
  }
  return { ...found, directory };
}
