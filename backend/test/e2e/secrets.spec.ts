import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { startApi, type TestApi } from './api.js';
import { eventsOf } from './events.js';

/** Made up; no service issues such a thing. */
const CANARY = 'Qm7zKw41xVb09TyCanaryLp5';

const SECRET = {
  RuleID: 'aws-access-key-id',
  Severity: 'CRITICAL',
  Title: `AWS key ${CANARY}`,
  StartLine: 1,
  Match: CANARY,
};

const TRIVY = {
  SchemaVersion: 2,
  ArtifactName: 'acme/secrets:1',
  ArtifactType: 'container_image',
  Results: [{ Target: `app/config?token=${CANARY}`, Class: 'secret', Secrets: [SECRET] }],
};

const SARIF = {
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'secretlint', rules: [{ id: 'rule-aws', help: { text: CANARY } }] } },
      results: [
        {
          ruleId: 'rule-aws',
          level: 'error',
          message: { text: `found a key: ${CANARY}` },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'app/.env' }, region: { startLine: 4 } } }],
          fingerprints: { a: CANARY },
        },
      ],
      invocations: [
        {
          executionSuccessful: true,
          toolExecutionNotifications: [{ level: 'error', message: { text: `password = "${CANARY}"` } }],
        },
      ],
    },
  ],
};

/**
 * Who reads findings, verdicts, logs or a copy of the database must not learn the secrets that a scan found. Only the report
 * as it was sent may hold them, and it is known who took it.
 */
describe('the text of a secret', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  /** Of every column that can hold text, as text. What reports are kept in holds compressed bytes. */
  async function columnsWith(text: string): Promise<string[]> {
    const columns = await api.sql<{ table: string; column: string }>(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')`,
    );
    expect(columns.length).toBeGreaterThan(50);
    const found: string[] = [];
    for (const { table, column } of columns) {
      const [row] = await api.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM "${table}" WHERE strpos("${column}"::text, $1) > 0`,
        [text],
      );
      if (row?.count !== 0) found.push(`${table}.${column}`);
    }
    return found;
  }

  const refused = { ...SARIF, runs: SARIF.runs.map((run) => ({ ...run, results: [{ level: CANARY, message: {} }] })) };

  it('is in no column, no answer and no log, and a download is an event', async () => {
    const receipts: ReportReceipt[] = [];
    for (const report of [TRIVY, SARIF]) {
      receipts.push(await api.take(JSON.stringify(report), '?image=acme/secrets&tag=1'));
    }
    const refusal = await (await api.send(JSON.stringify(refused), '?image=acme/secrets')).text();
    expect(refusal).toContain('report_invalid');
    const [artifact] = receipts;
    const findings = await Promise.all(
      receipts.map(({ artifactId }) => api.read(`/api/v1/artifacts/${artifactId}/findings`)),
    );
    expect(JSON.stringify(findings)).toContain('rule-aws');
    expect(await columnsWith('rule-aws')).not.toEqual([]);

    expect(await columnsWith(CANARY)).toEqual([]);
    expect(JSON.stringify([receipts, refusal, findings])).not.toContain(CANARY);
    expect(api.log.join('\n')).not.toContain(CANARY);

    const kept = await (await api.get(`/api/v1/scans/${artifact?.scanId}/report`)).text();
    expect(kept).toContain(CANARY);
    const [event] = await eventsOf(api, `acme/secrets@${artifact?.digest}`);
    expect(event).toMatchObject({
      action: 'report.downloaded',
      actor: { kind: 'token' },
      target: { kind: 'scan', id: String(artifact?.scanId) },
    });
    expect(api.log.join('\n')).not.toContain(CANARY);
  });
});
