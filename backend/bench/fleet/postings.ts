import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';

/** The tables that answer which artifacts have a component or an advisory; one row an artifact, and bits of 256 artifacts. */
export const POSTING_TABLES: ReadonlySet<string> = new Set(['artifact_posting', 'posting']);

const PATIENCE_MS = 300_000;

/** The background makes them within a minute or so; it is told to begin. */
export async function waitForPostings(client: Client): Promise<void> {
  if (!(await hasPostings(client))) return;
  await client.query(
    `INSERT INTO jobs.job (name, policy, retry_limit, expire_in) SELECT name, policy, 5, '30 s' FROM jobs.queue WHERE name = 'postings'
     ON CONFLICT DO NOTHING`,
  );
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query('SELECT FROM artifact_posting WHERE NOT is_posted LIMIT 1');
    if (rows.length === 0) return;
    if (performance.now() > deadline) throw new Error('the postings of the fleet were not made in time');
    await delay(500);
  }
}

/** For the copies of artifacts that the temporary table `new_artifact` names. */
export async function copyPostings(client: Client): Promise<void> {
  if (!(await hasPostings(client))) return;
  await client.query(
    `INSERT INTO artifact_posting (artifact_id, is_posted, matches_at, listed_at)
     SELECT new.id, true, matches_at, listed_at FROM artifact_posting JOIN new_artifact AS new ON new.source = artifact_id`,
  );
  await client.query(
    `WITH held AS (
       SELECT kind, key, (segment << 8) | place AS artifact_id FROM posting, generate_series(0, 255) AS place
       WHERE get_bit(artifacts, place) = 1)
     INSERT INTO posting (kind, key, segment, artifacts)
     SELECT kind, key, new.id >> 8, bit_or(set_bit(repeat('0', 256)::bit(256), new.id & 255, 1))
     FROM held JOIN new_artifact AS new ON new.source = held.artifact_id GROUP BY 1, 2, 3
     ON CONFLICT (kind, key, segment) DO UPDATE SET artifacts = posting.artifacts | excluded.artifacts`,
  );
}

async function hasPostings(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(`SELECT to_regclass('public.posting') IS NOT NULL AS has`);
  return rows[0]?.has === true;
}
