import { describe } from 'node:test';
import { describeEnvironment } from './lib/environment-suite.mjs';
import { proveBackup } from './lib/prove-backup.mjs';
import { proveLimits } from './lib/prove-limits.mjs';
import { proveOutage } from './lib/prove-outage.mjs';
import { proveRefusals } from './lib/prove-refusals.mjs';
import { proveRestarts } from './lib/prove-restarts.mjs';
import { proveTransport } from './lib/prove-transport.mjs';
import { proveVoyage } from './lib/prove-voyage.mjs';

describe('prod', () =>
  describeEnvironment('prod', async () => ({}), {
    'end to end': proveVoyage,
    'over TLS': proveTransport,
    'at the gateway': proveLimits,
    'under traffic': proveRestarts,
    'without its database': proveOutage,
    backup: proveBackup,
    'refuses to start': proveRefusals,
  }));

describe('prod --strict', () =>
  describeEnvironment('prod', async () => ({ strict: true }), {
    'end to end': proveVoyage,
    'over TLS': proveTransport,
    'at the gateway': proveLimits,
    'under traffic': proveRestarts,
    'without its database': proveOutage,
  }));
