// Plain JavaScript on the built code: Jest loads this file outside its module transform.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBackend } from '../../../scripts/lib/build.mjs';
import { Progress } from '../../../scripts/lib/progress.mjs';

/**
 * One real PostgreSQL for the whole run; each spec file copies the migrated database for itself. What specs import of the
 * sources is run as it is built (test/jest/built-module.js), so it is built first, where that is stale.
 */
export default async function startServer() {
  await buildBackend(new Progress());
  const { applyMigrations } = await import('../../dist/database/migrate.js');
  const { startPostgres } = await import('../../dist/launcher/postgres/postgres.js');
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
