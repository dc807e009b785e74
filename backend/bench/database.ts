import { rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { applyMigrations } from '#backend/database/migrate.js';
import { startPostgres } from '#backend/launcher/postgres/postgres.js';
import { type ApiProcess, startApi } from './api-process.js';
import { insertCredentials } from './credentials.js';

/** The embedded PostgreSQL on a folder of the benchmark's own, set up as `npm start` does, with nothing in it. */
export interface BenchDatabase {
  /** For the role that owns the tables. */
  readonly url: string;
  /** A migrated database next to it, empty. */
  createSibling(name: string): Promise<string>;
  /** Runs as superuser in the given database (the API's where left out). */
  connect(url?: string): Promise<Client>;
  /** The API on this database. */
  startApi(): Promise<ApiProcess>;
  /** Stops what still uses it, and leaves nothing on the disk. */
  remove(): Promise<void>;
}

/** Refuses at once where the disk could not take what is to come. `TMPDIR` chooses another one. */
export async function createDatabase(neededGb: number): Promise<BenchDatabase> {
  await requireSpace(tmpdir(), neededGb);
  const dataDir = await mkdtemp(join(tmpdir(), 'plimsoll-bench-'));
  const postgres = await startPostgres({ dataDir });
  // An interrupted run leaves nothing behind either.
  const abandon = () => {
    process.kill(postgres.pid, 'SIGQUIT');
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', abandon);
  await applyMigrations(postgres.ownerUrl);
  const connect = async (url = postgres.ownerUrl) => {
    const target = new URL(postgres.superuserUrl);
    target.pathname = new URL(url).pathname;
    const client = new Client({ connectionString: target.href });
    await client.connect();
    users.push(() => client.end());
    return client;
  };
  const users: (() => Promise<void>)[] = [];
  await insertCredentials(await connect());
  return {
    url: postgres.ownerUrl,
    connect,
    async createSibling(name) {
      const client = await connect(postgres.superuserUrl);
      await client.query(`CREATE DATABASE ${name} OWNER plimsoll`);
      const url = new URL(postgres.ownerUrl);
      url.pathname = `/${name}`;
      await applyMigrations(url.href);
      return url.href;
    },
    async startApi() {
      const api = await startApi(postgres.applicationUrl, join(dataDir, 'logs', 'api.log'));
      users.push(() => api.stop());
      return api;
    },
    async remove() {
      for (const release of users) await release();
      process.off('exit', abandon);
      await postgres.stop('immediate');
      await rm(dataDir, { recursive: true });
    },
  };
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
