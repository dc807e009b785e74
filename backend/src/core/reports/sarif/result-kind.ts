import type { FindingKind } from '../../model/finding-kind.js';
import type { SarifResult, SarifRule } from './sarif-log.js';

/** Tools whose every result is of one kind, by a part of their name in lower case. */
const TOOLS: readonly (readonly [RegExp, FindingKind])[] = [
  [
    /^(?:grype|snyk container|snyk open source|docker scout|osv-scanner|clair|anchore|dependency-check|vexctl|jfrog xray)/,
    'match',
  ],
  [
    /gitleaks|trufflehog|detect-secrets|gitguardian|ggshield|secretlint|talisman|whispers|kingfisher|nosey ?parker|jfrog secrets|betterleaks/,
    'secret',
  ],
  [
    /^(?:hadolint|checkov|kics|tfsec|terrascan|kube-linter|kubelinter|kube-score|kubescape|dockle|polaris|conftest)/,
    'misconfiguration',
  ],
];

const CVE = 'CVE-\\d{4}-\\d{4,}';

/**
 * Identifiers of vulnerabilities and of the bulletins that tell of them. Where other words follow one (Grype appends the
 * package's name, Xray its name and version), they are no part of it.
 */
const ADVISORY = new RegExp(
  `(?<![A-Za-z0-9])(?:${[
    CVE,
    'GHSA(?:-[\\da-z]{4}){3}',
    `(?:ALPINE|DEBIAN|UBUNTU|ECHO|MINI|BELL|CLEANSTART)-${CVE}`,
    'SNYK-[A-Z0-9]+-[\\w-]+',
    'XRAY-\\d+',
    '(?:GO|OSV|PYSEC|RUSTSEC|MAL|GMS|RSEC|HSEC|DRUPAL)-\\d{4}-\\d+',
    'BIT-[\\w-]*\\d{4}-\\d+',
    '(?:DSA|DLA|DTSA)-\\d+(?:-\\d+)?',
    '(?:RHSA|RHBA|RHEA|RLSA|RLBA|ALSA|ALBA|ALEA)-\\d{4}:\\d+',
    'ELSA-\\d{4}-\\d+',
    'ALAS[A-Z0-9.]*(?:-[\\d.]+)?-\\d{4}-\\d+',
    '(?:USN|LSN)-\\d+-\\d+',
    'GLSA-\\d{6}-\\d+',
    '(?:open)?SUSE-[A-Z]{2}-\\d{4}:\\d+(?:-\\d+)?',
    'FEDORA-[\\w-]*\\d{4}-[\\da-f]+',
    '(?:CGA|PHSA|AZL|TEMP|ASA|MGASA|KRB|SONATYPE)-[\\w.-]*\\d[\\w.-]*',
    '(?:ALPINE|DEBIAN|UBUNTU)-[\\w-]*\\d+',
  ].join('|')})`,
  'i',
);

/** The pattern looks for an end from each beginning, so it is not let loose on more. */
const MOST_OF_MESSAGE = 2_000;

/** What a scanner of packages says of one, whatever it is called: Trivy, Grype, OSV-Scanner, Snyk. */
const PACKAGE_TEXT =
  /^Installed Version:|vulnerability in \S+ package: .+, version |^Package '.+' is vulnerable to '|introduces a vulnerable .+ package/im;

/**
 * Names of rules for secrets, for tools that are not known: `generic.secrets.detected-aws-key`, `hardcoded-password`. Rules on code
 * (`no-csrf-token`, `jwt-none-alg`) are none, so the bare words count only in identifiers without a path (`slack-bot-token`, `jwt`).
 */
const SECRET_RULE =
  /(?:^|[^a-z])secrets?(?:$|[^a-z])|(?:hard-?coded|detected|leaked|exposed)[-_ ](?:[a-z0-9]+[-_ ])*(?:passwords?|credentials?|tokens?|keys?)|secretlint|gitleaks|trufflehog/i;
