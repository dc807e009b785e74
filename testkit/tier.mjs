/**
 * Which tests a run asks for: those of every change (`npm test`), or all (`npm run test:all`, which runs every night).
 *
 * Whole files that only the second runs are named `*.full.spec.ts` and `*.full.test.mjs`; within a file this constant
 * decides, for example how many generated inputs a property is tried on. docs/testing.md names what is left to it.
 *
 * Environment: PLIMSOLL_TEST_TIER, `change` unless it is `all`; scripts/test.mjs and scripts/test-containers.mjs set it.
 */
export const TIER_VARIABLE = 'PLIMSOLL_TEST_TIER';

export const isFullRun = process.env[TIER_VARIABLE] === 'all';
