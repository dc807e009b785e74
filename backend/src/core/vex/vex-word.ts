import type { Finding } from '../findings/finding.js';
import { coversAdvisory } from '../findings/covers-advisory.js';
import type { AnalysisState } from '../model/analysis-state.js';
import type { Sender } from '../model/sender.js';
import { isAbout } from './attestation.js';
import { type Fit, fitOf, nearestOf, type Subject } from './fit.js';
import { BomLinks } from './bom-links.js';
import type { LinkedBom, VexContent, VexProduct, VexStatement } from './vex-document.js';
import { type StatementsByName, statementsByName } from './statements-by-name.js';

/** A document as received, and who sent it. */
export interface VexDocument {
  /** `sha256:` of its bytes. */
  readonly document: string;
  readonly content: VexContent;
  /** Null without a sender: the command line reads it. */
  readonly sender: Sender | null;
}

/** A statement that is on the artifact or something in it, as far as its product tells. */
export interface PlacedStatement {
  readonly source: VexDocument;
  readonly statement: VexStatement;
  /** With links to BOMs followed. */
  readonly products: readonly VexProduct[];
}

/** What documents say of one finding now. */
export interface VexWord {
  /** Whether all authors agree that it does not count. */
  readonly isCleared: boolean;
  /** The statement of each author that counts: the newest, or of several as new the one that asks for more care. */
  readonly counting: readonly PlacedStatement[];
  /** The others: older, or not said yet. */
  readonly overtaken: readonly PlacedStatement[];
  readonly future: readonly PlacedStatement[];
}

/** States by which a finding does not count. */
export const CLEARING_STATES: ReadonlySet<AnalysisState> = new Set(['not_affected', 'false_positive', 'fixed']);

export function isClearing({ status, justification, impact }: VexStatement, { format }: VexContent): boolean {
  if (!CLEARING_STATES.has(status)) return false;
  // OpenVEX and CSAF ask for one of both: without a reason it cannot be verified.
  return status !== 'not_affected' || format === 'cyclonedx' || justification !== null || impact !== null;
}

/** Statements by vulnerability, so that a thousand findings and a thousand statements are not a million questions. */
export class VexWords {
  private readonly sources: readonly Source[];
  private readonly words = new WeakMap<Finding, VexWord | 'none'>();

  constructor(
    readonly documents: readonly VexDocument[],
    private readonly subject: Subject,
    /** Milliseconds since 1970. */
    private readonly at: number,
    /** BOMs that statements may link to, beside those that are documents. */
    boms: readonly LinkedBom[] = [],
  ) {
    const links = new BomLinks([...documents.flatMap(({ content }) => content.bom ?? []), ...boms]);
    this.sources = documents
      .filter(({ content }) => isAbout(content, subject.digest))
      .map((document) => new Source(document, links));
  }

  get isEmpty(): boolean {
    return this.sources.every(({ isEmpty }) => isEmpty);
  }

  /** Null where nothing is said of it. */
  of(finding: Finding): VexWord | null {
    let word = this.words.get(finding);
    if (word === undefined) this.words.set(finding, (word = this.wordOn(finding) ?? 'none'));
    return word === 'none' ? null : word;
  }

  /** Statements on the finding's vulnerability, in whatever product. */
  on({ advisory }: Finding): PlacedStatement[] {
    if (advisory === null) return [];
    const named = [advisory.id, ...advisory.aliases]
      .filter((id) => coversAdvisory(id, advisory))
      .flatMap((id) => this.sources.flatMap((source) => source.on(id)));
    return [...new Set(named)];
  }

  private wordOn(finding: Finding): VexWord | null {
    const placed = this.on(finding).filter((one) => fitOfStatement(one, this.subject, finding) === 'fits');
    return placed.length === 0 ? null : wordOf(placed, this.at);
  }
}

/** A document among others, whose BOMs it may link to. */
class Source {
  private readonly byName: StatementsByName;
  private readonly placed = new Map<VexStatement, PlacedStatement>();

  constructor(
    private readonly document: VexDocument,
    private readonly links: BomLinks,
  ) {
    this.byName = statementsByName(document.content);
  }

  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  /** The same objects each time. */
  on(id: string): PlacedStatement[] {
    return (this.byName.get(id) ?? []).map((statement) => {
      let placed = this.placed.get(statement);
      if (placed === undefined) {
        const doubt = isClearing(statement, this.document.content) ? 'out' : 'in';
        const products = statement.products.map((product) => this.links.follow(product, doubt));
        placed = { source: this.document, statement, products };
        this.placed.set(statement, placed);
      }
      return placed;
    });
  }
}

/** The nearest fit of its products. What may be meant or not is not cleared, and counts for what is withdrawn. */
export function fitOfStatement(
  { source, statement, products }: PlacedStatement,
  subject: Subject,
  { component }: Pick<Finding, 'component'>,
): Fit {
  const doubt = isClearing(statement, source.content) ? 'out' : 'in';
  return nearestOf(products.map((product) => fitOf(product, subject, component, doubt)));
}

function wordOf(placed: readonly PlacedStatement[], at: number): VexWord {
  const byAuthor = new Map<string, PlacedStatement[]>();
  const future: PlacedStatement[] = [];
  for (const one of placed) {
    const instant = instantOf(one);
    // What clears does so from its date on. A withdrawal counts however it is dated.
    if (instant > at && isClearing(one.statement, one.source.content)) {
      future.push(one);
      continue;
    }
    const author = (one.source.content.author ?? '').trim().toLowerCase();
    byAuthor.set(author, [...(byAuthor.get(author) ?? []), one]);
  }
  const counting: PlacedStatement[] = [];
  const overtaken: PlacedStatement[] = [];
  for (const said of byAuthor.values()) {
    const newest = said.reduce((a, b) => (outweighs(b, a) ? b : a));
    for (const one of said) (one === newest || isLike(one, newest) ? counting : overtaken).push(one);
  }
  const isCleared =
    counting.length > 0 && counting.every(({ source, statement }) => isClearing(statement, source.content));
  return { isCleared, counting, overtaken, future };
}

function outweighs(one: PlacedStatement, other: PlacedStatement): boolean {
  const [a, b] = [instantOf(one), instantOf(other)];
  if (a !== b) return a > b;
  return !isClearing(one.statement, one.source.content) && isClearing(other.statement, other.source.content);
}

/** Said at the same instant and to the same end: neither overtakes the other. */
function isLike(one: PlacedStatement, other: PlacedStatement): boolean {
  return (
    instantOf(one) === instantOf(other) &&
    isClearing(one.statement, one.source.content) === isClearing(other.statement, other.source.content)
  );
}

/** Where it is not known when something was said, it is taken for old if it clears, and for new if it does not. */
function instantOf({ statement, source }: PlacedStatement): number {
  if (statement.saidAt !== null) return Date.parse(statement.saidAt);
  return isClearing(statement, source.content) ? -Infinity : Infinity;
}
