import { Injectable } from '@nestjs/common';
import type { EvidenceDates } from '../../core/gate/evidence-dates.js';
import { arrayLiteral } from '../../database/array-literal.js';
import type { Sql } from '../../database/database.js';
import type { AdvisoryNames } from './advisory-names.js';

/** Keeps what is to be posted of artifacts. */
@Injectable()
export class PostingSourceRepository {
  /**
   * Called after a change of an artifact's findings or components, in the same transaction: from its end on the
   * artifact is answered for from the tables, until it is posted anew.
   */
  async replace(sql: Sql, artifactId: number, source: AdvisoryNames & EvidenceDates): Promise<void> {
    await sql.query(
      `INSERT INTO artifact_posting (artifact_id, is_posted, leads, linked_leads, linked_names, matches_at, listed_at)
       VALUES ($1, false, $2::text[], $3::text[], $4::text[], $5, $6)
       ON CONFLICT (artifact_id) DO UPDATE SET is_posted = false, leads = excluded.leads,
         linked_leads = excluded.linked_leads, linked_names = excluded.linked_names, matches_at = excluded.matches_at, listed_at = excluded.listed_at`,
      [
        artifactId,
        arrayLiteral(source.leads),
        arrayLiteral(source.linkedLeads),
        arrayLiteral(source.linkedNames),
        source.matchesAt,
        source.listedAt,
      ],
    );
  }
}
