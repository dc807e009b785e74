import { spawnSync } from 'node:child_process';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFull, errorCode } from '../disk-error.js';
import { LaunchError } from '../launch-error.js';
import type { PostgresHome } from './home.js';

/** Makes the cluster on the first start, and refuses one that another PostgreSQL made. */
export async function ensureCluster(home: PostgresHome, superuserPassword: string): Promise<void> {
  const wanted = home.binaries.version.split('.')[0];
  const present = await clusterVersion(home.cluster);
  if (present === undefined) {
    await initialise(home, superuserPassword);
  } else if (present !== wanted) {
    throw new LaunchError(
      `${home.cluster} was created by PostgreSQL ${present}; this Plimsoll brings PostgreSQL ${wanted}. ` +
        'Start the version of Plimsoll that created it and move the data, or set PLIMSOLL_DATA_DIR to another folder.',
    );
  }
}

async function clusterVersion(cluster: string): Promise<string | undefined> {
  try {
    return (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Built under another name and moved into place when it is whole, so that a start which is cut short
 * leaves nothing that the next one would stumble over.
 */
async function initialise({ binaries, cluster, account }: PostgresHome, superuserPassword: string): Promise<void> {
  const unfinished = `${cluster}.unfinished`;
  const passwordFile = `${cluster}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, superuserPassword, { mode: 0o600 });
  if (account !== undefined) {
    await chown(unfinished, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    const { status, stderr, error } = spawnSync(
      join(binaries.directory, 'bin', 'initdb'),
      [
        `--pgdata=${unfinished}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--data-checksums',
        '--encoding=UTF8',
        // Sorting that no operating system can change under the indexes.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      { ...account, cwd: '/', encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' } },
    );
    if (error !== undefined) throw error;
    if (status !== 0) {
      if (stderr.includes('No space left on device')) throw diskFull(cluster);
      throw new LaunchError(`PostgreSQL could not be set up in ${cluster}: ${stderr.trim()}`);
    }
    await rename(unfinished, cluster);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}
