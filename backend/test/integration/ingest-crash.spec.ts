import { readFileSync } from 'node:fs';
import { Pool } from 'pg';
import type { ComponentPage } from '../../src/modules/components/dto/component.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { isFullRun } from '../../../testkit/tier.mjs';
import { insertToken } from '../e2e/principals.js';
import { type ApiProcess, startApiProcess } from './api-process.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const REPORT = readFileSync(
  new URL('../fixtures/documents/cyclonedx-bom-examples/SBOM/juice-shop/v11.1.2/bom.json', import.meta.url),
);

const FINDINGS = readFileSync(new URL('../fixtures/one-image/grype.json', import.meta.url), 'utf8');

/** Everything that a report writes to, and which no half of one may stay behind in. */
const TABLES = [
  'artifact',
  'report',
  'report_chunk',
  'scan',
  'component',
  'word',
  'wording',
  'text_block',
  'artifact_state',
  'verdict',
];

describe('kill -9 in the middle of an ingest', () => {
  let database: TestDatabase;
  let pool: Pool;
  let api: ApiProcess | undefined;
  let headers: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.superuserUrl, max: 2 });
    const token = await insertToken(async (text, parameters) => (await pool.query(text, parameters)).rows);
    headers = { Authorization: `Bearer ${token}` };
  });

  afterEach(() => kill());

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  async function start(): Promise<string> {
    api = await startApiProcess(database.url);
    return api.url;
  }

  async function kill(): Promise<void> {
    await api?.kill();
    api = undefined;
  }

  async function countRows(): Promise<Record<string, number>> {
    const { rows } = await pool.query<{ name: string; count: number }>(
      TABLES.map((name) => `SELECT '${name}' AS name, count(*)::int AS count FROM ${name}`).join(' UNION ALL '),
    );
    return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  }

  // The first thing that is written, and the last.
  const stops = [
    'component',
    'word',
    ...(isFullRun ? ['text_block', 'wording', 'scan', 'artifact_state'] : []),
    'artifact_verdict',
  ];

  it.each(stops)(
    'leaves nothing of a scan that was waiting to write %s, and the next start takes it in',
    async (table) => {
      const before = await countRows();
      const query = `?image=acme/crash-${table}`;
      const blocker = await pool.connect();
      // Readers pass, writers wait: the ingest stops right here, with all before it written and not committed.
      await blocker.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
      const sending = fetch(`${await start()}/api/v1/reports${query}`, {
        method: 'POST',
        headers,
        body: reportFor(table),
      });
      const broken = sending.then(
        () => 'answered',
        () => 'broken',
      );
      await until(async () => {
        const { rows } = await pool.query(`SELECT FROM pg_locks WHERE relation = '${table}'::regclass AND NOT granted`);
        return rows.length > 0;
      });
      await kill();
      expect(await broken).toBe('broken');
      await blocker.query('ROLLBACK');
      blocker.release();
      await until(async () => {
        const { rows } = await pool.query(
          `SELECT FROM pg_stat_activity WHERE application_name = 'plimsoll api' AND datname = current_database()`,
        );
        return rows.length === 0;
      });
      expect(await countRows()).toEqual(before);

      const again = await fetch(`${await start()}/api/v1/reports${query}`, {
        method: 'POST',
        headers,
        body: reportFor(table),
      });
      expect(again.status).toBe(201);
      const after = await countRows();
      expect(after['scan']).toBe((before['scan'] ?? 0) + 1);
    },
  );

  it('keeps the whole of a scan that was answered', async () => {
    const url = await start();
    const response = await fetch(`${url}/api/v1/reports?image=acme/answered`, {
      method: 'POST',
      headers,
      body: REPORT,
    });
    const { artifactId, components } = (await response.json()) as ReportReceipt;
    await kill();
    const answer = await fetch(`${await start()}/api/v1/artifacts/${artifactId}/components?limit=1`, { headers });
    const page = (await answer.json()) as ComponentPage;
    expect(page.total).toBe(components);
  });

  it('lets a request under way finish on SIGTERM, and then ends', async () => {
    const blocker = await pool.connect();
    await blocker.query('BEGIN; LOCK TABLE scan IN SHARE MODE');
    const url = await start();
    const sending = fetch(`${url}/api/v1/reports?image=acme/drained`, { method: 'POST', headers, body: REPORT });
    await until(async () => {
      const { rows } = await pool.query(`SELECT FROM pg_locks WHERE relation = 'scan'::regclass AND NOT granted`);
      return rows.length > 0;
    });
    const started = Date.now();
    api?.signal('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await blocker.query('ROLLBACK');
    blocker.release();
    expect((await sending).status).toBe(201);
    expect(await api?.ended).toBe(0);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

/** For each test words and descriptions that are not there yet. */
function reportFor(table: string): Buffer {
  return Buffer.from(FINDINGS.replaceAll('"description": "', `"description": "${table}: `));
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error('it did not come to that within a minute');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
