import { Buffer } from 'node:buffer';
import type { Finding, FindingComponent } from '../findings/finding.js';
import { matchId } from '../findings/finding-id.js';
import { nameOf } from '../findings/order.js';
import { sealOf } from './block-layout.js';
import { BlockWriter } from './block-writer.js';
import { sortedByCodePoint } from './code-point-order.js';
import { COLUMNS_LAYOUT } from './finding-columns.js';
import { NAMES_LAYOUT } from './finding-names.js';
import { flagsOf } from './flags.js';
import { writeInstants } from './instant-table.js';
import { ListNumbering } from './list-numbering.js';
import { ListTable } from './list-table.js';
import { NO_LINE } from './no-line.js';
import { Numbering } from './numbering.js';
import { ranksOf } from './ranks-of.js';
import { TextTable } from './text-table.js';
import { TupleNumbering } from './tuple-numbering.js';

/** Stands for what there is none of among numbers that are all + 1. */
const NONE = 0;

/**
 * The findings of one artifact as two compact blocks: everything of them but their titles. A row is a finding, in the order given, which
 * is the core's (`compareFindings`). Instants are kept to the millisecond. `FindingColumns` reads them.
 */
export function encodeColumns(findings: readonly Finding[]): { columns: Uint8Array; names: Uint8Array } {
  refuseOtherIds(findings);
  const rows = new Rows();
  for (const finding of findings) rows.add(finding);
  const columns = rows.encodeColumns();
  return { columns, names: rows.encodeNames(findings, sealOf(columns)) };
}

/** Numbers in the order in which things turn up; those that are to have another order get it when they are written. */
class Rows {
  private readonly flags: number[] = [];
  private readonly subjects: number[] = [];
  private readonly components: number[] = [];
  private readonly toolLists: number[] = [];
  private readonly fixedVersionLists: number[] = [];

  private readonly texts = new Numbering<string>();
  private readonly lists = new ListNumbering();
  private readonly tools = new Numbering<string>();
  private readonly listsOfTools = new ListNumbering();
  private readonly instants = new Numbering<number>();
  private readonly epss = new Numbering<number>();
  private readonly scores = new Numbering<number>();
  /** Instant, probability, name, aliases, score. */
  private readonly distinctSubjects = new TupleNumbering(5);
  /** Key, purl, type, name, version. */
  private readonly distinctComponents = new TupleNumbering(5);
  private readonly componentNumbers = new Map<FindingComponent, number>();

  constructor() {
    // It stands first in any order, and stands for no name at all.
    this.texts.number('');
  }

  add(finding: Finding): void {
    const { advisory, component, path, tools, fixedVersions, publishedAt, epss, cvssScore } = finding;
    this.flags.push(flagsOf(finding));
    this.subjects.push(
      this.distinctSubjects.number([
        numberOf(this.instants, instantOf(publishedAt)),
        numberOf(this.epss, epss),
        this.texts.number(nameOf(finding)),
        advisory === null ? 0 : this.listOf(advisory.aliases),
        numberOf(this.scores, cvssScore),
      ]),
    );
    this.components.push(component === null ? NONE : this.componentOf(component) + 1);
    this.toolLists.push(this.listsOfTools.number(tools.map((tool) => this.tools.number(tool))));
    this.fixedVersionLists.push(this.listOf(fixedVersions));
    if (path !== null) this.texts.number(path);
  }

  encodeColumns(): Uint8Array {
    const instants = this.instants.inOrder(ascending);
    const epss = this.epss.inOrder(ascending);
    const block = new BlockWriter(COLUMNS_LAYOUT);
    for (const column of [this.flags, this.subjects, this.components, this.toolLists]) block.numbers(column);
    block
      .numbers(placesOf(this.distinctSubjects.column(0), instants.places))
      .numbers(placesOf(this.distinctSubjects.column(1), epss.places));
    writeInstants(block, instants.values);
    block.floats(epss.values);
    ListTable.write(block, this.listsOfTools.lists);
    TextTable.write(block, this.tools.values);
    return block.finish();
  }

