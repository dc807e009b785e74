import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { applyMigrations } from '../../src/database/migrate.js';
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from '../../src/database/migration-files.js';
import type { TestDatabase } from '../integration/postgres.js';

/** The last migration that the version had which filled the database. */
const LAST_OF_0_1 = '20261129234000_component_keys';

/** Rows of tables, in the text format of COPY. */
interface Dump {
  readonly tables: readonly { readonly table: string; readonly columns: readonly string[]; readonly rows: string }[];
}

/** Who could do what in that version, and by which secrets. */
export interface PeopleOf01 extends Dump {
  /** SECRET_KEY of the API, which has sealed the second factor. */
  readonly secretKey: string;
  readonly administrator: {
    readonly email: string;
    readonly password: string;
    /** In base32. */
    readonly totpSecret: string;
    readonly recoveryCodes: readonly string[];
  };
  readonly viewer: { readonly email: string; readonly password: string };
  /** Of the default project: it sends reports, asks the gate, reads artifacts and records deployments. */
  readonly token: string;
}

/** Makes an empty database what version 0.1 left behind; `client` is a superuser's. */
export async function fillAsVersion01(database: TestDatabase, client: Client): Promise<void> {
  await migrateUpTo(database.ownerUrl, LAST_OF_0_1);
  await copyInto(client, (await readStore('0.1.json.gz')) as Dump);
}

/** Puts beside it the accounts, tokens, trust rules, deployments and audit log of that version. */
export async function addPeopleOf01(client: Client): Promise<PeopleOf01> {
  const people = (await readStore('0.1-people.json.gz')) as PeopleOf01;
  await copyInto(client, people);
  return people;
}

async function copyInto(client: Client, { tables }: Dump): Promise<void> {
  await client.query('SET session_replication_role = replica');
  for (const { table, columns, rows } of tables) {
    await client.query(`DELETE FROM ${table}`);
    await pipeline(Readable.from([rows]), client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`)));
    if (columns[0] === 'id') {
      await client.query(
        `SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT coalesce(max(id), 1) FROM ${table}))`,
      );
    }
  }
  await client.query('RESET session_replication_role');
}

async function migrateUpTo(ownerUrl: string, last: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-migrations-'));
  await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
  for (const { name } of await readMigrationFiles()) {
    if (name > last) await rm(join(directory, name), { recursive: true });
  }
  // No role of the API yet: it is given functions that come later.
  await applyMigrations(ownerUrl, { directory, applicationRole: 'nobody' });
  await rm(directory, { recursive: true });
}

/** Of test/fixtures/stores. */
export async function readStore(name: string): Promise<unknown> {
  return JSON.parse(gunzipSync(await readFile(new URL(`../fixtures/stores/${name}`, import.meta.url))).toString());
}
