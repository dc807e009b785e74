import unit from './jest.config.js';

/** Specs that need a real PostgreSQL: one server for the run, a database for each spec file. */
/** @type {import('jest').Config} */
export default {
  ...unit,
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/integration/global-setup.js',
  globalTeardown: '<rootDir>/test/integration/global-teardown.js',
  testTimeout: 180_000,
};
