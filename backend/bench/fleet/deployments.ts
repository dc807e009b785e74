import type { Client } from 'pg';

/** Every image has gone through dev, stage and prod: each of its builds ran for a while, and the last one runs now. */
export async function seedDeployments(client: Client): Promise<void> {
  await client.query(
    `INSERT INTO deployment (image_id, artifact_id, environment, source, recorded_at, recorded_by_kind, recorded_by_id,
                             recorded_by, verdict_id, outcome, ended_at)
     SELECT artifact.image_id, artifact.id, artifact_verdict.environment, 'pipeline', artifact.last_scanned_at, 'token', '0',
            'pipeline', verdict.verdict_id, verdict.outcome,
            lead(artifact.last_scanned_at) OVER (PARTITION BY artifact.image_id, artifact_verdict.environment
                                                 ORDER BY artifact.last_scanned_at, artifact.id)
     FROM artifact
     JOIN artifact_verdict ON artifact_verdict.artifact_id = artifact.id
     JOIN verdict ON verdict.id = artifact_verdict.verdict_id`,
  );
}
