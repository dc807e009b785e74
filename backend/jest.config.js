import { COMPILER_OPTIONS } from '../deploy/image/compiler-options.mjs';
import { isFullRun } from '../testkit/tier.mjs';

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/jest/native-environment.js',
  globalSetup: '<rootDir>/test/jest/compiled-sources.js',
  roots: ['<rootDir>/src'],
  testPathIgnorePatterns: ['/node_modules/', ...(isFullRun ? [] : ['\\.full\\.spec\\.ts$'])],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // fastify's light-my-request requires cookie 2, which is ESM only; Jest on Node 20 cannot require(ESM).
    '^cookie$': 'cookie-1',
    '^fast-check$': '<rootDir>/test/jest/fast-check.js',
  },
  transform: {
    // Specs lie beside the sources and are no part of them.
    '/backend/src/.+(?<!\\.spec)\\.ts$': '<rootDir>/test/jest/compiled-module.js',
    '^.+\\.ts$': ['@swc/jest', COMPILER_OPTIONS],
  },
  // It ends what hangs. What is only slow, as on a machine that does much besides, is not wrong.
  testTimeout: 120_000,
};
