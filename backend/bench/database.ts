import { rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { applyMigrations } from '#backend/database/migrate.js';
import { holdDataDirectory } from '#backend/launcher/data-directory.js';
import { startPostgres } from '#backend/launcher/postgres/postgres.js';
import { type ApiProcess, startApi } from './api-process.js';
import { insertToken } from './credentials.js';

/** A migrated database that knows the benchmark's token. */
export interface BenchDatabase {
  /** With every right that the measuring needs. */
  connect(): Promise<Client>;
  /** The API on this database. */
  startApi(): Promise<ApiProcess>;
  /** Stops what still uses it. What is not kept leaves nothing on the disk. */
  end(): Promise<void>;
}

export interface Needs {
  readonly neededGb: number;
  /** Nothing waits for the disk: for runs whose figures say nothing. */
  readonly isThrowaway: boolean;
}

/** The embedded PostgreSQL on a folder of the benchmark's own, set up as `npm start` does. */
export interface OwnDatabase extends BenchDatabase {
  readonly folder: string;
  /** A connection to a database next to it, without tables. */
  connectToSibling(name: string): Promise<Client>;
  /** From now on the folder outlives the run. */
  keep(): void;
}

/** With nothing in it. Refuses at once where the disk could not take what is to come. `TMPDIR` chooses another one. */
export async function createDatabase({ neededGb, isThrowaway }: Needs, mostGb = Infinity): Promise<OwnDatabase> {
  await requireSpace(tmpdir(), Math.min(neededGb, mostGb));
  return startDatabase(await mkdtemp(join(tmpdir(), 'plimsoll-bench-')), isThrowaway);
}

export async function startDatabase(folder: string, isThrowaway: boolean): Promise<OwnDatabase> {
  let isKept = false;
  const held = await holdDataDirectory(folder);
  const postgres = await startPostgres({ dataDir: folder, isThrowaway });
  // An interrupted run leaves nothing behind either.
  const abandon = () => {
    process.kill(postgres.pid, 'SIGQUIT');
    if (!isKept) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', abandon);
  const users = new Users();
  const connect = (databaseUrl = postgres.ownerUrl) => {
    const url = new URL(postgres.superuserUrl);
    url.pathname = new URL(databaseUrl).pathname;
    return users.connect(url.href);
  };
  await applyMigrations(postgres.ownerUrl);
  await insertToken(await connect());
  return {
    folder,
    connect: () => connect(),
    async connectToSibling(name) {
      const client = await connect(postgres.superuserUrl);
      await client.query(`CREATE DATABASE ${name} OWNER plimsoll`);
      const url = new URL(postgres.ownerUrl);
      url.pathname = `/${name}`;
      return connect(url.href);
    },
    startApi: () => users.startApi(postgres.applicationUrl, join(folder, 'logs', 'api.log')),
    keep() {
      isKept = true;
    },
    async end() {
      await users.end();
      process.off('exit', abandon);
      await postgres.stop(isKept ? 'fast' : 'immediate');
      await held.release();
      if (!isKept) await rm(folder, { recursive: true });
    },
  };
}

/** Clients and APIs of a database, which end before it does. */
export class Users {
  private readonly ends: (() => Promise<void>)[] = [];

  async connect(url: string): Promise<Client> {
    const client = new Client({ connectionString: url });
    await client.connect();
    this.ends.push(() => client.end());
    return client;
  }

  async startApi(url: string, logFile: string): Promise<ApiProcess> {
    const api = await startApi(url, logFile);
    this.ends.push(() => api.stop());
    return api;
  }

  async end(): Promise<void> {
    for (const end of this.ends.splice(0)) await end();
  }
}

async function requireSpace(folder: string, neededGb: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeGb = (bavail * bsize) / 1e9;
  if (freeGb < neededGb) {
    throw new Error(
      `The benchmark needs ${neededGb} GB in ${folder}, where ${freeGb.toFixed(1)} GB are free. Make room, or set TMPDIR to a folder on a larger disk.`,
    );
  }
}
