import { DamagedBlockError } from '../columns/damaged-block-error.js';
import type { FindingColumns } from '../columns/finding-columns.js';
import { FLAGS_LIMIT } from '../columns/flags.js';
import type { Finding } from '../findings/finding.js';
import { groupedFindings } from './column-findings.js';

/** Between which values, ascending, findings are alike to all rules that are to judge them. */
export interface Bounds {
  /** Instants, in milliseconds since 1970: what was published up to one, and the others. */
  readonly published: readonly number[];
  /** Probabilities: what is below one, and the others. */
  readonly epss: readonly number[];
}

/** Counters for more groups take longer to look through than the findings. */
const MOST_GROUPS = 1 << 22;

/** No group's number: of rows that are counted by themselves. */
const ALONE = -1;

/**
 * Findings of columns, one for each group that rules cannot tell apart without a name: an artifact has tens of thousands of findings, and
 * tens of groups. Judged by rules they give the same outcomes as `columnFindings`; words, numbers in them, and instants are those of the
 * first of each group.
 */
export class FindingGroups {
  /** By group: how many rows, from the artifact before all 0. */
  private counters = new Int32Array(0);
  /** Room that is used again for each artifact. */
  private instantPlaces = new Uint16Array(0);
  private epssPlaces = new Uint16Array(0);
  private subjectPlaces = new Uint16Array(0);

  /** Rows that are marked in `named` are groups of their own, as `groupedFindings` has them. Throws DamagedBlockError. */
  of(columns: FindingColumns, bounds: Bounds, named: Uint8Array | null = null): readonly Finding[] {
    const isBounded = bounds.published.length > 0 || bounds.epss.length > 0;
    const places = isBounded ? (bounds.published.length + 2) * (bounds.epss.length + 2) : 1;
    const toolLists = Math.max(1, columns.toolsByList.size);
    const groups = places * toolLists * FLAGS_LIMIT;
    if (groups > MOST_GROUPS) return groupedFindings(columns, eachRow(columns.count), named);
    if (this.counters.length < groups) this.counters = new Int32Array(groups);
    if (isBounded) this.placeSubjects(columns, bounds);
    return groupedFindings(columns, this.count(columns, isBounded, toolLists, named), named);
  }

  /** Of each subject its place between the bounds. */
  private placeSubjects({ instants, epss, subjectInstants, subjectEpss }: FindingColumns, bounds: Bounds): void {
    // 0 is for those that have none.
    const ofInstant = (this.instantPlaces = placesOf(instants, bounds.published, true, this.instantPlaces));
    const ofEpss = (this.epssPlaces = placesOf(epss, bounds.epss, false, this.epssPlaces));
    const epssPlaces = bounds.epss.length + 2;
    const count = subjectInstants.length;
    const ofSubject = (this.subjectPlaces = roomFor(count, this.subjectPlaces));
    for (let subject = 0; subject < count; subject += 1) {
      const instant = ofInstant[subjectInstants[subject] as number] as number;
      ofSubject[subject] = instant * epssPlaces + (ofEpss[subjectEpss[subject] as number] as number);
    }
  }

  private count(
    { flags, subjects, toolLists, count }: FindingColumns,
    isBounded: boolean,
    toolListCount: number,
    named: Uint8Array | null,
  ): { readonly rows: readonly number[]; readonly numbers: readonly number[] } {
    const { counters, subjectPlaces } = this;
    const rows: number[] = [];
    const groups: number[] = [];
    for (let row = 0; row < count; row += 1) {
      if (named !== null && named[row] === 1) {
        rows.push(row);
        groups.push(ALONE);
        continue;
      }
      let group = isBounded ? (subjectPlaces[subjects[row] as number] as number) : 0;
      if (toolListCount > 1) group = group * toolListCount + (toolLists[row] as number);
      group = group * FLAGS_LIMIT + (flags[row] as number);
      const before = counters[group] as number;
      counters[group] = before + 1;
      if (before > 0) continue;
      rows.push(row);
      groups.push(group);
    }
    const numbers = groups.map((group) => (group === ALONE ? 1 : (counters[group] as number)));
    for (const group of groups) if (group !== ALONE) counters[group] = 0;
    // What points beyond its table belongs to no group, and must not be taken for nothing.
    if (numbers.reduce((sum, number) => sum + number, 0) !== count) throw new DamagedBlockError('a row has no group');
    return { rows, numbers };
  }
}

function eachRow(count: number): { readonly rows: readonly number[]; readonly numbers: readonly number[] } {
  return { rows: Array.from({ length: count }, (_, row) => row), numbers: Array.from({ length: count }, () => 1) };
}

/** By a value's number + 1: how many bounds it is beyond, and one more. Both are ascending. `isWithin`: a value that is a bound is not beyond it. */
function placesOf(
  values: Float64Array,
  bounds: readonly number[],
  isWithin: boolean,
  room: Uint16Array<ArrayBuffer>,
): Uint16Array<ArrayBuffer> {
  const places = roomFor(values.length + 1, room);
  let beyond = 0;
  for (let number = 0; number < values.length; number += 1) {
    const value = values[number] as number;
    for (; beyond < bounds.length; beyond += 1) {
      const bound = bounds[beyond] as number;
      if (value < bound || (isWithin && value === bound)) break;
    }
    places[number + 1] = 1 + beyond;
  }
  return places;
}

function roomFor(count: number, room: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  return room.length >= count ? room : new Uint16Array(count * 2);
}
