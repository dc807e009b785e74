import { readFileSync } from 'node:fs';
import { inColumns } from '../../../test/factories/in-columns.js';
import type { Finding } from '../findings/finding.js';
import { uniteFindings } from '../findings/unite-findings.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { parseReport } from '../reports/parse-report.js';
import { evaluateWhole } from './evaluate.js';
import { factsOf } from './facts-of.js';
import { countComponents, recordOf } from './scan-record.js';
import { verdictJson } from './verdict-json.js';

const FIXTURES = new URL('../../../test/fixtures/', import.meta.url);

const REPORTS = readFileSync(new URL('expectations.tsv', FIXTURES), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t'))
  .flatMap(([path = '', , , claims, problems]) => (Number(claims) + Number(problems) > 0 ? [path] : []));

/** Every rule on findings, so that each reason lists what it counts. */
const POLICY = parsePolicy(`
version: 1
environments:
  lax: {vulnerabilities: {total: 100000, knownExploited: 100000}, evidence: {missingData: accept}}
  strict:
    vulnerabilities:
      {critical: 0, high: 0, medium: 0, low: 0, unknown: 0, total: 0, onlyFixable: true, unknownFix: unknown,
       grace: {critical: 365d, high: 9999d}, knownExploited: 0, likelyExploited: {epss: 0.1, allowed: 0}}
    secrets: {total: 0}
    misconfigurations: {total: 0}
    licences: {allow: [MIT], unidentified: deny}
    evidence: {vex: honour, suppressions: honour}
`);

describe('columnFindings', () => {
  it.each(REPORTS)('has the findings of %s, and the same verdicts by them', async (path) => {
    const scan = await parseReport([readFileSync(new URL(path, FIXTURES))]);
    const record = recordOf(scan, path, '2026-11-20T00:00:00.000Z');
    const facts = factsOf({ image: 'acme/api', digest: path, scans: [record], ...countComponents([scan]) });
    const findings = inColumns([record]);
    // Compared as texts: thousands of objects take Jest seconds.
    expect(JSON.stringify(findings.map(plain)) === JSON.stringify(uniteFindings([record]).map(plain))).toBe(true);
    for (const { name: environment } of POLICY.environments) {
      const question = { policy: POLICY, waivers: [], environment, at: '2026-11-21T00:00:00Z' };
      const byColumns = evaluateWhole({ ...question, facts: { ...facts, findings } });
      expect(verdictJson(byColumns) === verdictJson(evaluateWhole({ ...question, facts }))).toBe(true);
    }
  });
});

/** By its getters; instants as they are stored. */
function plain(finding: Finding): object {
  const { id, kind, severity, title, advisory, component, rule, path, startLine, fix, fixedVersions } = finding;
  const { publishedAt, cvssScore, epss, isKnownExploited, analysis, isSuppressed, suppressedBy, tools } = finding;
  const what = { id, kind, severity, title, advisory, component, rule, path, startLine, fix, fixedVersions };
  const published = publishedAt === null ? null : new Date(publishedAt).toISOString();
  return [what, { published, cvssScore, epss, isKnownExploited, analysis, isSuppressed, suppressedBy, tools }];
}
