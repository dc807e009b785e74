import { rm } from 'node:fs/promises';
import { after, before, describe } from 'node:test';
import { describeEnvironment } from './lib/environment-suite.mjs';
import { proveBackup } from './lib/prove-backup.mjs';
import { proveLimits } from './lib/prove-limits.mjs';
import { proveOutage } from './lib/prove-outage.mjs';
import { proveReload } from './lib/prove-reload.mjs';
import { proveRestarts } from './lib/prove-restarts.mjs';
import { proveVoyage } from './lib/prove-voyage.mjs';
import { copySources } from './lib/source-copy.mjs';

describe('dev', () => {
  /** @type {string} */
  let root;

  before(async () => {
    root = await copySources();
  });
  after(() => rm(root, { recursive: true, force: true }));

  describeEnvironment('dev', async () => ({ root }), {
    'end to end': proveVoyage,
    'at the gateway': proveLimits,
    'under traffic': proveRestarts,
    'without its database': proveOutage,
    backup: proveBackup,
    'from source': proveReload,
  });
});
