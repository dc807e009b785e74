import type { ComparedSide } from './side.js';
import type { Comparison } from './compare.js';

/** What a newer build of an image changes, in numbers of vulnerabilities. */
export interface BuildChange {
  /** Of the build before. */
  readonly vulnerabilityCount: number;
  /** Of these, those that the newer build is seen to fix. */
  readonly fixedCount: number;
  /** Those that only the newer build has. */
  readonly addedCount: number;
  /** False where something that it adds may be missing. */
  readonly isConclusive: boolean;
}

/** Pure. `comparison` is of the build before with the newer one. */
export function buildChange({ facts }: ComparedSide, comparison: Comparison): BuildChange {
  const { introduced, fixed, notCompared, isConclusive } = comparison;
  const added = [...introduced, ...notCompared.filter(({ on }) => on === 'after')];
  return {
    vulnerabilityCount: facts.findings.filter(({ kind }) => kind === 'match').length,
    fixedCount: fixed.filter(({ finding }) => finding.kind === 'match').length,
    addedCount: added.filter(({ finding }) => finding.kind === 'match').length,
    isConclusive,
  };
}
