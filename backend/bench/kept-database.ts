import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Client } from 'pg';
import { type BenchDatabase, type Needs, type OwnDatabase, startDatabase, Users } from './database.js';
import { insertToken } from './credentials.js';
import { MARK } from './mark.js';

/** A URL that measuring would do harm to, or that has nothing to measure. */
export class NotABenchmarkError extends Error {
  override name = 'NotABenchmarkError';
  readonly exitCode = 2;
}

const MARK_FILE = 'benchmark.txt';

/** Both, for a copy of the database may be served from elsewhere. Answers the URL for `--on`. */
export async function keepDatabase(database: OwnDatabase): Promise<string> {
  const client = await database.connect();
  await client.query(`COMMENT ON TABLE artifact IS '${MARK}'`);
  await writeFile(join(database.folder, MARK_FILE), `${MARK}\n`);
  database.keep();
  return pathToFileURL(database.folder).href;
}

/** Opens a database that was kept, to measure on it again; it stays kept. Whatever else lies there is not touched. */
export async function openDatabase(url: string, needs: Needs): Promise<BenchDatabase> {
  return url.startsWith('file:') ? openFolder(fileURLToPath(url), needs) : openServer(url);
}

/** The mark is asked for before PostgreSQL starts: it would end another one that runs on the folder. */
async function openFolder(folder: string, { isThrowaway }: Needs): Promise<BenchDatabase> {
  if (!existsSync(join(folder, MARK_FILE))) {
    throw new NotABenchmarkError(`${folder} was not kept by npm run bench -- --keep, so it is not measured on.`);
  }
  const database = await startDatabase(folder, isThrowaway);
  database.keep();
  return database;
}

/** As the role that owns the tables, or a superuser. It has to be up to date: a server of somebody's is not migrated. */
async function openServer(url: string): Promise<BenchDatabase> {
  const users = new Users();
  try {
    const client = await users.connect(url);
    if (!(await isMarked(client))) {
      throw new NotABenchmarkError(
        'The database is not a kept one of npm run bench -- --keep, so it is not measured on.',
      );
    }
    await insertToken(client);
  } catch (error) {
    await users.end();
    throw error;
  }
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-bench-log-'));
  return {
    connect: () => users.connect(url),
    startApi: () => users.startApi(url, join(folder, 'api.log')),
    async end() {
      await users.end();
      await rm(folder, { recursive: true });
    },
  };
}

async function isMarked(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ mark: string | null }>(
    `SELECT obj_description(to_regclass('public.artifact'), 'pg_class') AS mark`,
  );
  return rows[0]?.mark === MARK;
}
