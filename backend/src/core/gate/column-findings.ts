import type { FindingColumns } from '../columns/finding-columns.js';
import type { FindingTexts } from '../columns/finding-texts.js';
import { NamesNotReadError } from '../columns/names-not-read-error.js';
import type { Finding, FindingComponent } from '../findings/finding.js';
import { FIX_STATES, type FixState } from '../findings/fix-state.js';
import { FINDING_KINDS, type FindingKind } from '../model/finding-kind.js';
import { SEVERITIES, type Severity } from '../model/severity.js';
import { inOrder } from './finding-index.js';

/**
 * The findings of an artifact's columns, in their order. Of each only what somebody asks for is read: a rule asks all of them for their
 * severity and few for their names. `texts` is called when the first title is asked for.
 */
export function columnFindings(columns: FindingColumns, texts: () => FindingTexts): readonly Finding[] {
  const known = KNOWN.get(columns);
  if (known !== undefined) return known;
  const table = new Table(columns, texts);
  const findings = inOrder(Array.from({ length: columns.count }, (_, row) => new ColumnFinding(table, row)));
  KNOWN.set(columns, findings);
  return findings;
}

/** Made once for columns that are judged several times. */
const KNOWN = new WeakMap<FindingColumns, readonly Finding[]>();

/** What was worked out of one finding, so that no rule of any environment does it again. */
export interface FindingMemory {
  /** Null where every fixed version would be a downgrade. */
  upgrade: { readonly to: string | null } | null;
  /** Whether that is as high as the version that it was last compared with. */
  compared: { readonly with: string; readonly isAtLeast: boolean } | null;
}

/** Null for findings that are made for one verdict. */
export function memoryOf(finding: Finding): FindingMemory | null {
  return finding instanceof ColumnFinding ? finding : null;
}

/** How many findings these are: one of a group stands for all of it. */
export function numberOf(findings: readonly Finding[]): number {
  let number = 0;
  for (const finding of findings) number += finding instanceof ColumnFinding ? finding.number : 1;
  return number;
}

/** Whether it is known that no waiver and no VEX document names it, so that it need not be asked for its names. */
export function isNamedByNone(finding: Finding): boolean {
  return finding instanceof ColumnFinding && finding.isNamedByNone;
}

/**
 * Findings of columns, each for all rows that rules cannot tell from it: `rows` has the first row of each group, ascending, and `numbers`
 * how many they are. Whoever asks one for a name gets NamesNotReadError, but for those that are marked in `named`: they stand for themselves, and
 * no waiver or VEX document names any other. Null: which ones those name is not known.
 */
export function groupedFindings(
  columns: FindingColumns,
  { rows, numbers }: { readonly rows: readonly number[]; readonly numbers: readonly number[] },
  named: Uint8Array | null,
): readonly Finding[] {
  const noTexts = (): never => {
    throw new NamesNotReadError();
  };
  const [grouped, single] = [new Table(columns, noTexts, true), new Table(columns, noTexts)];
  return inOrder(
    rows.map((row, place) =>
      named?.[row] === 1
        ? new ColumnFinding(single, row)
        : new ColumnFinding(grouped, row, numbers[place], named !== null),
    ),
  );
}

/** What several rows have in common is made once. */
class Table {
  readonly #lists = new Map<number, readonly string[]>();
  readonly #tools = new Map<number, readonly string[]>();
  readonly #advisories = new Map<number, Finding['advisory']>();
  #texts: FindingTexts | null = null;

  constructor(
    readonly columns: FindingColumns,
    private readonly readTexts: () => FindingTexts,
    /** Then one row's names would be taken for those of many. */
    private readonly isGrouped = false,
  ) {}

  /** The same columns, for who asks for names. */
  get named(): FindingColumns {
    if (this.isGrouped) throw new NamesNotReadError();
    return this.columns;
  }

  get texts(): FindingTexts {
    return (this.#texts ??= this.readTexts());
  }

  list(number: number): readonly string[] {
    let list = this.#lists.get(number);
    if (list === undefined) this.#lists.set(number, (list = this.named.names.textsOf(number)));
    return list;
  }

  toolsOf(row: number): readonly string[] {
    const number = this.columns.toolLists[row] ?? 0;
    let tools = this.#tools.get(number);
    if (tools === undefined) this.#tools.set(number, (tools = this.columns.toolsOf(row)));
    return tools;
  }

  advisoryOf(row: number): Finding['advisory'] {
    const subject = this.columns.subjects[row] ?? 0;
    let advisory = this.#advisories.get(subject);
    if (advisory === undefined) {
      const list = (): readonly string[] => this.list(this.named.names.subjectAliases[subject] ?? 0);
      advisory = {
        id: this.named.nameOf(row),
        // Most are asked for the name that they lead with alone.
        get aliases() {
          return list();
        },
      };
      this.#advisories.set(subject, advisory);
    }
    return advisory;
  }
}

/** When it was published, in milliseconds since 1970; null where nobody told. */
export function publishedMilliseconds(finding: Finding): number | null {
  if (finding instanceof ColumnFinding) return finding.publishedMilliseconds;
  return finding.publishedAt === null ? null : Date.parse(finding.publishedAt);
}

/** Equal to `columns.finding(row, title)`. */
class ColumnFinding implements Finding, FindingMemory {
  upgrade: FindingMemory['upgrade'] = null;
  compared: FindingMemory['compared'] = null;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly fix: FixState;
  readonly isKnownExploited: boolean;
  readonly analysis: Finding['analysis'];
  readonly isSuppressed: boolean;
  readonly suppressedBy: Finding['suppressedBy'];

  constructor(
    private readonly table: Table,
    private readonly row: number,
    /** How many findings it stands for. */
    readonly number = 1,
    readonly isNamedByNone = false,
  ) {
    const { columns } = table;
    this.kind = FINDING_KINDS[columns.kindOf(row)] ?? 'match';
    this.severity = SEVERITIES[columns.severityOf(row)] ?? 'unknown';
    this.fix = FIX_STATES[columns.fixOf(row)] ?? 'unknown';
    this.isKnownExploited = columns.isKnownExploited(row);
    this.analysis = columns.analysisOf(row);
    this.suppressedBy = columns.suppressionOf(row);
    this.isSuppressed = this.suppressedBy !== null;
  }

  get id(): string {
    return this.table.named.idOf(this.row);
  }

  get title(): string {
    return this.table.texts.titleOf(this.row);
  }

  get advisory(): Finding['advisory'] {
    return this.kind === 'match' ? this.table.advisoryOf(this.row) : null;
  }

  get component(): FindingComponent | null {
    return this.table.named.componentOf(this.row);
  }

  get rule(): string | null {
    return this.kind === 'match' ? null : this.table.named.nameOf(this.row);
  }

  get path(): string | null {
    return this.table.named.pathOf(this.row);
  }

  get startLine(): number | null {
    return this.table.named.startLineOf(this.row);
  }

  get fixedVersions(): readonly string[] {
    return this.table.list(this.table.named.names.fixedVersionLists[this.row] ?? 0);
  }

  get publishedAt(): string | null {
    const published = this.publishedMilliseconds;
    return published === null ? null : new Date(published).toISOString();
  }

  /** The same since 1970. */
  get publishedMilliseconds(): number | null {
    return this.table.columns.publishedAtOf(this.row);
  }

  get cvssScore(): number | null {
    return this.table.named.cvssScoreOf(this.row);
  }

  get epss(): number | null {
    return this.table.columns.epssOf(this.row);
  }

  get tools(): readonly string[] {
    return this.table.toolsOf(this.row);
  }
}