const FLAT_SECRET_RULE =
  /^(?!.*(?:csrf|xsrf))(?:[a-z0-9]+[-_ ])*(?:passwords?|passwd|credentials?|tokens?|pat|jwt|webhook|(?:api|access|private|secret|encryption|account|license|ssh)[-_ ]?keys?(?:[-_ ]id)?)$/i;

export interface ResultKind {
  readonly kind: FindingKind;
  /** False where words alone tell: enough to treat it with care, not to believe that the tool looks for the kind. */
  readonly isCertain: boolean;
}

/** The kind that a tool always looks for; null where its results tell. */
export function kindOfTool(tool: string): FindingKind | null {
  return TOOLS.find(([pattern]) => pattern.test(tool.toLowerCase()))?.[1] ?? null;
}

/**
 * What a result is: SARIF has no word for it. What the rule says outweighs the tool's name, which can be any: its tags and
 * name (Trivy writes both), an advisory's identifier, the words of scanners of packages. Everything else is a
 * misconfiguration.
 */
export function kindOfResult(
  tool: string,
  ruleId: string,
  rule: SarifRule | null,
  result: SarifResult,
  message: string,
): ResultKind {
  const byTool = kindOfTool(tool);
  // Its texts may show what it found, whatever its tags say.
  if (byTool === 'secret' && !isAdvisory(ruleId)) return { kind: 'secret', isCertain: true };
  const byRule = kindOfRule(ruleId, rule, result, message);
  if (byRule !== null) return { kind: byRule, isCertain: true };
  // A linter's rule on how secrets are handled is no secret; a scanner of packages has no rules on them.
  if (byTool !== 'misconfiguration' && looksLikeSecret(ruleId, rule)) return { kind: 'secret', isCertain: false };
  return { kind: byTool ?? 'misconfiguration', isCertain: true };
}

function kindOfRule(ruleId: string, rule: SarifRule | null, result: SarifResult, message: string): FindingKind | null {
  const tags = new Set([...tagsIn(rule?.properties), ...tagsIn(result.properties)]);
  const name = rule?.name ?? '';
  if (tags.has('secret') || tags.has('secrets') || name === 'Secret' || ruleId.startsWith('CKV_SECRET_'))
    return 'secret';
  if (tags.has('license') || tags.has('licence') || name === 'License' || ruleId.startsWith('snyk:lic:'))
    return 'licence';
  if (tags.has('misconfiguration') || name === 'Misconfiguration') return 'misconfiguration';
  if (tags.has('vulnerability') || name.endsWith('PackageVulnerability')) return 'match';
  return isAdvisory(ruleId) || PACKAGE_TEXT.test(message.slice(0, MOST_OF_MESSAGE)) ? 'match' : null;
}

/** The rule's own words only: what a message says of one result may be anything. */
function looksLikeSecret(ruleId: string, rule: SarifRule | null): boolean {
  return [ruleId, rule?.name ?? ''].some((written) => {
    const text = written.replace(/([a-z])([A-Z])/g, '$1-$2').slice(0, 200);
    return SECRET_RULE.test(text) || FLAT_SECRET_RULE.test(text);
  });
}

/** Whether an identifier as a whole begins with an advisory's, or is Checkov's or Anchore's name for one. */
function isAdvisory(id: string): boolean {
  return ADVISORY.exec(id)?.index === 0 || /^(?:ANCHOREVULN_|CKV_CVE_\d|ssc-[\da-f]{8})/.test(id);
}

function tagsIn(properties: Readonly<Record<string, unknown>> | undefined): string[] {
  const tags: unknown = properties?.['tags'];
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string').map((tag) => tag.toLowerCase()) : [];
}

/** The advisory's identifier within a longer one (`CVE-2024-1-openssl`, `CKV_CVE_2024_1`); the whole where there is none. */
export function advisoryIn(id: string): string {
  return ADVISORY.exec(id.replace(/^CKV_CVE_(\d{4})_(\d+)/, 'CVE-$1-$2'))?.[0] ?? id;
}

/** Every identifier of an advisory in a text. */
export function advisoriesIn(text: string): string[] {
  return [...text.matchAll(new RegExp(ADVISORY, 'gi'))].map(([id]) => id);
}
