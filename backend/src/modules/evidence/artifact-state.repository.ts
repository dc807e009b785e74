import { Injectable } from '@nestjs/common';
import { type Severity, type SeverityCounts, severityRank } from '../../core/model/severity.js';
import type { ImageFacts, OperatingSystem } from '../../core/reports/scan.js';
import type { Sql } from '../../database/database.js';
import { componentsOf, LISTED_IDS } from '../scans/components-of.js';

/** Components of an artifact. */
export type ComponentCounts = {
  /** Those that a report lists, and those that only a finding names. */
  namedCount: number;
  /** Those that a report lists. */
  componentCount: number;
  /** Of the listed ones. */
  componentsWithoutPurl: number;
};

export interface ArtifactState extends ComponentCounts {
  /** Null where no report came, and the artifact was only looked at again. */
  receivedAt: Date | null;
  operatingSystem: OperatingSystem | null;
  imageFacts: ImageFacts;
  counts: SeverityCounts;
  worst: Severity | null;
  load: number;
}

/** What is written of an artifact because of what its scans say. All of it goes into the caller's transaction. */
@Injectable()
export class ArtifactStateRepository {
  async markCurrent(sql: Sql, artifactId: number, scanIds: readonly number[]): Promise<void> {
    await sql.query(
      `UPDATE scan SET is_current = (id = ANY ($2::int[]))
       WHERE artifact_id = $1 AND is_current <> (id = ANY ($2::int[]))`,
      [artifactId, scanIds],
    );
  }

  /** What its current scans name. */
  async countComponents(sql: Sql, artifactId: number): Promise<ComponentCounts> {
    const [counted] = await sql.query<ComponentCounts>(
      `WITH listed AS (SELECT DISTINCT id FROM (${LISTED_IDS} AND artifact_id = $1 AND is_current) AS listed (id))
       SELECT (SELECT count(*) FROM ${componentsOf('$1')} AS named)::int AS "namedCount",
         (SELECT count(*) FROM listed)::int AS "componentCount",
         (SELECT count(*) FROM component WHERE id = ANY (ARRAY(SELECT id FROM listed)) AND purl IS NULL)::int AS "componentsWithoutPurl"`,
      [artifactId],
    );
    return counted ?? { namedCount: 0, componentCount: 0, componentsWithoutPurl: 0 };
  }

  async update(sql: Sql, artifactId: number, state: ArtifactState): Promise<void> {
    const { counts } = state;
    await sql.query(
      `WITH image_of AS (
         UPDATE image SET latest_id = $1
         WHERE $2::timestamptz IS NOT NULL AND id = (SELECT image_id FROM artifact WHERE id = $1) AND latest_id IS DISTINCT FROM $1
       )
       UPDATE artifact SET last_scanned_at = coalesce($2, last_scanned_at), operating_system = $3, image_facts = $4, critical = $5, high = $6,
         medium = $7, low = $8, unknown = $9, worst_severity = $10, load = $11, component_count = $12,
         without_purl_count = $13, listed_count = $14 WHERE id = $1`,
      [
        artifactId,
        state.receivedAt,
        JSON.stringify(state.operatingSystem),
        JSON.stringify(state.imageFacts),
        counts.critical,
        counts.high,
        counts.medium,
        counts.low,
        counts.unknown,
        state.worst === null ? -1 : severityRank(state.worst),
        state.load,
        state.namedCount,
        state.componentsWithoutPurl,
        state.componentCount,
      ],
    );
  }
}
