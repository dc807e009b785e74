import { readdirSync, readFileSync } from 'node:fs';
import { evidenceRulesOf } from '../../src/core/gate/counting-evidence.js';
import type { Question } from '../../src/core/gate/evaluate.js';
import { factsOf } from '../../src/core/gate/facts-of.js';
import { countComponents, recordOf } from '../../src/core/gate/scan-record.js';
import { parsePolicy } from '../../src/core/policy/parse-policy.js';
import type { Policy } from '../../src/core/policy/policy.js';
import { parseReport } from '../../src/core/reports/parse-report.js';

const GOLDENS = new URL('../fixtures/scanner-goldens/trivy-golden/', import.meta.url);

/** Reports that Trivy's own tests expect, in its own format. */
export const GOLDEN_FILES = readdirSync(GOLDENS).filter(
  (file) => file.endsWith('.json.golden') && !/cyclonedx|spdx|sarif/.test(file),
);

/** What counts is what the reports have: evidence of other kinds is not asked for. */
export function policyOfRules(rules: string): Policy {
  return parsePolicy(
    `version: 1\nenvironments:\n  prod:\n    evidence: { scanAge: any, databaseAge: any, subject: all }\n    ${rules}\n`,
  );
}

export async function goldenQuestion(file: string, rules: string): Promise<Question> {
  const scan = await parseReport([readFileSync(new URL(file, GOLDENS))]);
  const policy = policyOfRules(rules);
  const [environment] = policy.environments;
  const facts = factsOf({
    image: 'ghcr.io/acme/api',
    digest: `sha256:${'d'.repeat(64)}`,
    scans: [recordOf(scan, file, scan.scannedAt ?? '2026-11-20T00:00:00.000Z')],
    ...countComponents([scan]),
    ...evidenceRulesOf(environment?.settings ?? {}),
  });
  return { facts, policy, waivers: [], environment: 'prod', at: '2026-11-20T01:00:00.000Z' };
}
