import { Buffer } from 'node:buffer';
import type { Finding, FindingComponent } from '../findings/finding.js';
import { matchId } from '../findings/finding-id.js';
import { compareText, nameOf } from '../findings/order.js';
import { sealOf } from './block-layout.js';
import { BlockWriter } from './block-writer.js';
import { sortedByCodePoint } from './code-point-order.js';
import { COLUMNS_LAYOUT } from './finding-columns.js';
import { NAMES_LAYOUT } from './finding-names.js';
import { flagsOf } from './flags.js';
import { writeInstants } from './instant-table.js';
import { Numbering } from './numbering.js';
import { ListTable } from './list-table.js';
import { NO_LINE } from './no-line.js';
import { TextTable } from './text-table.js';

/**
 * The findings of one artifact as two compact blocks: everything of them but their titles. A row is a finding, in the order given, which
 * is the core's (`compareFindings`). Instants are kept to the millisecond. `FindingColumns` reads them.
 */
export function encodeColumns(findings: readonly Finding[]): { columns: Uint8Array; names: Uint8Array } {
  const texts = sortedByCodePoint([...textsOf(findings)]);
  const textNumbers = new Map(texts.map((text, number) => [text, number]));
  const text = (of: string): number => textNumbers.get(of) as number;
  const optional = (of: string | null): number => (of === null ? 0 : text(of) + 1);
  const lists = new Lists(text);
  const tools = new Numbering<string>((tool) => tool);
  const toolLists = new Lists((tool) => tools.number(tool));
  const instants = new Values(findings.map(({ publishedAt }) => instantOf(publishedAt)));
  const epss = new Values(findings.map((finding) => finding.epss));
  const scores = new Values(findings.map(({ cvssScore }) => cvssScore));
  const components = new Components(text, optional);
  const subjects = new Numbering<readonly number[], string>((subject) => subject.join());
  const subjectOf = findings.map((finding) =>
    subjects.number([
      instants.place(instantOf(finding.publishedAt)),
      epss.place(finding.epss),
      text(nameOf(finding)),
      lists.number(finding.advisory?.aliases ?? []),
      scores.place(finding.cvssScore),
    ]),
  );
  const [subjectInstants = [], subjectEpss = [], ...subjectColumns] = columnsOf(subjects.items, 5);
  const componentOf = findings.map(({ component }) => (component === null ? 0 : components.number(component) + 1));
  const fixes = findings.map(({ fixedVersions }) => lists.number(fixedVersions));

  const columns = new BlockWriter(COLUMNS_LAYOUT);
  columns.numbers(findings.map(flagsOf)).numbers(subjectOf).numbers(componentOf);
  columns.numbers(findings.map((finding) => toolLists.number(finding.tools)));
  columns.numbers(subjectInstants).numbers(subjectEpss);
  writeInstants(columns, instants.all);
  columns.floats(epss.all);
  ListTable.write(columns, toolLists.items);
  TextTable.write(columns, tools.items);
  const encoded = columns.finish();

  const names = new BlockWriter(NAMES_LAYOUT).numbers([sealOf(encoded)]);
  names.numbers(ranksOf(findings.map(({ id }) => id))).numbers(fixes);
  const kept = findings.flatMap((finding, row) => (isDerivable(finding) ? [] : [row]));
  names.numbers(kept).bytes(Buffer.from(kept.map((row) => idOf(findings[row])).join(''), 'hex'));
  const placed = findings.flatMap(({ path, startLine }, row) => (path === null && startLine === null ? [] : [row]));
  names
    .numbers(placed)
    .numbers(placed.map((row) => optional(findings[row]?.path ?? null)))
    .integers(placed.map((row) => findings[row]?.startLine ?? NO_LINE));
  for (const column of subjectColumns) names.numbers(column);
  names.floats(scores.all);
  for (const column of columnsOf(components.items, 5)) names.numbers(column);
  ListTable.write(names, lists.items);
  TextTable.write(names, texts);
  return { columns: encoded, names: names.finish() };
}

