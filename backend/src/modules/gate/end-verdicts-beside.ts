import type { Sql } from '../../database/database.js';

/**
 * Where one of these artifacts runs, others of its image are compared with it, if the policy limits what is introduced:
 * their verdicts for that environment end. A transaction that is about to store one holds the artifact, so its verdict
 * ends, too.
 */
export async function endVerdictsBeside(sql: Sql, artifactIds: readonly number[]): Promise<void> {
  const running = await sql.query<{ imageId: number; environment: string }>(
    `SELECT image_id AS "imageId", environment FROM deployment
     WHERE artifact_id = ANY ($1::int[]) AND ended_at IS NULL AND (${IS_COMPARED})`,
    [artifactIds],
  );
  if (running.length === 0) return;
  const images = running.map(({ imageId }) => imageId);
  await sql.query('SELECT id FROM artifact WHERE image_id = ANY ($1::int[]) ORDER BY id FOR NO KEY UPDATE', [images]);
  await sql.query(
    `UPDATE artifact_verdict SET holds_until = 'epoch'
     FROM artifact, unnest($1::int[], $2::text[]) AS running (image_id, environment)
     WHERE artifact.id = artifact_id AND artifact.image_id = running.image_id
       AND artifact_verdict.environment = running.environment AND NOT artifact_id = ANY ($3::int[])`,
    [images, running.map(({ environment }) => environment), artifactIds],
  );
}

/** Whether the active policy has a section of that name: nearly none has, and then no other artifact is held. */
const IS_COMPARED = `SELECT source LIKE '%introduced%' FROM policy_activation
  JOIN policy_version ON policy_version.id = policy_id ORDER BY policy_activation.id DESC LIMIT 1`;
