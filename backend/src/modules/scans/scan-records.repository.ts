import { Injectable } from '@nestjs/common';
import type { FindingComponent } from '../../core/findings/finding.js';
import type { SizedStamp } from '../../core/gate/facts-of.js';
import type { RecallNote } from '../../core/gate/recall-note.js';
import type { ScanRecord } from '../../core/gate/scan-record.js';
import type { FindingKind } from '../../core/model/finding-kind.js';
import type { Sender } from '../../core/model/sender.js';
import { SEVERITIES } from '../../core/model/severity.js';
import type {
  CarriedData,
  Claim,
  ImageFacts,
  OperatingSystem,
  Problem,
  Remark,
  SuppressionSource,
} from '../../core/reports/scan.js';
import { DamagedWordError } from '../../core/words/damaged-word-error.js';
import { decodeWord } from '../../core/words/decode-word.js';
import type { Sql } from '../../database/database.js';
import { type StoredWord, WordsRepository } from '../catalogue/words.repository.js';
import { LISTED_IDS } from './components-of.js';

/** A scan as the core wants it, and the rows that it came from. */
export interface StoredRecord {
  readonly scanId: number;
  readonly record: ScanRecord;
  /** Whether all that the scan says could be read back. */
  readonly isWhole: boolean;
  readonly problemIds: ReadonlyMap<Problem, number>;
  /** By `Component.key`. */
  readonly componentIds: ReadonlyMap<string, number>;
}

export interface StoredStamp extends SizedStamp {
  readonly scanId: number;
  /** Whether it spoke for the artifact when this was read. */
  readonly isCurrent: boolean;
  /** READER_VERSION of the reader of its report. */
  readonly reader: number;
}

type ScanRow = {
  scanId: number;
  report: string;
  given: string;
  receivedAt: Date;
  saidAt: Date;
  format: string;
  tool: string;
  toolVersion: string | null;
  scannedAt: Date | null;
  databaseDate: Date | null;
  target: string | null;
  platform: string | null;
  covers: FindingKind[];
  failures: Remark[];
  attempted: FindingKind[];
  carries: CarriedData[];
  componentCount: number;
  findingCount: number;
  listedCount: number;
  operatingSystem: OperatingSystem | null;
  imageFacts: ImageFacts;
  skippedCount: number;
  sender: Sender | null;
  recall: RecallNote | null;
  mismatches: Remark[];
  wordIds: number[];
  /** In its words. */
  claimCount: number;
};

type ListedCounts = { componentCount: number; componentsWithoutPurl: number };

type ClaimRow = {
  id: number;
  scanId: number;
  componentId: number;
  reportedId: string;
  ids: string[];
  severity: number;
  title: string | null;
  fixedVersion: string | null;
  fixState: string | null;
  /** As a number, since the driver takes ten times as long to read an instant. */
  publishedSeconds: number | null;
  cvssScore: number | null;
  epss: number | null;
  isKnownExploited: boolean | null;
  analysis: Claim['analysis'];
  isSuppressed: boolean;
  suppressedBy: SuppressionSource | null;
  isStatement: boolean;
};

type ProblemRow = {
  id: number;
  scanId: number;
  kind: Problem['kind'];
  rule: string;
  severity: number;
  title: string;
  path: string | null;
  startLine: number | null;
  endLine: number | null;
  subject: string | null;
  layer: string | null;
  componentKey: string | null;
  isSuppressed: boolean;
};

/** Bytes are as old as when they first came, whatever was said beside them later. */
const RECEIVED_AT = 'coalesce(first_received_at, received_at)';

/** Entries of the report, as `recordOf` counts them but for claims that were made twice. */
export const FINDING_COUNT = `claim_count + cardinality(array_remove(claim_ids, 0)) + (SELECT count(*) FROM problem WHERE scan_id = scan.id)::int`;

const WITH_WORDS = 'word_ids AS "wordIds", claim_count AS "claimCount"';