  encodeNames(findings: readonly Finding[], seal: number): Uint8Array {
    const { values: texts, places } = this.texts.inOrder(sortedByCodePoint);
    const scores = this.scores.inOrder(ascending);
    const text = (number: number): number => places[number] as number;
    const optionalText = (number: number): number => (number === NONE ? NONE : text(number - 1) + 1);
    const block = new BlockWriter(NAMES_LAYOUT).numbers([seal]);
    block.numbers(ranksOf(findings.map(({ id }) => id))).numbers(this.fixedVersionLists);
    const kept = findings.flatMap((finding, row) => (isDerivable(finding) ? [] : [row]));
    block.numbers(kept).bytes(Buffer.from(kept.map((row) => findings[row]?.id ?? '').join(''), 'hex'));
    const placed = findings.flatMap(({ path, startLine }, row) => (path === null && startLine === null ? [] : [row]));
    const pathOf = (row: number): string | null => findings[row]?.path ?? null;
    block
      .numbers(placed)
      .numbers(placed.map((row) => optionalText(numberOf(this.texts, pathOf(row)))))
      .integers(placed.map((row) => findings[row]?.startLine ?? NO_LINE));
    block
      .numbers(this.distinctSubjects.column(2).map(text))
      .numbers(this.distinctSubjects.column(3))
      .numbers(placesOf(this.distinctSubjects.column(4), scores.places))
      .floats(scores.values);
    const [key, purl, type, name, version] = [text, optionalText, text, text, optionalText];
    for (const [part, numbered] of [key, purl, type, name, version].entries()) {
      block.numbers(this.distinctComponents.column(part).map(numbered));
    }
    ListTable.write(
      block,
      this.lists.lists.map((list) => list.map(text)),
    );
    TextTable.write(block, texts);
    return block.finish();
  }

  private listOf(texts: readonly string[]): number {
    return texts.length === 0 ? 0 : this.lists.number(texts.map((text) => this.texts.number(text)));
  }

  private componentOf(component: FindingComponent): number {
    const known = this.componentNumbers.get(component);
    if (known !== undefined) return known;
    const { key, purl, type, name, version } = component;
    const { texts } = this;
    const number = this.distinctComponents.number([
      texts.number(key),
      numberOf(texts, purl),
      texts.number(type),
      texts.number(name),
      numberOf(texts, version),
    ]);
    this.componentNumbers.set(component, number);
    return number;
  }
}

/** The number + 1, or NONE. */
function numberOf<Value extends string | number>(numbering: Numbering<Value>, value: Value | null): number {
  return value === null ? NONE : numbering.number(value) + 1;
}

function placesOf(numbers: Float64Array, places: Uint32Array): Float64Array {
  return numbers.map((number) => (number === NONE ? NONE : (places[number - 1] as number) + 1));
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

function instantOf(written: string | null): number | null {
  const instant = written === null ? Number.NaN : Date.parse(written);
  return Number.isNaN(instant) ? null : instant;
}

/** The id of a match follows from its advisory and component, and takes no room. */
function isDerivable({ kind, advisory }: Finding): boolean {
  return kind === 'match' && advisory !== null;
}

/** Of how many matches it is checked that their ids follow: who makes them otherwise makes them all otherwise. */
const CHECKED = 8;

function refuseOtherIds(findings: readonly Finding[]): void {
  let checked = 0;
  for (const finding of findings) {
    const { id, advisory, component } = finding;
    const isMatch = isDerivable(finding);
    if (isMatch && checked === CHECKED) continue;
    if (isMatch) checked += 1;
    const isRight = isMatch ? id === matchId(advisory?.id ?? '', component?.key ?? '') : /^[0-9a-f]{32}$/.test(id);
    if (!isRight) throw new Error(`${id} is no id of a finding`);
  }
}
