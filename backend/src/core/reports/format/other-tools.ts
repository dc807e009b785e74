type Members = Readonly<Record<string, unknown>>;

interface OtherFormat {
  /** What it is, and the way to a format that is read where the tool has one. */
  readonly name: string | ((document: Members) => string);
  readonly isIt: (document: Members, has: (...keys: string[]) => boolean) => boolean;
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

const within = (document: Members, ...keys: string[]): unknown =>
  keys.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), document);

const firstOf = (value: unknown): Members => {
  const first: unknown = Array.isArray(value) ? value[0] : null;
  return isObject(first) ? first : {};
};

/** Formats that are sent for one of ours, each told by keys that only it has at its top. The first that fits counts. */
const FORMATS: readonly OtherFormat[] = [
  { name: (it) => `an SPDX document (${text(it['spdxVersion'])})`, isIt: (_, has) => has('spdxVersion') },
  { name: 'an SPDX 3 document', isIt: (_, has) => has('@context', '@graph') },
  { name: 'an OpenVEX document', isIt: (it) => /openvex/i.test(text(it['@context'])) },
  {
    name: 'a CSAF document',
    isIt: (it, has) =>
      has('document', 'product_tree') || (has('document', 'vulnerabilities') && isObject(it['document'])),
  },
  {
    name: 'a DSSE envelope (a signed attestation); send the report that it holds',
    isIt: (_, has) => has('payloadType', 'payload'),
  },
  {
    name: 'an in-toto statement; send the report that is its predicate',
    isIt: (_, has) => has('_type', 'predicateType'),
  },
  { name: 'a sigstore bundle', isIt: (_, has) => has('mediaType', 'verificationMaterial') },
  {
    name: 'a resource of the Trivy operator',
    isIt: (it, has) => has('apiVersion', 'kind') && /aquasecurity/.test(text(it['apiVersion'])),
  },
  {
    name: 'a Syft document (syft -o cyclonedx-json gives one that is read)',
    isIt: (_, has) => has('artifacts', 'artifactRelationships'),
  },
  {
    name: 'a report of xeol (ends of life), which has the form of Grype but no vulnerabilities',
    isIt: (it, has) => has('matches') && within(it, 'descriptor', 'name') === 'xeol',
  },
  {
    name: 'the output of npm audit (npm sbom gives CycloneDX)',
    isIt: (_, has) => has('auditReportVersion') || (has('actions', 'advisories') && has('muted')),
  },
  {
    name: 'the output of pnpm audit or npm audit (npm sbom gives CycloneDX)',
    isIt: (_, has) => has('advisories', 'metadata'),
  },
  {
    name: 'the output of yarn audit',
    isIt: (it, has) => has('type', 'data') && /^audit(?:Advisory|Summary)$/.test(text(it['type'])),
  },
  {
    name: 'a Snyk report (snyk --sarif gives one that is read)',
    isIt: (_, has) => has('vulnerabilities', 'dependencyCount') || has('vulnerabilities', 'packageManager'),
  },
  {
    name: 'an OSV-Scanner report (osv-scanner --format sarif gives one that is read)',
    isIt: (it, has) =>
      has('results') &&
      (isObject(it['experimental_config']) ||
        ('packages' in firstOf(it['results']) && 'source' in firstOf(it['results']))),
  },
  {
    name: 'a GitLab security report (its scanners write other formats, too; Trivy and Grype JSON are read)',
    isIt: (_, has) => has('vulnerabilities', 'remediations') || has('vulnerabilities', 'scan', 'version'),
  },
  {
    name: 'a Harbor report',
    isIt: (it, has) =>
      (has('scanner', 'vulnerabilities') && has('artifact')) ||
      Object.keys(it).some((key) => key.startsWith('application/vnd.security.vulnerability.report')),
  },
  {
    name: 'a Dependency-Check report (--format SARIF gives one that is read)',
    isIt: (_, has) => has('reportSchema', 'dependencies') || has('scanInfo', 'projectInfo', 'dependencies'),
  },
  {
    name: 'a Semgrep report (semgrep --sarif gives one that is read)',
    isIt: (it, has) =>
      has('results', 'errors', 'paths') || ('check_id' in firstOf(it['results']) && 'extra' in firstOf(it['results'])),
  },
  {
    name: 'a Checkov report (checkov -o sarif gives one that is read)',
    isIt: (_, has) => has('check_type', 'results'),
  },
  {
    name: 'a Kubescape report (kubescape --format sarif gives one that is read)',
    isIt: (_, has) => has('summaryDetails', 'results') || has('controls', 'frameworks'),
  },
  { name: 'a KICS report (kics --report-formats sarif gives one that is read)', isIt: (_, has) => has('kics_version') },
  {
    name: 'a Bandit report (bandit -f sarif gives one that is read)',
    isIt: (_, has) => has('generated_at', 'metrics', 'results'),
  },
  {
    name: 'a gosec report (gosec -fmt sarif gives one that is read)',
    isIt: (_, has) => has('Golang errors') || has('GosecVersion'),
  },
  { name: 'a baseline of detect-secrets', isIt: (_, has) => has('plugins_used', 'results') },
  {
    name: 'a report of Anchore (anchorectl image sbom --output cyclonedx-json gives an SBOM)',
    isIt: (_, has) => has('imageDigest', 'vulnerabilities') || has('vulnerability_type', 'vulnerabilities'),
  },
  { name: 'a report of Amazon ECR', isIt: (_, has) => has('imageScanFindings') || has('imageScanStatus') },
  {
    name: 'findings of Amazon Inspector (its SBOM generator writes CycloneDX)',
    isIt: (it) => 'findingArn' in firstOf(it['findings']),
  },
  {
    name: 'findings of AWS Security Hub',
    isIt: (it) => 'ProductArn' in firstOf(it['Findings']) || 'ProductArn' in firstOf(it['findings']),
  },
  {
    name: 'a report of Prisma Cloud (Twistlock)',
    isIt: (it, has) => has('results', 'consoleURL') || 'complianceScanPassed' in firstOf(it['results']),
  },
  {
    name: 'a report of JFrog Xray (jf … --format=sarif gives one that is read)',
    isIt: (it, has) =>
      has('total_count', 'data') ||
      'impacted_artifacts' in firstOf(it['violations']) ||
      has('component_id', 'violations'),
  },
  {
    name: 'a Clair report',
    isIt: (_, has) => has('manifest_hash') || has('LayerCount', 'Vulnerabilities') || has('image', 'unapproved'),
  },
  {
    name: 'a report of Docker Scout (docker scout cves --format sarif gives one that is read)',
    isIt: (_, has) => has('scout') || has('vulnerabilities', 'image', 'platform'),
  },
  { name: 'occurrences of Google Artifact Analysis', isIt: (it) => 'noteName' in firstOf(it['occurrences']) },
  {
    name: 'a report of Microsoft Defender',
    isIt: (it) => /microsoft\.security/i.test(text(it['type']) + text(firstOf(it['value'])['type'])),
  },
  { name: 'a Checkmarx report', isIt: (_, has) => has('scanID', 'results') || has('queries', 'queries_total') },
  {
    name: 'issues of SonarQube',
    isIt: (it, has) =>
      has('issues', 'paging') || has('issues', 'components', 'total') || 'engineId' in firstOf(it['issues']),
  },
  {
    name: 'a report of govulncheck (govulncheck -format sarif gives one that is read)',
    isIt: (it, has) => has('config') && 'scanner_name' in (isObject(it['config']) ? it['config'] : {}),
  },
  {
    name: 'a report of pip-audit (pip-audit -f cyclonedx-json gives one that is read)',
    isIt: (it, has) => has('dependencies', 'fixes') || 'vulns' in firstOf(it['dependencies']),
  },
  { name: 'a report of cargo-audit', isIt: (_, has) => has('database', 'lockfile', 'vulnerabilities') },
  {
    name: 'a finding of TruffleHog, which writes no format that is read',
    isIt: (_, has) => has('SourceMetadata', 'DetectorName') || has('SourceMetadata', 'DetectorType'),
  },
  {
    name: 'a finding of Nuclei (nuclei -sarif-export gives one that is read)',
    isIt: (_, has) => has('template-id', 'info'),
  },
  {
    name: 'a finding of Gitleaks (gitleaks --report-format sarif gives one that is read)',
    isIt: (_, has) => has('RuleID', 'Secret') || has('offender', 'commit'),
  },
  {
    name: 'a finding of Hadolint (hadolint -f sarif gives one that is read)',
    isIt: (it, has) => has('code', 'level', 'file') && /^(?:DL|SC)\d+$/.test(text(it['code'])),
  },
  { name: 'a finding of Prowler or another tool that writes OCSF', isIt: (_, has) => has('finding_info', 'class_uid') },
  { name: 'a finding of CodeClimate or GitLab Code Quality', isIt: (_, has) => has('check_name', 'fingerprint') },
];

/** What an object is where it is of another format, as a noun with its article; null if it is not recognised. */
export function otherFormatOf(document: Members): string | null {
  const has = (...keys: string[]): boolean => keys.every((key) => key in document);
  const found = FORMATS.find(({ isIt }) => isIt(document, has));
  if (found === undefined) return null;
  return typeof found.name === 'string' ? found.name : found.name(document);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
