import type { Finding, FindingComponent } from '../findings/finding.js';
import { matchId } from '../findings/finding-id.js';
import { FIX_STATES } from '../findings/fix-state.js';
import { FINDING_KINDS } from '../model/finding-kind.js';
import { SEVERITIES } from '../model/severity.js';
import { BlockReader } from './block-reader.js';
import type { Numbers } from './block-writer.js';
import { FindingNames } from './finding-names.js';
import { analysisIn, fixIn, isKnownExploitedIn, kindIn, severityIn, suppressionIn } from './flags.js';
import { readInstants } from './instant-table.js';
import { ListTable } from './list-table.js';
import { NamesNotReadError } from './names-not-read-error.js';
import { TextTable } from './text-table.js';

/** Another layout takes another number: blocks of the former one are then made anew. */
export const COLUMNS_LAYOUT = 0x0001_0001;

/** What `encodeColumns` makes of findings. Without names there is only what is counted by. */
export interface EncodedColumns {
  readonly columns: Uint8Array;
  readonly names: Uint8Array | null;
}

/**
 * The findings of one artifact by column, worst first. A row is a finding, from 0. What it is called, where it lies and
 * what fixes it is in `FindingNames`, which a caller that asks for that must have given.
 */
export class FindingColumns {
  /** Of each row, for `severityIn`, `kindIn` and the others of flags.ts. */
  readonly flags: Numbers;
  /** By row, the number of its names and facts: rows with the same number have all of them in common. */
  readonly subjects: Numbers;
  /** Of each row: a component's number + 1, and 0 for none. */
  readonly components: Numbers;
  /** Of each row: a list of `tools`. */
  readonly toolLists: Numbers;
  /** Of each subject: an instant's number + 1, and 0 for none. */
  readonly subjectInstants: Numbers;
  /** Of each subject: a probability's number + 1, and 0 for none. */
  readonly subjectEpss: Numbers;
  /** Milliseconds since 1970, ascending. */
  readonly instants: Float64Array;
  /** Ascending. */
  readonly epss: Float64Array;
  /** Lists of texts of `tools`. */
  readonly toolsByList: ListTable;
  readonly tools: TextTable;
  /** Names these columns, for other blocks of the same findings. */
  readonly seal: number;

  readonly #names: FindingNames | null;

  private constructor({ columns, names }: EncodedColumns) {
    const block = new BlockReader(columns, COLUMNS_LAYOUT);
    this.seal = block.checksum;
    this.flags = block.numbers();
    this.subjects = block.numbers(this.count);
    this.components = block.numbers(this.count);
    this.toolLists = block.numbers(this.count);
    this.subjectInstants = block.numbers();
    this.subjectEpss = block.numbers(this.subjectInstants.length);
    this.instants = readInstants(block);
    this.epss = block.floats();
    this.toolsByList = ListTable.read(block);
    this.tools = TextTable.read(block);
    block.end();
    this.#names = names === null ? null : new FindingNames(names, this);
  }

  /** The bytes are read where they lie and must not change. Throws DamagedBlockError. */
  static decode(encoded: EncodedColumns): FindingColumns {
    return new FindingColumns(encoded);
  }

  /** Findings. */
  get count(): number {
    return this.flags.length;
  }

  /** Throws NamesNotReadError. */
  get names(): FindingNames {
    if (this.#names === null) throw new NamesNotReadError();
    return this.#names;
  }

  /** Rank: 0 unknown to 4 critical. */
  severityOf(row: number): number {
    return severityIn(at(this.flags, row));
  }

  /** Place in FINDING_KINDS. */
  kindOf(row: number): number {
    return kindIn(at(this.flags, row));
  }

  /** Place in FIX_STATES. */
  fixOf(row: number): number {
    return fixIn(at(this.flags, row));
  }

  isKnownExploited(row: number): boolean {
    return isKnownExploitedIn(at(this.flags, row));
  }

  analysisOf(row: number): Finding['analysis'] {
    return analysisIn(at(this.flags, row));
  }

  /** Null where it is not suppressed. */
  suppressionOf(row: number): Finding['suppressedBy'] {
    return suppressionIn(at(this.flags, row));
  }

  /** Milliseconds since 1970. */
  publishedAtOf(row: number): number | null {
    return this.instants[at(this.subjectInstants, at(this.subjects, row)) - 1] ?? null;
  }

  epssOf(row: number): number | null {
    return this.epss[at(this.subjectEpss, at(this.subjects, row)) - 1] ?? null;
  }

  toolsOf(row: number): string[] {
    return Array.from(this.toolsByList.at(at(this.toolLists, row)), (tool) => this.tools.at(tool));
  }

  cvssScoreOf(row: number): number | null {
    return this.names.scores[at(this.names.subjectScores, at(this.subjects, row)) - 1] ?? null;
  }

  /** The lead identifier of its advisory, or its rule. */
  nameOf(row: number): string {
    return this.names.texts.at(at(this.names.subjectNames, at(this.subjects, row)));
  }

  aliasesOf(row: number): string[] {
    return this.names.textsOf(at(this.names.subjectAliases, at(this.subjects, row)));
  }

  fixedVersionsOf(row: number): string[] {
    return this.names.textsOf(at(this.names.fixedVersionLists, row));
  }

  /** The same object for every row of the component. */
  componentOf(row: number): FindingComponent | null {
    const number = at(this.components, row);
    return number === 0 ? null : this.names.component(number - 1);
  }

  pathOf(row: number): string | null {
    const number = this.names.pathTextOf(row);
    return number === null ? null : this.names.texts.at(number);
  }

  startLineOf(row: number): number | null {
    return this.names.startLineOf(row);
  }

  /** 32 hex digits. */
  idOf(row: number): string {
    return this.names.keptIdOf(row) ?? matchId(this.nameOf(row), this.componentOf(row)?.key ?? '');
  }

  /** The finding as the core united it, but for the title, which is elsewhere (`FindingTexts`). */
  finding(row: number, title: string): Finding {
    const kind = FINDING_KINDS[this.kindOf(row)] ?? 'match';
    const name = this.nameOf(row);
    const publishedAt = this.publishedAtOf(row);
    const suppressedBy = this.suppressionOf(row);
    return {
      id: this.idOf(row),
      kind,
      severity: SEVERITIES[this.severityOf(row)] ?? 'unknown',
      title,
      advisory: kind === 'match' ? { id: name, aliases: this.aliasesOf(row) } : null,
      component: this.componentOf(row),
      rule: kind === 'match' ? null : name,
      path: this.pathOf(row),
      startLine: this.startLineOf(row),
      fix: FIX_STATES[this.fixOf(row)] ?? 'unknown',
      fixedVersions: this.fixedVersionsOf(row),
      publishedAt: publishedAt === null ? null : new Date(publishedAt).toISOString(),
      cvssScore: this.cvssScoreOf(row),
      epss: this.epssOf(row),
      isKnownExploited: this.isKnownExploited(row),
      analysis: this.analysisOf(row),
      isSuppressed: suppressedBy !== null,
      suppressedBy,
      tools: this.toolsOf(row),
    };
  }
}

function at(numbers: Numbers, place: number): number {
  const number = numbers[place];
  if (number === undefined) throw new RangeError(`there is no place ${place}`);
  return number;
}
