import { rm } from 'node:fs/promises';
import { after, before, describe } from 'node:test';
import { isFullRun } from '../../testkit/tier.mjs';
import { describeEnvironment } from './lib/environment-suite.mjs';
import { proveBackup } from './lib/prove-backup.mjs';
import { proveHardening } from './lib/prove-hardening.mjs';
import { proveLimits } from './lib/prove-limits.mjs';
import { proveOutage } from './lib/prove-outage.mjs';
import { proveReload } from './lib/prove-reload.mjs';
import { proveRestarts } from './lib/prove-restarts.mjs';
import { proveVoyage } from './lib/prove-voyage.mjs';
import { copySources } from './lib/source-copy.mjs';

/** What the services do when one of them is away is the same as in staging and production; a full run tries it here as well. */
const WHEN_SOMETHING_FAILS = {
  'under traffic': proveRestarts,
  'without its database': proveOutage,
  backup: proveBackup,
};

describe('dev', () => {
  /** @type {string} */
  let root;

  before(async () => {
    root = await copySources();
  });
  after(() => rm(root, { recursive: true, force: true }));

  describeEnvironment(
    'dev',
    { makeOptions: async () => ({ root }) },
    {
      'end to end': proveVoyage,
      'at the gateway': proveLimits,
      hardening: proveHardening,
      ...(isFullRun ? WHEN_SOMETHING_FAILS : {}),
      'from source': proveReload,
    },
  );
});
