import { Injectable } from '@nestjs/common';
import { encodeColumns } from '../../core/columns/encode-columns.js';
import { encodeTexts } from '../../core/columns/encode-texts.js';
import { COLUMNS_LAYOUT, FindingColumns } from '../../core/columns/finding-columns.js';
import { NAMES_LAYOUT } from '../../core/columns/finding-names.js';
import { FindingTexts, TEXTS_LAYOUT } from '../../core/columns/finding-texts.js';
import type { UnitedFinding } from '../../core/findings/united-finding.js';
import type { Sql } from '../../database/database.js';
import { deflateBlock, inflateBlock } from './deflated-block.js';

/** The findings of an artifact's current scans. */
export interface StoredFindings {
  readonly columns: FindingColumns;
  readonly texts: FindingTexts;
}

/** What findings were united from. */
export interface FindingSources {
  readonly scanIds: readonly number[];
  /** Whether all that these scans say could be read back. */
  readonly isWhole: boolean;
}

/** What encodes the blocks; other layouts, of any of them, are another version's. */
const LAYOUTS = [COLUMNS_LAYOUT, NAMES_LAYOUT, TEXTS_LAYOUT];

/**
 * What lists and rules ask of an artifact's findings, in three blocks. It follows from the scans: where there is none of this version's
 * layouts it is made anew (`OutdatedScans`), and nobody may take that for an artifact without findings.
 */
@Injectable()
export class StoredFindingsRepository {
  /** `united` are the findings of the current scans, in the core's order. The caller holds the artifact. */
  async replace(
    sql: Sql,
    artifactId: number,
    united: readonly UnitedFinding[],
    { scanIds, isWhole }: FindingSources,
  ): Promise<void> {
    const encoded = encodeColumns(united.map(({ finding }) => finding));
    const [names, texts] = await Promise.all([deflateBlock(encoded.names), deflateBlock(encodeTexts(united, encoded))]);
    await sql.query(
      `INSERT INTO artifact_state (artifact_id, layouts, finding_count, columns, names, texts, is_whole, scan_ids)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (artifact_id) DO UPDATE SET layouts = excluded.layouts, finding_count = excluded.finding_count,
         is_whole = excluded.is_whole, scan_ids = excluded.scan_ids, columns = excluded.columns, names = excluded.names, texts = excluded.texts`,
      [artifactId, LAYOUTS, united.length, bufferOf(encoded.columns), names, texts, isWhole, inOrder(scanIds)],
    );
  }

  /** Null where there is none of this version's layouts. Throws DamagedBlockError. */
  load(sql: Sql, artifactId: number): Promise<StoredFindings | null> {
    return this.read(sql, artifactId, 'true');
  }

  /**
   * The same; null also where they are of others than these scans, or a scan could not be read back as a whole: what it found may be
   * missing.
   */
  loadOf(sql: Sql, artifactId: number, scanIds: readonly number[]): Promise<StoredFindings | null> {
    return this.read(sql, artifactId, 'is_whole AND scan_ids = $3', inOrder(scanIds));
  }

  private async read(
    sql: Sql,
    artifactId: number,
    condition: string,
    ...numbers: readonly (readonly number[])[]
  ): Promise<StoredFindings | null> {
    const [blocks] = await sql.readBinary(
      `SELECT columns, names, texts FROM artifact_state WHERE artifact_id = $1 AND layouts = $2::int[] AND ${condition}`,
      [artifactId, LAYOUTS, ...numbers],
    );
    const [columns, names, texts] = blocks ?? [];
    if (!columns || !names || !texts) return null;
    const [inflatedNames, inflatedTexts] = await Promise.all([inflateBlock(names), inflateBlock(texts)]);
    const decoded = FindingColumns.decode({ columns, names: inflatedNames });
    return { columns: decoded, texts: FindingTexts.decode(inflatedTexts, decoded) };
  }

  /** The same without titles and other texts. */
  async loadColumns(sql: Sql, artifactId: number): Promise<FindingColumns | null> {
    const [blocks] = await sql.readBinary(
      'SELECT columns, names FROM artifact_state WHERE artifact_id = $1 AND layouts = $2::int[]',
      [artifactId, LAYOUTS],
    );
    const [columns, names] = blocks ?? [];
    if (!columns || !names) return null;
    return FindingColumns.decode({ columns, names: await inflateBlock(names) });
  }

  async has(sql: Sql, artifactId: number): Promise<boolean> {
    const rows = await sql.query('SELECT FROM artifact_state WHERE artifact_id = $1 AND layouts = $2', [
      artifactId,
      LAYOUTS,
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
      [LAYOUTS, limit, without],
    );
    return rows.map(({ id }) => id);
  }
}

function inOrder(scanIds: readonly number[]): number[] {
  return scanIds.toSorted((a, b) => a - b);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
