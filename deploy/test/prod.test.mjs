import { describe } from 'node:test';
import { describeEnvironment } from './lib/environment-suite.mjs';
import { proveRefusals } from './lib/prove-refusals.mjs';
import { proveTransport } from './lib/prove-transport.mjs';

describe('prod', () =>
  describeEnvironment(
    'prod',
    async () => ({}),
    (scene) => {
      proveTransport(scene);
      proveRefusals(scene);
    },
  ));
describe('prod --strict', () => describeEnvironment('prod', async () => ({ strict: true }), proveTransport));