/** They are thousands, and the driver takes its time to read them. */
const WITHOUT_WORDS = `'{}'::int[] AS "wordIds", 0 AS "claimCount"`;

/** The oldest recall that was not undone. */
const RECALL = oldestRecall('undone_at IS NULL');

/** The same at the instant $2. */
const RECALL_THEN = oldestRecall('recalled_at <= $2 AND (undone_at IS NULL OR undone_at > $2)');

function oldestRecall(condition: string): string {
  return `(SELECT jsonb_build_object('id', recall.id::text, 'reason', recall.reason)
  FROM recalled_scan JOIN evidence_recall AS recall ON recall.id = recall_id
  WHERE scan_id = scan.id AND ${condition} ORDER BY recall.id LIMIT 1)`;
}

/**
 * What verdicts rest on, read back: thousands of claims at a time, and only what the core looks at.
 */
@Injectable()
export class ScanRecordsRepository {
  constructor(private readonly words: WordsRepository) {}

  /** Every scan of the artifact, as far as it takes to tell which are current. Of the same bytes the one that came last is first. */
  async listStamps(sql: Sql, artifactId: number): Promise<StoredStamp[]> {
    return [...((await this.listStampsOfEach(sql, [artifactId])).get(artifactId) ?? [])];
  }

  /** Those received by then, with the recalls of that time. Whether a scan is current is as of now. */
  async listStampsAt(sql: Sql, artifactId: number, then: Date): Promise<StoredStamp[]> {
    return [...((await this.listStampsOfEach(sql, [artifactId], then)).get(artifactId) ?? [])];
  }

  /** By artifact.id. With `then` as they were at that instant. */
  async listStampsOfEach(
    sql: Sql,
    artifactIds: readonly number[],
    then?: Date,
  ): Promise<ReadonlyMap<number, StoredStamp[]>> {
    const rows = await sql.query<
      Pick<
        ScanRow,
        | 'scanId'
        | 'report'
        | 'given'
        | 'receivedAt'
        | 'saidAt'
        | 'scannedAt'
        | 'format'
        | 'tool'
        | 'toolVersion'
        | 'target'
        | 'platform'
        | 'covers'
        | 'attempted'
        | 'componentCount'
        | 'findingCount'
        | 'listedCount'
        | 'sender'
        | 'recall'
      > & { artifactId: number; isCurrent: boolean; reader: number }
    >(
      `SELECT artifact_id AS "artifactId", scan.id AS "scanId", 'sha256:' || report.sha256 AS report, given, ${RECEIVED_AT} AS "receivedAt", received_at AS "saidAt",
         scanned_at AS "scannedAt", format, tool, tool_version AS "toolVersion", target, platform, covers, attempted,
         component_count AS "componentCount", ${FINDING_COUNT} AS "findingCount", listed_count AS "listedCount", sender,
         ${then === undefined ? RECALL : RECALL_THEN} AS recall,
         is_current AS "isCurrent", reader
       FROM scan JOIN report ON report.id = report_id WHERE artifact_id = ANY ($1::int[])${then === undefined ? '' : ' AND received_at <= $2'}`,
      then === undefined ? [artifactIds] : [artifactIds, then],
    );
    const stamps = new Map<number, StoredStamp[]>(artifactIds.map((id) => [id, []]));
    for (const { artifactId, receivedAt, saidAt, scannedAt, tool, toolVersion, ...stamp } of rows) {
      stamps.get(artifactId)?.push({
        ...stamp,
        receivedAt: receivedAt.toISOString(),
        saidAt: saidAt.toISOString(),
        scannedAt: scannedAt?.toISOString() ?? null,
        tool: { name: tool, version: toolVersion },
        lacks: null,
      });
    }
    return stamps;
  }

  /** READER_VERSION of the reader of each of these scans; those that are gone are left out. */
  async findReaders(sql: Sql, scanIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const rows = await sql.query<{ id: number; reader: number }>(
      'SELECT id, reader FROM scan WHERE id = ANY ($1::int[])',
      [scanIds],
    );
    return new Map(rows.map(({ id, reader }) => [id, reader]));
  }

