import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Say } from '../say.js';
import type { Scale } from '../scale.js';
import type { Fleet } from './fleet.js';

export interface PolicyFigures {
  readonly artifacts: number;
  /** Of the artifacts, those that had a verdict of the new policy for every environment when it was measured. */
  readonly decided: number;
  readonly seconds: number;
  /** For all of them; where time was up before, at the rate so far. */
  readonly estimatedSeconds: number;
}

/** Activates a policy, and waits until the background has given each artifact its verdicts by it. */
export async function measurePolicy({ client }: Fleet, { policy }: Scale, say: Say): Promise<PolicyFigures> {
  const policyId = await activateAnother(client);
  const start = performance.now();
  for (;;) {
    const { artifacts, decided } = await countDecided(client, policyId);
    const seconds = (performance.now() - start) / 1000;
    const isOver = decided >= artifacts || seconds * 1000 >= policy.patienceMs;
    if (isOver) return { artifacts, decided, seconds, estimatedSeconds: (seconds * artifacts) / Math.max(1, decided) };
    say(`${decided} of ${artifacts} artifacts decided`);
    await delay(2_000);
  }
}

/** The same rules under another name: a comment makes the file another one. */
async function activateAnother(client: Client): Promise<number> {
  const { rows: active } = await client.query<{ source: string }>(
    `SELECT source FROM policy_activation JOIN policy_version ON policy_version.id = policy_id ORDER BY policy_activation.id DESC LIMIT 1`,
  );
  const source = `${active[0]?.source ?? ''}\n# ${new Date().toISOString()}\n`;
  const { rows } = await client.query<{ policyId: number }>(
    `WITH version AS (INSERT INTO policy_version (version, source) VALUES ($1, $2) RETURNING id)
     INSERT INTO policy_activation (policy_id, activated_at, origin, activated_by)
     SELECT id, now(), 'console', 'benchmark' FROM version RETURNING policy_id AS "policyId"`,
    [`sha256:${createHash('sha256').update(source).digest('hex')}`, source],
  );
  if (rows[0] === undefined) throw new Error('the policy could not be activated');
  return rows[0].policyId;
}

async function countDecided(client: Client, policyId: number): Promise<{ artifacts: number; decided: number }> {
  const { rows } = await client.query<{ artifacts: number; decided: number }>(
    `SELECT (SELECT count(*) FROM artifact)::int AS artifacts,
       (SELECT count(*) FROM (SELECT FROM artifact_verdict GROUP BY artifact_id
          HAVING bool_and(policy_id = $1)) AS done)::int AS decided`,
    [policyId],
  );
  return rows[0] ?? { artifacts: 0, decided: 0 };
}
