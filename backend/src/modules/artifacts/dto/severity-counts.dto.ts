import type { SeverityCounts as CoreSeverityCounts } from '../../../core/model/severity.js';

/** Distinct findings of every kind by severity. */
export class SeverityCounts implements CoreSeverityCounts {
  critical!: number;
  high!: number;
  medium!: number;
  low!: number;
  /** Without a rating. */
  unknown!: number;
}