  /** Distinct components that these scans list. */
  async countComponents(sql: Sql, scanIds: readonly number[]): Promise<ListedCounts> {
    const [counted] = await sql.query<ListedCounts>(
      `SELECT count(*)::int AS "componentCount", (count(*) FILTER (WHERE purl IS NULL))::int AS "componentsWithoutPurl"
       FROM component WHERE id = ANY (ARRAY(${LISTED_IDS} AND scan.id = ANY ($1::int[])))`,
      [scanIds],
    );
    return counted ?? { componentCount: 0, componentsWithoutPurl: 0 };
  }

  /** The scans as `load` gives them, without claims and problems: for those who have their findings already. */
  async loadWithoutFindings(sql: Sql, scanIds: readonly number[]): Promise<ScanRecord[]> {
    return [...(await this.loadEachWithoutFindings(sql, scanIds)).values()];
  }

  /** The same by scan.id. */
  async loadEachWithoutFindings(sql: Sql, scanIds: readonly number[]): Promise<ReadonlyMap<number, ScanRecord>> {
    const scans = await this.loadScans(sql, scanIds, WITHOUT_WORDS);
    const none = { byId: new Map(), idOf: new Map() };
    const words = new DecodedWords(new Map(), none.byId);
    return new Map(scans.map((scan) => [scan.scanId, toRecord(scan, [], words, [], none).record]));
  }

  async load(sql: Sql, scanIds: readonly number[]): Promise<StoredRecord[]> {
    if (scanIds.length === 0) return [];
    const scans = await this.loadScans(sql, scanIds);
    // The claims are probed as one sorted set, and joined from outside: the planner takes a set that it cannot see
    // into for ten rows, and would else read the whole table, or the scan once for each claim.
    const claims = await sql.query<ClaimRow>(
      `SELECT made.id, scan.id AS "scanId", component_id AS "componentId", reported_id AS "reportedId",
         to_json(ids) AS ids, severity, title, fixed_version AS "fixedVersion",
         fix_state AS "fixState", date_part('epoch', published_at) AS "publishedSeconds", cvss_score AS "cvssScore",
         epss, is_known_exploited AS "isKnownExploited", analysis, is_suppressed AS "isSuppressed",
         suppressed_by AS "suppressedBy", is_statement AS "isStatement"
       FROM scan, unnest(array_remove(claim_ids, 0)) AS made (id) LEFT JOIN (
         SELECT claim.*, component_id FROM claim JOIN match ON match.id = match_id
         WHERE claim.id = ANY (ARRAY(SELECT unnest(claim_ids) FROM scan WHERE id = ANY ($1::int[])))
       ) AS claim ON claim.id = made.id
       WHERE scan.id = ANY ($1::int[])`,
      [scanIds],
    );
    const problems = await sql.query<ProblemRow>(
      `SELECT id, scan_id AS "scanId", kind, rule, severity, title, path, start_line AS "startLine",
         end_line AS "endLine", subject, layer, component_key AS "componentKey", is_suppressed AS "isSuppressed"
       FROM problem WHERE scan_id = ANY ($1::int[])`,
      [scanIds],
    );
    const words = await this.words.find(sql, [...new Set(scans.flatMap(({ wordIds }) => wordIds))]);
    const components = await this.loadComponents(
      sql,
      [...claims, ...words.values()].map(({ componentId }) => componentId),
      problems,
    );
    const [claimsOf, problemsOf] = [byScan(claims), byScan(problems)];
    const decoded = new DecodedWords(words, components.byId);
    return scans.map((scan) =>
      toRecord(scan, claimsOf.get(scan.scanId) ?? [], decoded, problemsOf.get(scan.scanId) ?? [], components),
    );
  }

