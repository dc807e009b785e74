import type { INestApplicationContext } from '@nestjs/common';
import { isFullRun } from '../../../testkit/tier.mjs';
import { VerdictReplay } from '../../src/modules/gate/verdict-replay.js';
import type { TestApi } from './api.js';

/** Of the verdicts that were given last, as many are given again after every spec. The full run gives all. */
const WITH_EVERY_CHANGE = 10;

/** Verdicts that are others when they are given again for what is stored, although nothing of that is missing. */
export async function replayDifferences(app: INestApplicationContext, sql: TestApi['sql']): Promise<unknown[]> {
  const replay = app.get(VerdictReplay, { strict: false });
  const given = await sql<{ id: number; artifact_id: number; body: string }>(
    'SELECT id, artifact_id, body FROM verdict ORDER BY id DESC LIMIT $1',
    [isFullRun ? null : WITH_EVERY_CHANGE],
  );
  const differences: unknown[] = [];
  for (const { id, artifact_id: artifactId, body } of given) {
    const { isSame, missing, again } = await replay.replay({ artifactId, row: id });
    if (!isSame && missing === null) differences.push({ given: JSON.parse(body), again });
  }
  return differences;
}
