import type { Client } from 'pg';

const PER_IMAGE = 5;

/** Requested for each image, and not approved: no verdict rests on them. */
export async function seedWaivers(client: Client): Promise<void> {
  await client.query(
    `WITH said AS (
       SELECT nextval('waiver_id_seq')::int AS id, project_id, repository, number, jsonb_build_object(
         'scope', jsonb_build_object('advisory', format('CVE-2019-%s', 10000 + number), 'image', repository), 'status', 'accepted',
         'justification', 'The path is not reached.', 'expiresAt', '2099-01-01T00:00:00.000Z') AS content
       FROM image, generate_series(1, ${PER_IMAGE}) AS number
     ), waivers AS (
       INSERT INTO waiver (id, project_id, name, source, state, hash, image, expires_at, requested_at)
       SELECT id, project_id, 'W-' || id, 'server', 'requested', encode(sha256(content::text::bytea), 'hex'), repository, '2099-01-01',
         now() - id * interval '1 minute' FROM said
       RETURNING id, hash, requested_at
     )
     INSERT INTO waiver_revision (waiver_id, number, hash, content, requested_by_kind, requested_by_id, requested_by, requested_at)
     SELECT id, 1, hash, content, 'token', '0', 'pipeline', requested_at FROM waivers JOIN said USING (id)`,
  );
}