/** Number 0 is the empty text: it stands first in any order. */
function textsOf(findings: readonly Finding[]): Set<string> {
  const texts = new Set(['']);
  const described = new Set<FindingComponent>();
  for (const finding of findings) {
    const { advisory, component, path, fixedVersions } = finding;
    texts.add(nameOf(finding));
    for (const alias of advisory?.aliases ?? []) texts.add(alias);
    for (const version of fixedVersions) texts.add(version);
    if (path !== null) texts.add(path);
    if (component === null || described.has(component)) continue;
    described.add(component);
    const { key, purl, type, name, version } = component;
    for (const part of [key, purl, type, name, version]) if (part !== null) texts.add(part);
  }
  return texts;
}

/** Distinct lists of texts, as their numbers. The empty one is 0. */
class Lists {
  readonly #distinct = new Numbering<readonly number[], string>((list) => list.join());

  constructor(private readonly text: (of: string) => number) {
    this.#distinct.number([]);
  }

  get items(): readonly (readonly number[])[] {
    return this.#distinct.items;
  }

  number(list: readonly string[]): number {
    return list.length === 0 ? 0 : this.#distinct.number(list.map(this.text));
  }
}

/** Distinct numbers in ascending order. What has none takes place 0. */
class Values {
  readonly all: readonly number[];
  readonly #places: ReadonlyMap<number, number>;

  constructor(values: readonly (number | null)[]) {
    const distinct = new Set<number>();
    for (const value of values) if (value !== null) distinct.add(value);
    this.all = [...distinct].sort((a, b) => a - b);
    this.#places = new Map(this.all.map((value, index) => [value, index + 1]));
  }

  place(value: number | null): number {
    return value === null ? 0 : (this.#places.get(value) as number);
  }
}

/** Distinct descriptions of components, as numbers of their texts. */
class Components {
  readonly #known = new Map<FindingComponent, number>();
  readonly #distinct = new Numbering<readonly number[], string>((parts) => parts.join());

  constructor(
    private readonly text: (of: string) => number,
    private readonly optional: (of: string | null) => number,
  ) {}

  get items(): readonly (readonly number[])[] {
    return this.#distinct.items;
  }

  number(component: FindingComponent): number {
    const known = this.#known.get(component);
    if (known !== undefined) return known;
    const { key, purl, type, name, version } = component;
    const parts = [this.text(key), this.optional(purl), this.text(type), this.text(name), this.optional(version)];
    const number = this.#distinct.number(parts);
    this.#known.set(component, number);
    return number;
  }
}

function instantOf(written: string | null): number | null {
  const instant = written === null ? Number.NaN : Date.parse(written);
  return Number.isNaN(instant) ? null : instant;
}

/** The id of a match follows from its advisory and component, and takes no room. */
function isDerivable({ id, kind, advisory, component }: Finding): boolean {
  return kind === 'match' && advisory !== null && id === matchId(advisory.id, component?.key ?? '');
}

function idOf(finding: Finding | undefined): string {
  const id = finding?.id ?? '';
  if (!/^[0-9a-f]{32}$/.test(id)) throw new Error(`${id} is no id of a finding`);
  return id;
}

/** Rows that a number of 53 bits has room for beside 32 bits of an id. */
const MOST_ROWS = 2 ** 21;

/** For each its place among all, from the first in order on. */
function ranksOf(ids: readonly string[]): Uint32Array {
  const compare = (a: number, b: number): number => compareText(ids[a] as string, ids[b] as string);
  let order: Uint32Array;
  if (ids.length > MOST_ROWS) {
    order = Uint32Array.from(ids, (_, row) => row).sort(compare);
  } else {
    // As numbers, by their first digits and then by row, they are sorted in a tenth of the time.
    const keys = Float64Array.from(ids, (id, row) => Number.parseInt(id.slice(0, 8), 16) * MOST_ROWS + row).sort();
    order = Uint32Array.from(keys, (key) => key % MOST_ROWS);
    for (let place = 1; place < order.length; place += 1) {
      for (let at = place; at > 0 && compare(order[at - 1] as number, order[at] as number) > 0; at -= 1) {
        const row = order[at] as number;
        order[at] = order[at - 1] as number;
        order[at - 1] = row;
      }
    }
  }
  const ranks = new Uint32Array(ids.length);
  for (const [rank, row] of order.entries()) ranks[row] = rank;
  return ranks;
}

function columnsOf(rows: readonly (readonly number[])[], width: number): number[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] as number));
}
