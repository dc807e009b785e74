import { Injectable } from '@nestjs/common';
import { uniteWithClaims } from '../../core/findings/unite-findings.js';
import { currentRecords, currentScans } from '../../core/gate/current-scans.js';
import { evidenceDates } from '../../core/gate/evidence-dates.js';
import { factsWith } from '../../core/gate/facts-of.js';
import { Database, type Sql } from '../../database/database.js';
import { ScanRecordsRepository } from '../scans/scan-records.repository.js';
import { advisoryNames } from './advisory-names.js';
import { PostingSourceRepository } from './posting-source.repository.js';

/** Artifacts from before there were postings: what they are to be posted by is taken from their scans. */
@Injectable()
export class UnnamedArtifacts {
  constructor(
    private readonly database: Database,
    private readonly records: ScanRecordsRepository,
    private readonly sources: PostingSourceRepository,
  ) {}

  /** In the order of their ids, those that come after this one. */
  async list(after: number, limit: number): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT artifact.id FROM artifact LEFT JOIN artifact_posting ON artifact_id = artifact.id
       WHERE is_posted IS NOT TRUE AND leads IS NULL AND artifact.id > $1 ORDER BY artifact.id LIMIT $2`,
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }

  name(artifactId: number): Promise<void> {
    return this.database.transaction(async (sql) => {
      const artifact = await this.hold(sql, artifactId);
      if (artifact === null) return;
      const history = await this.records.listStamps(sql, artifactId);
      const stored = await this.records.load(
        sql,
        currentScans(history).map(({ scanId }) => scanId),
      );
      const scans = stored.map(({ record }) => record);
      const findings = uniteWithClaims(currentRecords(scans)).map(({ finding }) => finding);
      const facts = factsWith({ ...artifact, scans, history, componentCount: 0, componentsWithoutPurl: 0 }, findings);
      await this.sources.replace(sql, artifactId, { ...advisoryNames(findings), ...evidenceDates(facts) });
    });
  }

  /** Null where it is gone, or has been written by a report that came in the meantime. */
  private async hold(sql: Sql, artifactId: number): Promise<{ image: string; digest: string } | null> {
    const [artifact] = await sql.query<{ image: string; digest: string }>(
      `SELECT repository AS image, digest FROM artifact JOIN image ON image.id = image_id
       WHERE artifact.id = $1 FOR NO KEY UPDATE OF artifact`,
      [artifactId],
    );
    const written = await sql.query(
      'SELECT FROM artifact_posting WHERE artifact_id = $1 AND (is_posted OR leads IS NOT NULL)',
      [artifactId],
    );
    return written.length > 0 ? null : (artifact ?? null);
  }
}
