import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of a spec's own, migrated, on the server that the Jest run shares. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

export interface DatabaseOptions {
  /** Without tables: for specs of the migrations themselves. */
  isEmpty?: boolean;
}

/** Copies the migrated template, which takes a tenth of a second. Call it in beforeAll; drop it in afterAll. */
export async function createTestDatabase({ isEmpty = false }: DatabaseOptions = {}): Promise<TestDatabase> {
  const name = `spec_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} OWNER plimsoll TEMPLATE ${isEmpty ? 'template0' : 'plimsoll'}`);
  const url = new URL(server().databaseUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Started by global-setup.js for every worker of the run. */
function server(): { databaseUrl: string; superuserUrl: string } {
  const value = process.env['PLIMSOLL_TEST_POSTGRES'];
  if (value === undefined) throw new Error('start integration specs with jest.integration.config.js');
  return JSON.parse(value) as { databaseUrl: string; superuserUrl: string };
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: server().superuserUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
