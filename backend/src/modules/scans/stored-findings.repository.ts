import { Injectable } from '@nestjs/common';
import { COLUMNS_LAYOUT, FindingColumns } from '../../core/columns/finding-columns.js';
import { NAMES_LAYOUT } from '../../core/columns/finding-names.js';
import { FindingTexts, TEXTS_LAYOUT } from '../../core/columns/finding-texts.js';
import { DamagedBlockError } from '../../core/columns/damaged-block-error.js';
import type { Sql } from '../../database/database.js';
import { type Concern, encodeConcerned } from './concerned-components.js';
import { type Decoded, DecodedFindings, type RowVersion } from './decoded-findings.js';
import { inflateBlock } from './deflated-block.js';
import type { EncodedFindings } from './encoded-findings.js';

/** The findings of an artifact's current scans. */
export interface StoredFindings {
  readonly columns: FindingColumns;
  readonly texts: FindingTexts;
}

/** How large the findings of an artifact may be. */
export interface FindingsSize {
  readonly findings: number;
  /** As they are kept. */
  readonly nameBytes: number;
}

interface Reading {
  readonly hasTexts: boolean;
  /** SQL on a row of `artifact_state`; $3 is `scanIds`. */
  readonly condition: string;
  readonly scanIds?: readonly number[];
}

/** What is counted by alone. */
export interface CountedFindings {
  /** For `FindingColumns`, without names. */
  readonly columns: Uint8Array;
  /** Whether they are of these scans. */
  readonly isOf: (scanIds: readonly number[]) => boolean;
}

/** The same, and what the findings are called. */
export interface NamedFindings extends CountedFindings {
  readonly names: Uint8Array;
}

interface NamedRow extends CountedFindings {
  readonly id: number;
  /** Null where they are damaged. */
  readonly names: Promise<Buffer | null>;
}

/** Artifacts whose names are held at once: some megabytes, and a hundred where they are large. */
const NAMED_AT_ONCE = 10;

/** What findings were united from. */
export interface FindingSources {
  readonly scanIds: readonly number[];
  /** Whether all that these scans say could be read back. */
  readonly isWhole: boolean;
  /** Null where a component of theirs has no row that is known here. */
  readonly concerns: readonly Concern[] | null;
}

/** What encodes the blocks; other layouts, of any of them, are another version's. */
export const FINDING_LAYOUTS = [COLUMNS_LAYOUT, NAMES_LAYOUT, TEXTS_LAYOUT];

/**
 * What lists and rules ask of an artifact's findings, in three blocks. It follows from the scans: where there is none
 * of this version's layouts it is made anew (`OutdatedScans`), and that must not be taken for an artifact without
 * findings.
 */
@Injectable()
export class StoredFindingsRepository {
  constructor(private readonly decoded: DecodedFindings) {}

  /** Of the current scans. The caller holds the artifact. */
  async replace(
    sql: Sql,
    artifactId: number,
    { united, encoded, names, texts }: EncodedFindings,
    { scanIds, isWhole, concerns }: FindingSources,
  ): Promise<void> {
    await sql.query(
      `INSERT INTO artifact_state (artifact_id, layouts, finding_count, columns, names, texts, is_whole, scan_ids, concerned)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (artifact_id) DO UPDATE SET layouts = excluded.layouts, finding_count = excluded.finding_count,
         is_whole = excluded.is_whole, scan_ids = excluded.scan_ids, columns = excluded.columns, names = excluded.names, texts = excluded.texts,
         concerned = excluded.concerned`,
      [
        artifactId,
        FINDING_LAYOUTS,
        united.length,
        bufferOf(encoded.columns),
        names,
        texts,
        isWhole,
        inOrder(scanIds),
        concerns === null ? null : encodeConcerned(concerns),
      ],
    );
  }

  /** Null where there is none of this version's layouts. Throws DamagedBlockError. */
  async load(sql: Sql, artifactId: number): Promise<StoredFindings | null> {
    return withTexts(await this.read(sql, artifactId, { hasTexts: true, condition: 'true' }));
  }

