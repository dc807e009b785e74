import { describe } from 'node:test';
import { describeEnvironment } from './lib/environment-suite.mjs';
import { proveRefusals } from './lib/prove-refusals.mjs';

describe('stage', () => describeEnvironment('stage', async () => ({}), proveRefusals));
describe('stage --strict', () => describeEnvironment('stage', async () => ({ strict: true })));
