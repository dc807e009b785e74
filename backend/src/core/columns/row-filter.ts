import type { FindingColumns } from './finding-columns.js';
import { FIX_AVAILABLE, fixIn, kindIn, MATCH, severityIn } from './flags.js';

/** What rows are wanted. Each condition that is left out is met by all. */
export interface RowFilter {
  /** Ranks. */
  readonly severities?: readonly number[] | undefined;
  /** Places in FINDING_KINDS. */
  readonly kinds?: readonly number[] | undefined;
  /** Places in FIX_STATES. Only of a vulnerability do scanners say whether there is a fix: others are none of these. */
  readonly fixes?: readonly number[] | undefined;
  readonly isFixable?: boolean | undefined;
  /** By row whether a text is found in it (`rowsWith`). */
  readonly found?: Uint8Array | undefined;
}

export interface RowCounts {
  readonly total: number;
  /** By rank. */
  readonly severities: readonly number[];
  /** By place in FINDING_KINDS. */
  readonly kinds: readonly number[];
  readonly fixable: number;
  /** By place in FIX_STATES, of vulnerabilities. */
  readonly fixes: readonly number[];
}

/** Whether a row is wanted. */
export function rowTest(columns: FindingColumns, filter: RowFilter): (row: number) => boolean {
  const { flags } = columns;
  const { found } = filter;
  const conditions = conditionsOf(filter);
  return (row) => {
    if (found !== undefined && found[row] !== 1) return false;
    const of = flags[row] as number;
    return conditions.severity(of) && conditions.kind(of) && conditions.isFixable(of) && conditions.fix(of);
  };
}

/** How many rows there are by what they can be filtered by: each group under the other conditions, not its own. */
export function countRows(columns: FindingColumns, filter: RowFilter): RowCounts {
  const { flags } = columns;
  const { found } = filter;
  const conditions = conditionsOf(filter);
  const counts = { total: 0, severities: [0, 0, 0, 0, 0], kinds: [0, 0, 0, 0], fixable: 0, fixes: [0, 0, 0] };
  const add = (to: number[], place: number): void => void (to[place] = (to[place] ?? 0) + 1);
  for (let row = 0; row < flags.length; row += 1) {
    if (found !== undefined && found[row] !== 1) continue;
    const of = flags[row] as number;
    const [severity, kind] = [conditions.severity(of), conditions.kind(of)];
    const fix = conditions.isFixable(of) && conditions.fix(of);
    if (kind && fix) add(counts.severities, severityIn(of));
    if (severity && fix) add(counts.kinds, kindIn(of));
    if (!severity || !kind) continue;
    if (fix) counts.total += 1;
    if (fixIn(of) === FIX_AVAILABLE) counts.fixable += 1;
    if (kindIn(of) === MATCH) add(counts.fixes, fixIn(of));
  }
  return counts;
}

type Condition = (flags: number) => boolean;

function conditionsOf({ severities, kinds, fixes, isFixable }: RowFilter): {
  severity: Condition;
  kind: Condition;
  isFixable: Condition;
  fix: Condition;
} {
  const [severityBits, kindBits, fixBits] = [bitsOf(severities), bitsOf(kinds), bitsOf(fixes)];
  return {
    severity: (flags) => ((severityBits >> severityIn(flags)) & 1) === 1,
    kind: (flags) => ((kindBits >> kindIn(flags)) & 1) === 1,
    isFixable: (flags) => isFixable === undefined || (fixIn(flags) === FIX_AVAILABLE) === isFixable,
    fix: (flags) => fixes === undefined || (kindIn(flags) === MATCH && ((fixBits >> fixIn(flags)) & 1) === 1),
  };
}

function bitsOf(places: readonly number[] | undefined): number {
  return places === undefined ? -1 : places.reduce((bits, place) => bits | (1 << place), 0);
}