  /**
   * The same; null also where they are of others than these scans, or a scan could not be read back as a whole: what it found may be
   * missing. And where they are larger than `most`.
   */
  async loadOf(
    sql: Sql,
    artifactId: number,
    scanIds: readonly number[],
    most: FindingsSize | null = null,
  ): Promise<StoredFindings | null> {
    const isBounded =
      most === null ? 'true' : `finding_count <= ${most.findings} AND octet_length(names) <= ${most.nameBytes}`;
    const condition = `is_whole AND scan_ids = $3 AND ${isBounded}`;
    return withTexts(await this.read(sql, artifactId, { hasTexts: true, condition, scanIds: inOrder(scanIds) }));
  }

  /** The same without titles and other texts. */
  async loadColumns(sql: Sql, artifactId: number): Promise<FindingColumns | null> {
    return (await this.read(sql, artifactId, { hasTexts: false, condition: 'true' }))?.columns ?? null;
  }

  /** Blocks that were decoded before are not read again where the row is still that of which they are. */
  private async read(
    sql: Sql,
    artifactId: number,
    { hasTexts, condition, scanIds = [] }: Reading,
  ): Promise<Decoded | null> {
    const held = this.decoded.find(artifactId);
    const isHeld = held === null ? 'false' : isVersion(held.version);
    const areTextsHeld = held === null || held.texts === null ? 'false' : isHeld;
    const [row] = await sql.readBinary(
      `SELECT xmin, ctid, ${unless(isHeld, 'columns')}, ${unless(isHeld, 'names')},
         ${hasTexts ? unless(areTextsHeld, 'texts') : 'NULL::bytea'}
       FROM artifact_state WHERE artifact_id = $1 AND layouts = $2::int[] AND ${condition}`,
      [artifactId, FINDING_LAYOUTS, scanIds],
    );
    if (row === undefined) return null;
    const [xmin, ctid, columns = null, names = null, texts = null] = row;
    if (!xmin || !ctid) throw new Error('a row without a version');
    const decoded = await decode({ columns, names, texts }, held, versionOf(xmin, ctid));
    if (decoded !== held) this.decoded.hold(artifactId, decoded);
    return decoded;
  }

  /**
   * What is counted by, of those artifacts that have it in this version's layouts and whole. `take` has one after the other, and what it is
   * given is overwritten by the next.
   */
  eachCounted(
    sql: Sql,
    artifactIds: readonly number[],
    take: (artifactId: number, counted: CountedFindings) => void,
  ): Promise<void> {
    return sql.eachBinary(
      `SELECT artifact_id, array_to_string(scan_ids, ','), columns FROM artifact_state
       WHERE artifact_id = ANY ($1::int[]) AND layouts = $2::int[] AND is_whole`,
      [artifactIds, FINDING_LAYOUTS],
      ([id, scanIds, columns]) => {
        if (!id || !scanIds || !columns) throw new Error('a row of artifact_state has nothing in it');
        take(id.readInt32BE(), { columns, isOf: isOf(scanIds) });
      },
    );
  }

  /**
   * The same with their names, which are inflated in threads of the pool while others are judged. Those whose names are damaged are left out.
   */
  async eachNamed(
    sql: Sql,
    artifactIds: readonly number[],
    take: (artifactId: number, named: NamedFindings) => void,
  ): Promise<void> {
    const readFrom = (start: number): Promise<NamedRow[]> => {
      const rows = this.readNamed(sql, artifactIds.slice(start, start + NAMED_AT_ONCE));
      // Heard of when it is waited for.
      rows.catch(() => undefined);
      return rows;
    };
    let next = readFrom(0);
    for (let start = 0; start < artifactIds.length; start += NAMED_AT_ONCE) {
      const rows = await next;
      next = readFrom(start + NAMED_AT_ONCE);
      for (const { id, names, ...counted } of rows) {
        const inflated = await names;
        if (inflated !== null) take(id, { ...counted, names: inflated });
      }
    }
    await next;
  }

  private async readNamed(sql: Sql, artifactIds: readonly number[]): Promise<NamedRow[]> {
    const rows: NamedRow[] = [];
    if (artifactIds.length === 0) return rows;
    await sql.eachBinary(
      `SELECT artifact_id, array_to_string(scan_ids, ','), columns, names FROM artifact_state
       WHERE artifact_id = ANY ($1::int[]) AND layouts = $2::int[] AND is_whole`,
      [artifactIds, FINDING_LAYOUTS],
      ([id, scanIds, columns, names]) => {
        if (!id || !scanIds || !columns || !names) throw new Error('a row of artifact_state has nothing in it');
        rows.push({
          id: id.readInt32BE(),
          columns: new Uint8Array(columns),
          names: inflatedOrNull(Buffer.from(names)),
          isOf: isOf(scanIds),
        });
      },
    );
    return rows;
  }

