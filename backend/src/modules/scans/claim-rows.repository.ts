import { Injectable } from '@nestjs/common';
import { SEVERITIES } from '../../core/model/severity.js';
import type { Claim, SuppressionSource } from '../../core/reports/scan.js';
import { arrayLiteral } from '../../database/array-literal.js';
import { Database, type Sql } from '../../database/database.js';
import { HAS_FORMER_ROWS, IS_OF_CLAIM_ROWS } from '../../database/stored-rows.js';

/** A scan of an earlier version, whose claims are rows. */
export type ScanOfRows = { readonly id: number; readonly artifactId: number };

type ClaimRow = Omit<Claim, 'severity' | 'publishedAt' | 'suppressedBy' | 'componentKey'> & {
  /** Null where the row is gone. */
  componentKey: string | null;
  severity: number;
  publishedAt: Date | null;
  suppressedBy: SuppressionSource | null;
};

/** Reads the claims of scans from before there were words, and has the scans name words instead. */
@Injectable()
export class ClaimRowsRepository {
  constructor(private readonly database: Database) {}

  /** Those after the given one, in the order of their numbers. */
  listScans(after: number, most: number): Promise<ScanOfRows[]> {
    return this.database.query<ScanOfRows>(
      `SELECT id, artifact_id AS "artifactId" FROM scan WHERE id > $1 AND ${IS_OF_CLAIM_ROWS} ORDER BY id LIMIT $2`,
      [after, most],
    );
  }

  async countScans(): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM scan WHERE ${IS_OF_CLAIM_ROWS}`,
    );
    return counted?.count ?? 0;
  }

  /** Whether any are left, of scans or of none. */
  async hasRows(): Promise<boolean> {
    const [found] = await this.database.query<{ has: boolean }>(`SELECT ${HAS_FORMER_ROWS} AS has`);
    return found?.has === true;
  }

  /** So many at most of those that no scan names; the caller holds the intake alone. How many it was. */
  async remove(sql: Sql, most: number): Promise<number> {
    const [removed] = await sql.query<{ count: number }>('SELECT claim_rows_remove($1) AS count', [most]);
    return removed?.count ?? 0;
  }

  /** Holds the artifact until the transaction ends, as all do who add to the catalogue. */
  async lockArtifact(sql: Sql, artifactId: number): Promise<void> {
    await sql.query('SELECT FROM artifact WHERE id = $1 FOR NO KEY UPDATE', [artifactId]);
  }

  /** Null where the scan is not of this kind any more, or a claim of it is gone. */
  async findClaims(sql: Sql, scanId: number): Promise<Claim[] | null> {
    const rows = await sql.query<ClaimRow>(
      `SELECT component.key AS "componentKey", reported_id AS "reportedId", ids, severity, title, text.body AS description,
         fixed_version AS "fixedVersion", fix_state AS "fixState", published_at AS "publishedAt",
         cvss_score AS "cvssScore", cvss_vector AS "cvssVector", epss, is_known_exploited AS "isKnownExploited", url,
         analysis, is_suppressed AS "isSuppressed", suppressed_by AS "suppressedBy", is_statement AS "isStatement"
       FROM scan, unnest(claim_ids) WITH ORDINALITY AS made (id, place)
         LEFT JOIN claim ON claim.id = made.id LEFT JOIN match ON match.id = match_id
         LEFT JOIN component ON component.id = component_id LEFT JOIN text ON text.id = description_id
       WHERE scan.id = $1 AND ${IS_OF_CLAIM_ROWS} ORDER BY made.place`,
      [scanId],
    );
    const claims: Claim[] = [];
    for (const { componentKey, severity, publishedAt, suppressedBy, ...row } of rows) {
      if (componentKey === null) return null;
      claims.push({
        ...row,
        componentKey,
        severity: SEVERITIES[severity] ?? 'unknown',
        publishedAt: publishedAt?.toISOString() ?? null,
        ...(suppressedBy === null ? {} : { suppressedBy }),
      });
    }
    return claims.length === 0 ? null : claims;
  }

  async nameWords(
    sql: Sql,
    scanId: number,
    columns: { wordIds: readonly number[]; claimCount: number; claimCharacters: number },
  ): Promise<void> {
    await sql.query(
      `UPDATE scan SET word_ids = $2, claim_count = $3, claim_characters = $4, claim_ids = '{0}' WHERE id = $1`,
      [scanId, arrayLiteral(columns.wordIds), columns.claimCount, columns.claimCharacters],
    );
  }
}
