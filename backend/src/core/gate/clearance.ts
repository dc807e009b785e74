import type { VexSource } from './verdict.js';

/** Why a finding is not counted. `until` is in milliseconds, Infinity for ever. */
export interface Clearance {
  readonly by: 'waiver' | 'vex' | 'suppression' | 'built-in';
  readonly waiver: string | null;
  readonly until: number;
  /** The documents that say so. Left out where the report says it itself. */
  readonly documents?: readonly VexSource[];
}
