import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { isFullRun } from '../../../testkit/tier.mjs';
import { insertToken } from '../e2e/principals.js';
import { type ApiProcess, startApiProcess } from './api-process.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const KILLS = isFullRun ? 20 : 6;
const WRITERS = 4;

/** In milliseconds: how long reports are taken in before the process is killed, so that it dies at another place each time. */
const LIFE = { shortest: 50, step: 700 / KILLS };

describe('kill -9, again and again, while reports are taken in', () => {
  let database: TestDatabase;
  let pool: Pool;
  let headers: Record<string, string>;
  let api: ApiProcess | undefined;
  const over = new AbortController();

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.superuserUrl, max: 2 });
    const token = await insertToken(async (text, parameters) => (await pool.query(text, parameters)).rows);
    headers = { Authorization: `Bearer ${token}` };
  });

  afterAll(async () => {
    over.abort();
    await api?.kill();
    await pool.end();
    await database.drop();
  });

  it('loses nothing that was answered', async () => {
    const acknowledged: { sha256: string; receipt: ReportReceipt }[] = [];
    let broken = 0;
    const write = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const body = newReport();
        try {
          const response = await fetch(`${api?.url}/api/v1/reports?image=acme/${randomUUID()}`, {
            method: 'POST',
            headers,
            body,
          });
          const receipt = (await response.json()) as ReportReceipt;
          if (response.status !== 201) throw new Error(`answered ${response.status}`);
          acknowledged.push({ sha256: createHash('sha256').update(body).digest('hex'), receipt });
        } catch {
          // Nobody answered: the report may be there or not.
          broken += 1;
          await delay(20);
        }
      }
    };
    const writers: Promise<void>[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      api = await startApiProcess(database.url);
      if (kill === 0) writers.push(...Array.from({ length: WRITERS }, write));
      const before = acknowledged.length;
      // Something is written in each life.
      while (acknowledged.length === before) await delay(5);
      await delay(LIFE.shortest + kill * LIFE.step);
      expect(await api.kill()).toBe('SIGKILL');
    }
    over.abort();
    await Promise.all(writers);
    expect(broken).toBeGreaterThanOrEqual(KILLS);
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS);

    api = await startApiProcess(database.url);
    const kept: unknown[] = [];
    for (const { receipt } of acknowledged) {
      const { rows } = await pool.query(
        `SELECT report.sha256,
                (SELECT count(*)::int FROM report_chunk WHERE report_id = report.id) > 0 AS "hasBytes",
                (SELECT component_count FROM artifact WHERE artifact.id = scan.artifact_id) AS components,
                (SELECT count(*)::int FROM verdict WHERE artifact_id = scan.artifact_id) AS verdicts
           FROM scan JOIN report ON report.id = scan.report_id
          WHERE scan.id = $1 AND scan.artifact_id = $2`,
        [receipt.scanId, receipt.artifactId],
      );
      kept.push(...rows);
    }
    expect(kept).toEqual(
      acknowledged.map(({ sha256, receipt }) => ({
        sha256,
        hasBytes: true,
        components: receipt.components,
        verdicts: receipt.verdicts.length,
      })),
    );
  }, 600_000);

  it('evaluates a fleet again, each artifact whole, although the job is killed in the middle', async () => {
    const count = async (sql: string): Promise<number> =>
      (await pool.query<{ count: number }>(`SELECT count(*)::int AS count ${sql}`)).rows[0]?.count ?? 0;
    const stale = `FROM artifact_verdict WHERE holds_until = 'epoch'`;
    const halfDone = `FROM (SELECT FROM artifact_verdict GROUP BY artifact_id HAVING bool_or(holds_until = 'epoch')
      AND NOT bool_and(holds_until = 'epoch')) AS artifact`;
    await pool.query(`UPDATE artifact_verdict SET holds_until = 'epoch'`);
    await pool.query(
      `INSERT INTO jobs.job (name, policy, retry_limit, expire_in) VALUES ('verdict-expiry', 'stately', 9, '30 s')`,
    );
    // What a job waits for when its process is gone, and before it is tried again, is over at once here.
    const hasten = async (): Promise<void> => {
      await pool.query(`UPDATE jobs.job SET expire_in = '0 s' WHERE state = 'active'`);
      await pool.query(`UPDATE jobs.job SET start_after = now() WHERE state = 'retry'`);
    };
    const halves: number[] = [];
    for (let left = await count(stale), before = left; left > 0; left = await count(stale)) {
      if (left < before && halves.length < 3) {
        await api?.kill();
        halves.push(await count(halfDone));
        before = await count(stale);
        await hasten();
        api = await startApiProcess(database.url);
      }
      await pool.query(`UPDATE jobs.job SET start_after = now() WHERE state = 'retry'`);
      await delay(2);
    }
    expect(halves.length).toBeGreaterThan(0);
    expect(halves).toEqual(halves.map(() => 0));
    // One that is taken back while another waits to be tried again counts as failed, and the other does its work.
    expect(
      await count(`FROM jobs.job WHERE name = 'verdict-expiry' AND state = 'failed' AND retry_count >= retry_limit`),
    ).toBe(0);
  }, 600_000);
});

/** Another one each time, small: what counts is how often something is written. */
function newReport(): string {
  const components = Array.from({ length: 20 }, (_, index) => ({
    type: 'library',
    name: `package-${index}`,
    version: `1.0.${index}`,
    purl: `pkg:npm/package-${index}@1.0.${index}`,
  }));
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${randomUUID()}`,
    version: 1,
    components,
  });
}
