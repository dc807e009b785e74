// Plain JavaScript on the built code: Jest loads this file outside its module transform.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildBundle } from '../../../scripts/lib/build.mjs';
import { Progress } from '../../../scripts/lib/progress.mjs';
import { COMPILED, compileSources } from '../jest/compiled.js';
import { makeThrowawayFolder } from './throwaway-folder.js';

/**
 * One real PostgreSQL for the whole run; each spec file copies the migrated database for itself. What specs import of the
 * sources, and the bundle that they start, are made first, where they are stale.
 */
export default async function startServer() {
  await compileSources();
  await buildBundle(new Progress());
  const { applyMigrations } = await compiled('database/migrate.js');
  const { startPostgres } = await compiled('launcher/postgres/postgres.js');
  const dataDir = await makeThrowawayFolder();
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

/** @param {string} path */
function compiled(path) {
  return import(pathToFileURL(join(COMPILED, path)).href);
}
