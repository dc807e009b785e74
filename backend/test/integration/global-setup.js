// Plain JavaScript on the built code: Jest loads this file outside its module transform.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '../../dist/database/migrate.js';
import { startPostgres } from '../../dist/launcher/postgres/postgres.js';

/** One real PostgreSQL for the whole run; each spec file copies the migrated database for itself. */
export default async function startServer() {
  const dataDir = await mkdtemp(join(tmpdir(), 'plimsoll-spec-'));
  const { ownerUrl, applicationUrl, superuserUrl, stop } = await startPostgres({ dataDir, isThrowaway: true });
  await applyMigrations(ownerUrl);
  process.env.PLIMSOLL_TEST_POSTGRES = JSON.stringify({ ownerUrl, applicationUrl, superuserUrl });
  stopServer = async () => {
    await stop('immediate');
    await rm(dataDir, { recursive: true });
  };
}

/** @type {() => Promise<void>} */
export let stopServer;
