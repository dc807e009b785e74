import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, escapeLiteral } from 'pg';
import { APPLICATION_ROLE } from '../../database/application-role.js';
import { explainDiskError } from '../disk-error.js';
import type { LaunchError } from '../launch-error.js';
import { freePort } from '../ports.js';
import { ensureCluster } from './cluster.js';
import { type Credentials, loadCredentials } from './credentials.js';
import { findPostgresHome } from './home.js';
import { SOCKET_PORT, startPostmaster } from './postmaster.js';

export interface PostgresOptions {
  /** Absolute; the cluster is kept in it, with its passwords and logs. */
  dataDir: string;
  /** Data that may be lost: no fsync, for tests. */
  isThrowaway?: boolean;
}

export interface RunningPostgres {
  /** For the role that owns the database `plimsoll` and its tables; it is no superuser. */
  ownerUrl: string;
  /** For the role that the API works as: it has no right but those that migrating gives it. */
  applicationUrl: string;
  superuserUrl: string;
  pid: number;
  exited: Promise<void>;
  /** What to tell the user once it has ended without being asked to. */
  failure(): LaunchError;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL on a data folder and makes roles and database on the first start. The caller holds the
 * lock on the folder (DataDirectory).
 */
export async function startPostgres({ dataDir, isThrowaway = false }: PostgresOptions): Promise<RunningPostgres> {
  try {
    const logFile = join(dataDir, 'logs', 'postgres.log');
    await mkdir(join(dataDir, 'logs'), { recursive: true });
    const credentials = await loadCredentials(dataDir);
    const home = await findPostgresHome(dataDir);
    await ensureCluster(home, credentials.superuser);
    const address = await chooseAddress(home.cluster);
    const settings = { ...SETTINGS, ...(isThrowaway ? THROWAWAY_SETTINGS : {}), ...address.settings };
    const postmaster = await startPostmaster(home, { settings, port: address.port, logFile });
    const superuserUrl = address.url('postgres', credentials.superuser, 'postgres');
    await ensureDatabase(superuserUrl, credentials);
    return {
      ownerUrl: address.url('plimsoll', credentials.plimsoll, 'plimsoll'),
      applicationUrl: address.url(APPLICATION_ROLE, credentials.application, 'plimsoll'),
      superuserUrl,
      pid: postmaster.pid,
      exited: postmaster.exited,
      failure: () => postmaster.failure(),
      stop: (mode = 'fast') => postmaster.stop(mode),
    };
  } catch (error) {
    throw explainDiskError(error, dataDir);
  }
}

/** For one machine shared with everything else on it: modest memory, few checkpoints, no data lost. */
const SETTINGS = {
  max_connections: '60',
  shared_buffers: '128MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  random_page_cost: '1.1',
  // Compiling a plan costs more than the short queries of lists and gate take.
  jit: 'off',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_lock_waits: 'on',
  log_line_prefix: '%m [%p] %a ',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const THROWAWAY_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

interface Address {
  port: number;
  settings: Record<string, string>;
  url(user: string, password: string, database: string): string;
}

/** A socket's path fits into 107 bytes or not at all. */
const LONGEST_SOCKET_PATH = 107;

/** A socket inside the cluster, which only its owner and root can enter; where there is none, a free loopback port. */
async function chooseAddress(cluster: string): Promise<Address> {
  const socket = join(cluster, `.s.PGSQL.${SOCKET_PORT}`);
  if (process.platform !== 'win32' && Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH) {
    const host = encodeURIComponent(cluster);
    return {
      port: SOCKET_PORT,
      settings: { listen_addresses: '', unix_socket_directories: cluster, unix_socket_permissions: '0700' },
      url: (user, password, database) =>
        `postgresql://${user}:${password}@localhost:${SOCKET_PORT}/${database}?host=${host}`,
    };
  }
  const chosen = await freePort();
  return {
    port: chosen,
    settings: { listen_addresses: '127.0.0.1', unix_socket_directories: '' },
    url: (user, password, database) => `postgresql://${user}:${password}@127.0.0.1:${chosen}/${database}`,
  };
}

async function ensureDatabase(superuserUrl: string, credentials: Credentials): Promise<void> {
  const client = new Client({ connectionString: superuserUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const passwords = { plimsoll: credentials.plimsoll, [APPLICATION_ROLE]: credentials.application };
    for (const [role, password] of Object.entries(passwords)) {
      const { rowCount: hasRole } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
      if (!hasRole) await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)}`);
    }
    const { rowCount: hasDatabase } = await client.query(`SELECT FROM pg_database WHERE datname = 'plimsoll'`);
    if (!hasDatabase) await client.query('CREATE DATABASE plimsoll OWNER plimsoll');
  } finally {
    await client.end();
  }
}
