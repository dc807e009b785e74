import { Injectable } from '@nestjs/common';
import { severityRank } from '../../core/model/severity.js';
import type { Claim } from '../../core/reports/scan.js';
import { arrayLiteral } from '../../database/array-literal.js';
import type { Sql } from '../../database/database.js';
import { contentHash } from './content-hash.js';
import { intern, type Interned } from './intern.js';

export interface ClaimRow {
  tool: string;
  matchId: number;
  descriptionId: number | null;
  claim: Claim;
}

/** Every word of a scanner on a match, once. Thousands go in with one statement. */
@Injectable()
export class ClaimCatalogueRepository {
  /** Takes claims by `claimHash`. */
  intern(sql: Sql, claims: ReadonlyMap<string, ClaimRow>): Promise<Map<string, number>> {
    return intern(claims, {
      find: (hashes) =>
        sql.query<Interned & Record<string, unknown>>(
          `SELECT id, encode(hash, 'hex') AS key FROM claim
           WHERE hash = ANY (ARRAY(SELECT decode(wanted, 'hex') FROM unnest($1::text[]) AS wanted))`,
          [arrayLiteral(hashes)],
        ),
      insert: (rows) => this.insert(sql, rows),
    });
  }

  private insert(sql: Sql, rows: [string, ClaimRow][]): Promise<(Interned & Record<string, unknown>)[]> {
    const column = (of: (row: ClaimRow) => string | number | boolean | null): string =>
      arrayLiteral(rows.map(([, row]) => of(row)));
    return sql.query(
      `INSERT INTO claim (hash, match_id, tool, reported_id, ids, severity, title, fixed_version, fix_state,
         published_at, cvss_score, cvss_vector, epss, is_known_exploited, url, analysis, is_suppressed, description_id,
         suppressed_by, is_statement)
       SELECT decode(hash, 'hex'), match_id, tool, reported_id, ids::text[], severity, title, fixed_version, fix_state,
         published_at, cvss_score, cvss_vector, epss, is_known_exploited, url, analysis, is_suppressed, description_id,
         suppressed_by, is_statement
       FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[], $8::text[],
         $9::text[], $10::timestamptz[], $11::float8[], $12::text[], $13::float8[], $14::boolean[], $15::text[],
         $16::jsonb[], $17::boolean[], $18::int[], $19::text[], $20::boolean[])
       AS given (hash, match_id, tool, reported_id, ids, severity, title, fixed_version, fix_state, published_at,
         cvss_score, cvss_vector, epss, is_known_exploited, url, analysis, is_suppressed, description_id,
         suppressed_by, is_statement)
       ON CONFLICT (hash) DO NOTHING RETURNING id, encode(hash, 'hex') AS key`,
      [
        arrayLiteral(rows.map(([hash]) => hash)),
        column(({ matchId }) => matchId),
        column(({ tool }) => tool),
        column(({ claim }) => claim.reportedId),
        column(({ claim }) => arrayLiteral(claim.ids)),
        column(({ claim }) => severityRank(claim.severity)),
        column(({ claim }) => claim.title),
        column(({ claim }) => claim.fixedVersion),
        column(({ claim }) => claim.fixState),
        column(({ claim }) => claim.publishedAt),
        column(({ claim }) => claim.cvssScore),
        column(({ claim }) => claim.cvssVector),
        column(({ claim }) => claim.epss),
        column(({ claim }) => claim.isKnownExploited),
        column(({ claim }) => claim.url),
        column(({ claim }) => (claim.analysis === null ? null : JSON.stringify(claim.analysis))),
        column(({ claim }) => claim.isSuppressed === true),
        column(({ descriptionId }) => descriptionId),
        column(({ claim }) => claim.suppressedBy ?? null),
        column(({ claim }) => claim.isStatement === true),
      ],
    );
  }
}

/** The content of a claim: who says what about which component. */
export function claimHash(tool: string, claim: Claim, descriptionHash: string | null): string {
  return contentHash(
    JSON.stringify([
      tool,
      claim.componentKey,
      claim.reportedId,
      claim.ids,
      claim.severity,
      claim.title,
      descriptionHash,
      claim.fixedVersion,
      claim.fixState,
      claim.publishedAt,
      claim.cvssScore,
      claim.cvssVector,
      claim.epss,
      claim.isKnownExploited,
      claim.url,
      claim.analysis,
      claim.isSuppressed === true,
      // Only where they say something: claims without them keep the hash that earlier versions gave them.
      ...(claim.suppressedBy === undefined && claim.isStatement !== true
        ? []
        : [claim.suppressedBy ?? null, claim.isStatement === true]),
    ]),
  );
}
