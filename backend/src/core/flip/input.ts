/**
 * What a verdict rests on, as far as one can change without the others, in the order in which causes are named. `image`: what is inside, and how it is
 * configured. `scan`: who looked, with which version and database, and which scans count. `advisory`: what is said of a vulnerability. `vex`: documents,
 * and analyses in reports. `deployment`: what runs in the environment, where the policy limits what is introduced, and what its scans show. `not-known`: one of `image` and `scan`, and the evidence does not say which.
 */
export const INPUTS = [
  'image',
  'advisory',
  'known-exploited',
  'epss',
  'scan',
  'not-known',
  'vex',
  'waiver',
  'deployment',
  'policy',
  'time',
] as const;

export type Input = (typeof INPUTS)[number];
