import { describe } from 'node:test';
import { describeEnvironment } from './lib/environment-suite.mjs';
import { proveBackup } from './lib/prove-backup.mjs';
import { proveHardening } from './lib/prove-hardening.mjs';
import { proveLimits } from './lib/prove-limits.mjs';
import { proveOutage } from './lib/prove-outage.mjs';
import { proveRefusals } from './lib/prove-refusals.mjs';
import { proveRestarts } from './lib/prove-restarts.mjs';
import { proveTransport } from './lib/prove-transport.mjs';
import { proveVoyage } from './lib/prove-voyage.mjs';

describe('prod', () =>
  describeEnvironment(
    'prod',
    {},
    {
      'end to end': proveVoyage,
      'over TLS': proveTransport,
      'at the gateway': proveLimits,
      hardening: proveHardening,
      'under traffic': proveRestarts,
      'without its database': proveOutage,
      backup: proveBackup,
      'refuses to start': proveRefusals,
    },
  ));
