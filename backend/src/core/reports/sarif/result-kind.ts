import type { FindingKind } from '../../model/finding-kind.js';
import type { SarifRule } from './sarif-log.js';

/** Tools whose every result is of one kind, by a part of their name in lower case. */
const TOOLS: readonly (readonly [RegExp, FindingKind])[] = [
  [
    /^(?:grype|snyk container|snyk open source|docker scout|osv-scanner|clair|anchore|dependency-check|vexctl)/,
    'match',
  ],
  [/gitleaks|trufflehog|detect-secrets|gitguardian|ggshield|secretlint|talisman|whispers|kingfisher/, 'secret'],
  [
    /^(?:hadolint|checkov|kics|tfsec|terrascan|kube-linter|kubelinter|kube-score|kubescape|dockle|polaris|conftest)/,
    'misconfiguration',
  ],
];

const ADVISORY =
  /\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[\da-z]{4}){3}|SNYK-[A-Z0-9]+-[\w-]+|(?:GO|OSV|PYSEC|RUSTSEC|MAL|ALPINE|DEBIAN|UBUNTU)-[\w-]*\d+)/i;

/** The kind that a tool always looks for; null where its results tell. */
export function kindOfTool(tool: string): FindingKind | null {
  return TOOLS.find(([pattern]) => pattern.test(tool.toLowerCase()))?.[1] ?? null;
}

/**
 * What a result is: SARIF has no word for it. The tool says, else the rule's tags and name (Trivy writes
 * both), else an advisory's identifier as the rule. Everything else is a misconfiguration.
 */
export function kindOfResult(tool: string, ruleId: string, rule: SarifRule | null): FindingKind {
  const byTool = kindOfTool(tool);
  if (byTool !== null) return byTool;
  const tags = tagsOf(rule);
  const name = rule?.name ?? '';
  if (tags.has('secret') || tags.has('secrets') || name === 'Secret') return 'secret';
  if (tags.has('license') || tags.has('licence') || name === 'License') return 'licence';
  if (tags.has('misconfiguration') || name === 'Misconfiguration') return 'misconfiguration';
  if (name.endsWith('PackageVulnerability') || isAdvisory(ruleId)) return 'match';
  return 'misconfiguration';
}

/** Whether an identifier as a whole begins with an advisory's (Grype appends the package's name). */
function isAdvisory(id: string): boolean {
  return ADVISORY.exec(id)?.index === 0;
}

function tagsOf(rule: SarifRule | null): Set<string> {
  const tags: unknown = rule?.properties?.['tags'];
  return new Set(
    Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string').map((tag) => tag.toLowerCase()) : [],
  );
}

/** The advisory's identifier within a longer one (`CVE-2024-1-openssl`); the whole where there is none. */
export function advisoryIn(id: string): string {
  return ADVISORY.exec(id)?.[0] ?? id;
}

/** Every identifier of an advisory in a text. */
export function advisoriesIn(text: string): string[] {
  return [...text.matchAll(new RegExp(ADVISORY, 'gi'))].map(([id]) => id);
}
