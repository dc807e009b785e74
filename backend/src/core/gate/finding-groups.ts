import { DamagedBlockError } from '../columns/damaged-block-error.js';
import type { FindingColumns } from '../columns/finding-columns.js';
import { FLAGS_LIMIT } from '../columns/flags.js';
import type { Finding } from '../findings/finding.js';
import { groupedFindings } from './column-findings.js';

/** Between which values findings are alike to all rules that are to judge them. */
export interface Bounds {
  /** Instants, in milliseconds since 1970: what was published up to one, and the others. */
  readonly published: readonly number[];
  /** Probabilities: what is below one, and the others. */
  readonly epss: readonly number[];
}

/** Counters for more groups take longer to look through than the findings. */
const MOST_GROUPS = 1 << 22;

/**
 * Findings of columns, one for each group that rules cannot tell apart without a name: an artifact has tens of thousands of findings, and
 * tens of groups. Judged by rules they give the same outcomes as `columnFindings`; words, numbers in them, and instants are those of the
 * first of each group.
 */
export class FindingGroups {
  /** By group: how many rows, from the artifact before all 0. */
  private counters = new Int32Array(0);

  /** Throws DamagedBlockError. */
  of(columns: FindingColumns, bounds: Bounds): readonly Finding[] {
    const subjectGroups = groupsOfSubjects(columns, bounds);
    const toolLists = columns.toolsByList.size;
    const groups = subjectGroups.count * Math.max(1, toolLists) * FLAGS_LIMIT;
    if (groups > MOST_GROUPS) return groupedFindings(columns, eachRow(columns.count));
    if (this.counters.length < groups) this.counters = new Int32Array(groups);
    return groupedFindings(columns, this.count(columns, subjectGroups.ofSubject, Math.max(1, toolLists)));
  }

  private count(
    { flags, subjects, toolLists, count }: FindingColumns,
    subjectGroups: Uint16Array | null,
    toolListCount: number,
  ): { readonly rows: readonly number[]; readonly numbers: readonly number[] } {
    const { counters } = this;
    const rows: number[] = [];
    const groups: number[] = [];
    for (let row = 0; row < count; row += 1) {
      let group = subjectGroups === null ? 0 : (subjectGroups[subjects[row] as number] as number);
      if (toolListCount > 1) group = group * toolListCount + (toolLists[row] as number);
      group = group * FLAGS_LIMIT + (flags[row] as number);
      const before = counters[group] as number;
      counters[group] = before + 1;
      if (before > 0) continue;
      rows.push(row);
      groups.push(group);
    }
    const numbers = groups.map((group) => counters[group] as number);
    for (const group of groups) counters[group] = 0;
    // What points beyond its table belongs to no group, and must not be taken for nothing.
    if (numbers.reduce((sum, number) => sum + number, 0) !== count) throw new DamagedBlockError('a row has no group');
    return { rows, numbers };
  }
}

function eachRow(count: number): { readonly rows: readonly number[]; readonly numbers: readonly number[] } {
  return { rows: Array.from({ length: count }, (_, row) => row), numbers: Array.from({ length: count }, () => 1) };
}

/** Of each subject its place between the bounds; null where there are none. */
function groupsOfSubjects(
  columns: FindingColumns,
  bounds: Bounds,
): { readonly ofSubject: Uint16Array | null; readonly count: number } {
  if (bounds.published.length === 0 && bounds.epss.length === 0) return { ofSubject: null, count: 1 };
  // 0 is for those that have none.
  const ofInstant = placesOf(columns.instants, bounds.published, (instant, bound) => instant <= bound);
  const ofEpss = placesOf(columns.epss, bounds.epss, (epss, bound) => epss < bound);
  const epssPlaces = bounds.epss.length + 2;
  const { subjectInstants, subjectEpss } = columns;
  const ofSubject = new Uint16Array(subjectInstants.length);
  for (let subject = 0; subject < ofSubject.length; subject += 1) {
    const instant = ofInstant[subjectInstants[subject] as number] as number;
    ofSubject[subject] = instant * epssPlaces + (ofEpss[subjectEpss[subject] as number] as number);
  }
  return { ofSubject, count: (bounds.published.length + 2) * epssPlaces };
}

/** By a value's number + 1: how many bounds it is beyond, and one more. */
function placesOf(
  values: Float64Array,
  bounds: readonly number[],
  isWithin: (value: number, bound: number) => boolean,
): Uint16Array {
  const places = new Uint16Array(values.length + 1);
  for (const [number, value] of values.entries()) {
    places[number + 1] = 1 + bounds.reduce((beyond, bound) => beyond + (isWithin(value, bound) ? 0 : 1), 0);
  }
  return places;
}