  async has(sql: Sql, artifactId: number): Promise<boolean> {
    const rows = await sql.query('SELECT FROM artifact_state WHERE artifact_id = $1 AND layouts = $2', [
      artifactId,
      FINDING_LAYOUTS,
    ]);
    return rows.length > 0;
  }

  /** What is damaged counts as none from then on. */
  async discard(sql: Sql, artifactId: number): Promise<void> {
    await sql.query('DELETE FROM artifact_state WHERE artifact_id = $1', [artifactId]);
  }

  /** Artifacts that have none of this version's layouts, those scanned last first, without these. */
  async listMissing(sql: Sql, limit: number, without: readonly number[]): Promise<number[]> {
    const rows = await sql.query<{ id: number }>(
      `SELECT id FROM artifact
       WHERE NOT EXISTS (SELECT FROM artifact_state WHERE artifact_id = artifact.id AND layouts = $1)
         AND id <> ALL ($3::int[])
       ORDER BY last_scanned_at DESC LIMIT $2`,
      [FINDING_LAYOUTS, limit, without],
    );
    return rows.map(({ id }) => id);
  }
}

/** What was not read is held: the row is the same. */
async function decode(
  { columns, names, texts }: Readonly<Record<'columns' | 'names' | 'texts', Buffer | null>>,
  held: Decoded | null,
  version: RowVersion,
): Promise<Decoded> {
  const [inflatedNames, inflatedTexts] = await Promise.all([inflated(names), inflated(texts)]);
  if (columns === null || inflatedNames === null) {
    if (held === null) throw new Error('an artifact has findings without columns');
    if (inflatedTexts === null) return held;
    const decoded = FindingTexts.decode(inflatedTexts, held.columns);
    return { ...held, texts: decoded, bytes: held.bytes + inflatedTexts.byteLength };
  }
  // A copy of its own: what it was read with is not to live on with it.
  const decoded = FindingColumns.decode({ columns: new Uint8Array(columns), names: inflatedNames });
  return {
    version,
    columns: decoded,
    texts: inflatedTexts === null ? null : FindingTexts.decode(inflatedTexts, decoded),
    bytes: columns.byteLength + inflatedNames.byteLength + (inflatedTexts?.byteLength ?? 0),
  };
}

/** Of one row, by its ids as text. */
function isOf(given: Buffer): CountedFindings['isOf'] {
  const scanIds = given.toString('latin1');
  return (ids) => inOrder(ids).join() === scanIds;
}

async function inflatedOrNull(block: Buffer): Promise<Buffer | null> {
  try {
    return await inflateBlock(block);
  } catch (error) {
    if (error instanceof DamagedBlockError) return null;
    throw error;
  }
}

function inflated(block: Buffer | null): Promise<Buffer | null> {
  return block === null ? Promise.resolve(null) : inflateBlock(block);
}

function withTexts(decoded: Decoded | null): StoredFindings | null {
  if (decoded === null) return null;
  const { columns, texts } = decoded;
  if (texts === null) throw new Error('findings were read without their texts');
  return { columns, texts };
}

/** https://www.postgresql.org/docs/18/ddl-system-columns.html, as they are sent: xmin is a number of 32 bits, ctid one of 32 and one of 16. */
function versionOf(xmin: Buffer, ctid: Buffer): RowVersion {
  return { transaction: xmin.readUInt32BE(), block: ctid.readUInt32BE(), item: ctid.readUInt16BE(4) };
}

function unless(condition: string, name: string): string {
  return `CASE WHEN NOT (${condition}) THEN ${name} END`;
}

function isVersion({ transaction, block, item }: RowVersion): string {
  return `xmin = '${transaction}'::xid AND ctid = '(${block},${item})'::tid`;
}

function inOrder(scanIds: readonly number[]): number[] {
  return scanIds.toSorted((a, b) => a - b);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
