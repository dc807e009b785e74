/** For specs in TypeScript; tier.mjs says what it means. */
export const TIER_VARIABLE: 'PLIMSOLL_TEST_TIER';
export const isFullRun: boolean;
