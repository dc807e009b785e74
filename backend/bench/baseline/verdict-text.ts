import type { FindingOf01 } from './content-rows.js';

/** What a reason listed at most. */
const MOST_FINDINGS = 1_000;
const MOST_CHARACTERS = 256 * 1024;

/** The ranks that each environment of the shipped policy counts and that the synthetic report has. */
export const ENVIRONMENTS: Readonly<Record<string, readonly (readonly [rule: string, rank: number])[]>> = {
  dev: [['vulnerabilities.critical', 4]],
  stage: [
    ['vulnerabilities.critical', 4],
    ['vulnerabilities.high', 3],
  ],
  prod: [
    ['vulnerabilities.critical', 4],
    ['vulnerabilities.high', 3],
  ],
};

const RANK_WORDS = ['unknown', 'low', 'medium', 'high', 'critical'];

/** A failing verdict as version 0.1 wrote it, with the findings that it listed. */
export function verdictText(
  environment: string,
  { image, digest, report }: { image: string; digest: string; report: string },
  findings: readonly FindingOf01[],
): string {
  const reasons = (ENVIRONMENTS[environment] ?? []).map(([rule, rank]) => {
    const counted = findings.filter((finding) => finding.rank === rank && finding.isFixed);
    return {
      rule,
      outcome: 'fail',
      message: `${counted.length} vulnerabilities with a fix available (limit 0).`,
      summary: `${counted.length} vulnerabilities with a fix available (limit 0).`,
      notes: [],
      remedy: 'Upgrade the packages that the findings name.',
      findings: shown(counted),
      findingCount: counted.length,
      isChecked: true,
    };
  });
  return `${JSON.stringify({ verdictId: 'v_0', outcome: 'fail', environment, image, digest, reasons, inputs: { scans: [{ report }] } })}\n`;
}

function shown(findings: readonly FindingOf01[]): object[] {
  const list: object[] = [];
  let characters = 0;
  for (const { id, rank, advisory, component } of findings) {
    const one = {
      id,
      kind: 'match',
      severity: RANK_WORDS[rank],
      title: advisory.title,
      advisory: advisory.id,
      component: component.name,
      version: component.version,
      path: null,
      fixedVersions: [component.fixedVersion],
      fix: 'available',
    };
    characters += JSON.stringify(one).length;
    if (list.length === MOST_FINDINGS || characters > MOST_CHARACTERS) break;
    list.push(one);
  }
  return list;
}