  private loadScans(sql: Sql, scanIds: readonly number[], words = WITH_WORDS): Promise<ScanRow[]> {
    return sql.query<ScanRow>(
      `SELECT scan.id AS "scanId", 'sha256:' || report.sha256 AS report, given, ${RECEIVED_AT} AS "receivedAt", received_at AS "saidAt", format, tool,
         tool_version AS "toolVersion", scanned_at AS "scannedAt", database_date AS "databaseDate", target, platform, covers,
         failures, attempted, carries, component_count AS "componentCount", ${FINDING_COUNT} AS "findingCount",
         listed_count AS "listedCount", operating_system AS "operatingSystem", image_facts AS "imageFacts", skipped_count AS "skippedCount",
         sender, ${RECALL} AS recall, mismatches, ${words}
       FROM scan JOIN report ON report.id = report_id WHERE scan.id = ANY ($1::int[])`,
      [scanIds],
    );
  }

  private async loadComponents(sql: Sql, ids: readonly number[], problems: readonly ProblemRow[]): Promise<Components> {
    const rows = await sql.query<FindingComponent & { id: number } & Record<string, unknown>>(
      `SELECT id, key, purl, type, name, version FROM component WHERE id = ANY ($1::int[])
       UNION ALL SELECT id, key, purl, type, name, version FROM component WHERE key = ANY ($2::text[])`,
      [[...new Set(ids)], [...new Set(problems.flatMap(({ componentKey }) => componentKey ?? []))]],
    );
    const components: Components = { byId: new Map(), idOf: new Map() };
    for (const { id, key, purl, type, name, version } of rows) {
      const component = { key, purl, type, name, version };
      components.byId.set(id, component);
      components.idOf.set(component.key, id);
    }
    return components;
  }
}

interface DecodedWord {
  readonly component: FindingComponent;
  readonly claims: readonly Claim[];
}

/** Words by their numbers, each decoded once, however many scans have it. */
class DecodedWords {
  private readonly decoded = new Map<number, DecodedWord | null>();

  constructor(
    private readonly words: ReadonlyMap<number, StoredWord>,
    private readonly components: ReadonlyMap<number, FindingComponent>,
  ) {}

  /** Null for one that is gone or damaged. */
  get(id: number): DecodedWord | null {
    let word = this.decoded.get(id);
    if (word === undefined) this.decoded.set(id, (word = this.decode(id)));
    return word;
  }

  private decode(id: number): DecodedWord | null {
    const word = this.words.get(id);
    const component = word === undefined ? undefined : this.components.get(word.componentId);
    if (word === undefined || component === undefined) return null;
    try {
      return { component, claims: decodeWord({ ...word, componentKey: component.key }) };
    } catch (error) {
      if (!(error instanceof DamagedWordError)) throw error;
      return null;
    }
  }
}

function byScan<Row extends { readonly scanId: number }>(rows: readonly Row[]): ReadonlyMap<number, Row[]> {
  const grouped = new Map<number, Row[]>();
  for (const row of rows) {
    const group = grouped.get(row.scanId);
    if (group === undefined) grouped.set(row.scanId, [row]);
    else group.push(row);
  }
  return grouped;
}

interface Components {
  byId: Map<number, FindingComponent>;
  /** By `Component.key`. */
  idOf: Map<string, number>;
}

