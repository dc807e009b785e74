import { evaluate } from '../../core/gate/evaluate.js';
import { factsOf } from '../../core/gate/facts-of.js';
import { countComponents, recordOf } from '../../core/gate/scan-record.js';
import { verdictJson } from '../../core/gate/verdict-json.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import { parseReport } from '../../core/reports/parse-report.js';
import { verdictPredicate } from '../../core/trust/verdict-predicate.js';
import type { Answer } from '../gate/answer.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import { renderSarif } from './sarif.js';
import { renderTable } from './table.js';

/** Made up; no service issues such a thing. */
const CANARY = 'Qm7zKw41xVb09TyCanaryLp5';

const SARIF = {
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: { name: 'gitleaks', rules: [{ id: 'generic-api-key', shortDescription: { text: `Key ${CANARY}` } }] },
      },
      results: [
        {
          ruleId: 'generic-api-key',
          level: 'error',
          message: { text: `key: ${CANARY}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: `app/.env?key=${CANARY}` },
                region: { startLine: 4, snippet: { text: `KEY=${CANARY}` } },
              },
            },
          ],
          partialFingerprints: { a: CANARY },
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

const SECRET = {
  RuleID: 'aws-access-key-id',
  Severity: 'CRITICAL',
  Title: `AWS key ${CANARY}`,
  StartLine: 1,
  Match: CANARY,
  Code: { Lines: [{ Number: 1, Content: CANARY }] },
};

const TRIVY = {
  SchemaVersion: 2,
  ArtifactName: 'acme/api:1',
  ArtifactType: 'container_image',
  Results: [{ Target: `app/config?token=${CANARY}`, Class: 'secret', Secrets: [SECRET] }],
};

const AT = '2026-11-29T12:00:00.000Z';
const POLICY = parsePolicy(
  'version: 1\nenvironments: {prod: {secrets: {critical: 0, high: 0, medium: 0}, evidence: {require: [secrets]}}}',
);

async function answer(): Promise<Answer> {
  const scans = await Promise.all([SARIF, TRIVY].map((report) => parseReport([Buffer.from(JSON.stringify(report))])));
  const facts = factsOf({
    image: 'acme/api',
    digest: `sha256:${'d'.repeat(64)}`,
    scans: scans.map((scan, index) => recordOf(scan, String(index), AT)),
    ...countComponents(scans),
  });
  return { facts, verdicts: [evaluate({ facts, policy: POLICY, waivers: [], environment: 'prod', at: AT })] };
}

const TERMINAL = { width: 200, style: (_: unknown, text: string) => text };

describe('the text of a secret', () => {
  it.each<[string, (given: Answer) => string]>([
    ['the table', (given) => renderTable(given, TERMINAL, { limit: 100, isVerbose: true })],
    ['Markdown', (given) => renderMarkdown(given)],
    ['JUnit', (given) => renderJunit(given)],
    ['SARIF', (given) => renderSarif(given, '1.0.0')],
    ['the verdict', (given) => given.verdicts.map(verdictJson).join('')],
    ['the attestation', (given) => given.verdicts.map((verdict) => verdictPredicate(verdict, '1.0.0')).join('')],
  ])('stands nowhere in %s', async (_, written) => {
    const given = await answer();
    expect(given.facts.findings.map(({ kind }) => kind)).toEqual(['secret', 'secret']);
    const text = written(given);
    expect(text).toContain('acme/api');
    expect(text).not.toContain(CANARY);
  });
});
