import { Injectable } from '@nestjs/common';
import { type Severity, type SeverityCounts, severityRank } from '../../core/model/severity.js';
import type { Component, ImageFacts, OperatingSystem } from '../../core/reports/scan.js';
import { arrayLiteral } from '../../database/array-literal.js';
import { chunksOf } from '../../database/chunks-of.js';
import { boolean, column, copyIn, int4 } from '../../database/copy.js';
import type { Sql, TransactionSql } from '../../database/database.js';

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

  /** Says that the components lie in the artifact, by this report's word. `componentIds` is by `Component.key`. */
  async placeComponents(
    sql: Sql,
    artifactId: number,
    components: readonly Component[],
    componentIds: ReadonlyMap<string, number>,
  ): Promise<void> {
    for (const chunk of chunksOf(components)) {
      await sql.query(
        `INSERT INTO artifact_component (artifact_id, component_id, is_listed)
         SELECT $1, component_id, is_listed FROM unnest($2::int[], $3::boolean[]) AS given (component_id, is_listed)
         ON CONFLICT (artifact_id, component_id) DO UPDATE SET is_listed = true
         WHERE excluded.is_listed AND NOT artifact_component.is_listed`,
        [
          artifactId,
          arrayLiteral(chunk.map(({ key }) => componentIds.get(key) ?? 0)),
          arrayLiteral(chunk.map(({ isListed }) => isListed)),
        ],
      );
    }
  }

  async isWithoutComponents(sql: Sql, artifactId: number): Promise<boolean> {
    const rows = await sql.query('SELECT FROM artifact_component WHERE artifact_id = $1 LIMIT 1', [artifactId]);
    return rows.length === 0;
  }

  /** The same as `placeComponents`, for an artifact without any. */
  async addComponents(
    sql: TransactionSql,
    artifactId: number,
    components: readonly Component[],
    componentIds: ReadonlyMap<string, number>,
  ): Promise<void> {
    if (components.length === 0) return;
    await sql.copy(
      copyIn('artifact_component', components, [
        column('artifact_id', int4, () => artifactId),
        column('component_id', int4, ({ key }) => componentIds.get(key) ?? null),
        column('is_listed', boolean, ({ isListed }) => isListed),
      ]),
    );
  }

  /** The artifact has the components of its current scans, and no others. */
  async dropForeignComponents(sql: Sql, artifactId: number): Promise<ComponentCounts> {
    await sql.query(
      `DELETE FROM artifact_component AS edge WHERE artifact_id = $1 AND component_id <> ALL (ARRAY(
         SELECT unnest(component_ids) FROM scan WHERE artifact_id = $1 AND is_current))`,
      [artifactId],
    );
    const [counted] = await sql.query<ComponentCounts>(
      `SELECT count(*)::int AS "namedCount", (count(*) FILTER (WHERE is_listed))::int AS "componentCount",
         (count(*) FILTER (WHERE is_listed AND purl IS NULL))::int AS "componentsWithoutPurl"
       FROM artifact_component JOIN component ON component.id = component_id WHERE artifact_id = $1`,
      [artifactId],
    );
    return counted ?? { namedCount: 0, componentCount: 0, componentsWithoutPurl: 0 };
  }

  async update(sql: Sql, artifactId: number, state: ArtifactState): Promise<void> {
    const { counts } = state;
    await sql.query(
      `UPDATE artifact SET last_scanned_at = coalesce($2, last_scanned_at), operating_system = $3, image_facts = $4, critical = $5, high = $6,
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
    if (state.receivedAt === null) return;
    await sql.query(
      `UPDATE image SET latest_id = $1
       WHERE id = (SELECT image_id FROM artifact WHERE id = $1) AND latest_id IS DISTINCT FROM $1`,
      [artifactId],
    );
  }
}
