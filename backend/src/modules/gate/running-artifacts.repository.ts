import { Injectable } from '@nestjs/common';
import type { Outcome } from '../../core/gate/verdict.js';
import type { Sql } from '../../database/database.js';
import type { GatedArtifact } from './verdicts.repository.js';

/** What of an image runs in an environment, with the outcome of its verdict when that was recorded. */
export type RunningRow = GatedArtifact & { outcome: Outcome };

/** What runs, for rules that compare with it. Who records that is modules/deployments. */
@Injectable()
export class RunningArtifactsRepository {
  /** Of the artifact's image, now; null where nothing is recorded. */
  async findNow(sql: Sql, artifactId: number, environment: string): Promise<RunningRow | null> {
    const [running] = await sql.query<RunningRow>(`${RUNNING} AND ended_at IS NULL`, [artifactId, environment]);
    return running ?? null;
  }

  /** The same as it was at an instant. What was recorded at that very instant came after the verdict that it was recorded with. */
  async findThen(sql: Sql, artifactId: number, environment: string, then: Date): Promise<RunningRow | null> {
    const [running] = await sql.query<RunningRow>(
      `${RUNNING} AND recorded_at < $3 AND (ended_at IS NULL OR ended_at >= $3) ORDER BY recorded_at DESC LIMIT 1`,
      [artifactId, environment, then],
    );
    return running ?? null;
  }

  /** artifact.id of the one of the artifact's image that has a digest; null where there is none. */
  async findByDigest(sql: Sql, artifactId: number, digest: string): Promise<number | null> {
    const [found] = await sql.query<{ id: number }>(
      'SELECT id FROM artifact WHERE digest = $2 AND image_id = (SELECT image_id FROM artifact AS one WHERE one.id = $1)',
      [artifactId, digest],
    );
    return found?.id ?? null;
  }

  /**
   * Ends the verdicts on artifacts of the same image for these environments. A transaction that is about to store one
   * holds the artifact, so its verdict ends, too.
   */
  async endVerdicts(sql: Sql, artifactId: number, environments: readonly string[]): Promise<void> {
    if (environments.length === 0) return;
    await sql.query(
      `SELECT artifact.id FROM artifact
       WHERE image_id = (SELECT image_id FROM artifact AS one WHERE one.id = $1) ORDER BY id FOR NO KEY UPDATE`,
      [artifactId],
    );
    await sql.query(
      `UPDATE artifact_verdict SET holds_until = 'epoch' FROM artifact
       WHERE artifact.id = artifact_id AND environment = ANY ($2::text[])
         AND image_id = (SELECT image_id FROM artifact AS one WHERE one.id = $1)`,
      [artifactId, environments],
    );
  }
}

const RUNNING = `SELECT artifact.id, repository AS image, digest, deployment.outcome
  FROM deployment JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = artifact.image_id
  WHERE deployment.image_id = (SELECT image_id FROM artifact AS one WHERE one.id = $1) AND environment = $2`;