function toRecord(
  scan: ScanRow,
  claimRows: readonly ClaimRow[],
  words: DecodedWords,
  problemRows: readonly ProblemRow[],
  all: Components,
): StoredRecord {
  let isDamaged = ![scan.covers, scan.failures, scan.attempted, scan.carries, scan.mismatches].every(Array.isArray);
  const components = new Map<string, FindingComponent>();
  const claims: Claim[] = [];
  for (const row of claimRows) {
    const component = all.byId.get(row.componentId);
    if (component === undefined || !Array.isArray(row.ids)) {
      isDamaged = true;
      continue;
    }
    components.set(component.key, component);
    claims.push(toClaim(row, component.key));
  }
  let claimCount = 0;
  for (const wordId of listOf(scan.wordIds)) {
    const word = words.get(wordId);
    if (word === null) continue;
    components.set(word.component.key, word.component);
    for (const claim of word.claims) claims.push(claim);
    claimCount += word.claims.length;
  }
  // One that is gone or damaged is missing here.
  if (claimCount !== scan.claimCount) isDamaged = true;
  const problemIds = new Map<Problem, number>();
  for (const row of problemRows) {
    const component = all.byId.get(all.idOf.get(row.componentKey ?? '') ?? 0);
    if (component !== undefined) components.set(component.key, component);
    problemIds.set(toProblem(row), row.id);
  }
  return {
    scanId: scan.scanId,
    isWhole: !isDamaged,
    problemIds,
    componentIds: all.idOf,
    record: {
      report: scan.report,
      given: scan.given,
      receivedAt: scan.receivedAt.toISOString(),
      saidAt: scan.saidAt.toISOString(),
      format: scan.format,
      tool: { name: scan.tool, version: scan.toolVersion },
      scannedAt: scan.scannedAt?.toISOString() ?? null,
      databaseDate: scan.databaseDate?.toISOString() ?? null,
      target: scan.target,
      platform: scan.platform,
      ...(isDamaged ? evidenceOfNothing(scan) : evidenceOf(scan)),
      componentCount: scan.componentCount,
      findingCount: scan.findingCount,
      listedCount: scan.listedCount,
      lacks: null,
      operatingSystem: scan.operatingSystem,
      imageFacts: scan.imageFacts,
      skippedCount: scan.skippedCount,
      sender: scan.sender,
      recall: scan.recall,
      mismatches: listOf(scan.mismatches),
      components,
      claims,
      problems: [...problemIds.keys()],
    },
  };
}

function evidenceOf({ covers, failures, attempted, carries }: ScanRow): Evidence {
  return { covers, failures, attempted, carries };
}

/**
 * A scan whose stored claims are damaged counts as a failed run, so that it does not keep the artifact's other scans
 * from being evaluated. The readable part counts.
 */
function evidenceOfNothing({ covers, failures, attempted, report }: ScanRow): Evidence {
  const message = `What is stored of the report ${report} is damaged. Send the report again, or scan again.`;
  return {
    covers: [],
    failures: [...listOf(failures), { pointer: '', message }],
    attempted: [...new Set([...listOf(covers), ...listOf(attempted)])],
    carries: [],
  };
}

type Evidence = Pick<ScanRecord, 'covers' | 'failures' | 'attempted' | 'carries'>;

function listOf<Item>(stored: readonly Item[]): readonly Item[] {
  return Array.isArray(stored) ? stored : [];
}

/** Descriptions, vectors and addresses are for reading, not for deciding. */
function toClaim(row: ClaimRow, componentKey: string): Claim {
  return {
    componentKey,
    reportedId: row.reportedId,
    ids: row.ids,
    severity: SEVERITIES[row.severity] ?? 'unknown',
    title: row.title,
    description: null,
    fixedVersion: row.fixedVersion,
    fixState: row.fixState,
    publishedAt: row.publishedSeconds === null ? null : new Date(Math.round(row.publishedSeconds * 1000)).toISOString(),
    cvssScore: row.cvssScore,
    cvssVector: null,
    epss: row.epss,
    isKnownExploited: row.isKnownExploited,
    url: null,
    analysis: row.analysis,
    isSuppressed: row.isSuppressed,
    ...(row.suppressedBy === null ? {} : { suppressedBy: row.suppressedBy }),
    isStatement: row.isStatement,
  };
}

function toProblem(row: ProblemRow): Problem {
  const { kind, rule, severity, title, path, startLine, endLine, subject, layer, componentKey, isSuppressed } = row;
  return {
    kind,
    rule,
    severity: SEVERITIES[severity] ?? 'unknown',
    title,
    description: null,
    resolution: null,
    path,
    startLine,
    endLine,
    subject,
    layer,
    componentKey,
    url: null,
    isSuppressed,
  };
}
