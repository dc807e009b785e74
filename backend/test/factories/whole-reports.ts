import type { ReportFormat } from '../../src/core/reports/scan.js';

const DIGEST = `sha256:${'0'.repeat(64)}`;

const LAYER = { Digest: DIGEST, DiffID: DIGEST };

const TRIVY_VULNERABILITY = {
  VulnerabilityID: 'CVE-2024-1',
  VendorIDs: ['DSA-1-1'],
  PkgName: 'openssl',
  PkgPath: 'usr/lib/openssl',
  PkgIdentifier: { PURL: 'pkg:deb/debian/openssl@3.0.1?arch=amd64&distro=debian-12' },
  InstalledVersion: '3.0.1',
  FixedVersion: '3.0.2',
  Status: 'fixed',
  Layer: LAYER,
  SeveritySource: 'debian',
  PrimaryURL: 'https://avd.aquasec.com/nvd/cve-2024-1',
  Title: 'A flaw',
  Description: 'A flaw in it.',
  Severity: 'HIGH',
  VendorSeverity: { debian: 3, nvd: 4 },
  CVSS: {
    nvd: {
      V2Score: 7.5,
      V2Vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P',
      V3Score: 9.8,
      V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    },
  },
  PublishedDate: '2024-01-01T00:00:00Z',
};

const TRIVY_MISCONFIGURATION = {
  ID: 'DS002',
  AVDID: 'AVD-DS-0002',
  Title: 'Image user should not be root',
  Description: 'Running as root.',
  Message: 'Specify a USER',
  Resolution: 'Add USER',
  Severity: 'HIGH',
  PrimaryURL: 'https://avd.aquasec.com/misconfig/ds002',
  Status: 'FAIL',
  Layer: LAYER,
  CauseMetadata: { Resource: 'Dockerfile', Provider: 'Dockerfile', Service: 'general', StartLine: 1, EndLine: 2 },
};

const TRIVY_SECRET = {
  RuleID: 'aws-access-key-id',
  Category: 'AWS',
  Severity: 'CRITICAL',
  Title: 'AWS key',
  StartLine: 3,
  EndLine: 3,
  Offset: 40,
  Layer: LAYER,
};

const TRIVY_LICENCE = {
  Severity: 'LOW',
  Category: 'notice',
  PkgName: 'openssl',
  FilePath: 'usr/share/licence',
  Name: 'MIT',
  Link: 'https://spdx.org/MIT',
};

const TRIVY = {
  SchemaVersion: 2,
  Trivy: { Version: '0.66.0' },
  CreatedAt: '2026-11-01T00:00:00Z',
  ArtifactName: 'ghcr.io/acme/api:1',
  ArtifactType: 'container_image',
  Metadata: {
    Size: 1_000,
    OS: { Family: 'debian', Name: '12', EOSL: true },
    RepoTags: ['ghcr.io/acme/api:1'],
    RepoDigests: [`ghcr.io/acme/api@${DIGEST}`],
    ImageConfig: {
      os: 'linux',
      architecture: 'arm',
      variant: 'v7',
      config: { User: 'node', Healthcheck: { Test: ['CMD', 'true'] } },
    },
  },
  Results: [
    {
      Target: 'debian',
      Class: 'os-pkgs',
      Type: 'debian',
      Packages: [
        {
          Name: 'openssl',
          Version: '3.0.1',
          Release: '1',
          Epoch: 1,
          Arch: 'amd64',
          Identifier: { PURL: 'pkg:deb/debian/openssl@3.0.1' },
          Licenses: ['MIT'],
          FilePath: 'usr/lib/openssl',
          Layer: LAYER,
        },
      ],
      Vulnerabilities: [
        TRIVY_VULNERABILITY,
        { VulnerabilityID: 'CVE-2024-2', PkgName: 'zlib', InstalledVersion: '1:1.2' },
      ],
      Misconfigurations: [TRIVY_MISCONFIGURATION],
      Secrets: [TRIVY_SECRET],
      Licenses: [TRIVY_LICENCE],
      ExperimentalModifiedFindings: [
        {
          Type: 'vulnerability',
          Status: 'not_affected',
          Statement: 'vulnerable_code_not_present',
          Source: 'vex.json',
          Finding: TRIVY_VULNERABILITY,
        },
        { Type: 'misconfiguration', Status: 'ignored', Finding: TRIVY_MISCONFIGURATION },
        { Type: 'secret', Status: 'ignored', Finding: TRIVY_SECRET },
        { Type: 'license', Status: 'ignored', Finding: TRIVY_LICENCE },
      ],
    },
  ],
};

const GRYPE_VULNERABILITY = {
  id: 'CVE-2024-1',
  dataSource: 'https://nvd.nist.gov/vuln/detail/CVE-2024-1',
  namespace: 'nvd:cpe',
  severity: 'High',
  description: 'A flaw.',
  cvss: [
    {
      source: 'nvd',
      type: 'Primary',
      version: '3.1',
      vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      metrics: { baseScore: 9.8 },
    },
  ],
  fix: { versions: ['3.0.2'], state: 'fixed' },
  epss: [{ cve: 'CVE-2024-1', epss: 0.4, percentile: 0.9, date: '2026-10-01' }],
  knownExploited: [{ cve: 'CVE-2024-1' }],
};

const GRYPE_ARTIFACT = {
  name: 'openssl',
  version: '3.0.1',
  type: 'deb',
  purl: 'pkg:deb/debian/openssl@3.0.1',
  locations: [{ path: '/var/lib/dpkg/status', layerID: DIGEST }],
  licenses: ['MIT'],
};

const GRYPE = {
  matches: [
    {
      vulnerability: GRYPE_VULNERABILITY,
      relatedVulnerabilities: [GRYPE_VULNERABILITY],
      matchDetails: [],
      artifact: GRYPE_ARTIFACT,
    },
    { vulnerability: { id: 'GHSA-1' }, artifact: { name: 'left-pad', version: '1.0.0', type: 'npm' } },
  ],
  ignoredMatches: [
    {
      vulnerability: GRYPE_VULNERABILITY,
      artifact: GRYPE_ARTIFACT,
      appliedIgnoreRules: [
        {
          vulnerability: 'CVE-2024-1',
          reason: 'ours',
          package: { name: 'openssl', type: 'deb' },
          'vex-status': 'not_affected',
          'vex-justification': 'component_not_present',
        },
      ],
    },
  ],
  alertsByPackage: [
    {
      package: GRYPE_ARTIFACT,
      alerts: [{ type: 'distro-eol', message: 'old', metadata: { name: 'debian', version: '9' } }],
    },
  ],
  source: {
    type: 'image',
    target: {
      userInput: 'ghcr.io/acme/api:1',
      imageID: DIGEST,
      manifestDigest: DIGEST,
      tags: ['ghcr.io/acme/api:1'],
      repoDigests: [`ghcr.io/acme/api@${DIGEST}`],
      imageSize: 1_000,
      architecture: 'amd64',
      os: 'linux',
      config: Buffer.from(JSON.stringify({ config: { User: 'node' } })).toString('base64'),
    },
  },
  distro: { name: 'debian', version: '12', idLike: [] },
  descriptor: {
    name: 'grype',
    version: '0.100.0',
    timestamp: '2026-11-01T00:00:00Z',
    db: { status: { built: '2026-10-31T00:00:00Z', schemaVersion: 'v6.0.0' } },
  },
};

const CYCLONEDX = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
  version: 1,
  metadata: {
    timestamp: '2026-11-01T00:00:00Z',
    tools: { components: [{ type: 'application', name: 'trivy', version: '0.66.0' }] },
    component: {
      'bom-ref': 'root',
      type: 'container',
      name: 'ghcr.io/acme/api:1',
      version: DIGEST,
      purl: `pkg:oci/api@${DIGEST}?arch=amd64&repository_url=ghcr.io/acme/api`,
    },
  },
  components: [
    {
      'bom-ref': 'a',
      type: 'library',
      group: '@acme',
      name: 'left-pad',
      version: '1.0.0',
      purl: 'pkg:npm/%40acme/left-pad@1.0.0',
      licenses: [{ license: { id: 'MIT' } }, { license: { name: 'Ours' } }],
      evidence: { occurrences: [{ location: 'package-lock.json' }] },
      properties: [{ name: 'aquasecurity:trivy:LayerDigest', value: DIGEST }],
    },
    { 'bom-ref': 'b', type: 'operating-system', name: 'debian', version: '12' },
  ],
  vulnerabilities: [
    {
      id: 'CVE-2024-1',
      source: { name: 'nvd', url: 'https://nvd.nist.gov' },
      references: [{ id: 'GHSA-1', source: { name: 'ghsa' } }],
      ratings: [
        {
          source: { name: 'nvd' },
          score: 9.8,
          severity: 'critical',
          method: 'CVSSv31',
          vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
        },
        { source: { name: 'EPSS' }, score: 0.4, method: 'other' },
      ],
      description: 'A flaw.',
      detail: 'More.',
      recommendation: 'Upgrade @acme/left-pad to version 1.0.1',
      advisories: [{ url: 'https://example.org/advisory' }],
      published: '2024-01-01T00:00:00Z',
      analysis: { state: 'not_affected', justification: 'code_not_present', detail: 'ours', response: ['update'] },
      affects: [{ ref: 'a', versions: [{ version: '1.0.0', status: 'affected' }] }],
      properties: [{ name: 'epss', value: '0.4' }],
    },
  ],
};

const SARIF = {
  version: '2.1.0',
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  runs: [
    {
      tool: {
        driver: {
          name: 'Trivy',
          semanticVersion: '0.66.0',
          rules: [
            {
              id: 'CVE-2024-1',
              name: 'OsPackageVulnerability',
              shortDescription: { text: 'A flaw' },
              fullDescription: { text: 'A flaw in it.' },
              defaultConfiguration: { level: 'error' },
              helpUri: 'https://avd.aquasec.com/nvd/cve-2024-1',
              help: { text: 'Vulnerability CVE-2024-1', markdown: '**Upgrade** it' },
              properties: {
                precision: 'very-high',
                'security-severity': '9.8',
                tags: ['vulnerability', 'security', 'CRITICAL'],
              },
            },
            {
              id: 'DS002',
              shortDescription: { text: 'root' },
              properties: { 'security-severity': '8.0', tags: ['misconfiguration', 'HIGH'] },
            },
          ],
        },
      },
      automationDetails: { id: 'sources/1' },
      invocations: [
        { executionSuccessful: true, startTimeUtc: '2026-11-01T00:00:00Z', endTimeUtc: '2026-11-01T00:01:00Z' },
      ],
      artifacts: [{ location: { uri: 'Dockerfile', uriBaseId: 'ROOTPATH' } }],
      originalUriBaseIds: { ROOTPATH: { uri: 'file:///' } },
      properties: {
        imageName: 'ghcr.io/acme/api:1',
        repoTags: ['ghcr.io/acme/api:1'],
        repoDigests: [`ghcr.io/acme/api@${DIGEST}`],
      },
      results: [
        {
          ruleId: 'CVE-2024-1',
          ruleIndex: 0,
          level: 'error',
          message: {
            text: 'Package: openssl\nInstalled Version: 3.0.1\nVulnerability CVE-2024-1\nSeverity: HIGH\nFixed Version: 3.0.2\nLink: [CVE-2024-1](https://avd.aquasec.com)',
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'library/openssl', uriBaseId: 'ROOTPATH' },
                region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
              },
              message: { text: 'openssl@3.0.1' },
            },
          ],
          suppressions: [{ kind: 'external', status: 'accepted', justification: 'ours' }],
        },
        {
          ruleId: 'DS002',
          ruleIndex: 1,
          level: 'error',
          message: {
            text: 'Artifact: Dockerfile\nType: dockerfile\nVulnerability DS002\nSeverity: HIGH\nMessage: root',
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'Dockerfile', index: 0 },
                region: { startLine: 2, endLine: 3, snippet: { text: 'USER root' } },
              },
              logicalLocations: [{ fullyQualifiedName: 'a.b' }],
            },
          ],
        },
      ],
    },
  ],
};

/** Made up, and small: of each format one report that has nearly every member that its reader looks at. */
export const WHOLE_REPORTS: Readonly<Record<ReportFormat, unknown>> = {
  trivy: unshared(TRIVY),
  grype: unshared(GRYPE),
  cyclonedx: unshared(CYCLONEDX),
  sarif: unshared(SARIF),
};

/** What stands in two places is two things: a change to one leaves the other. */
function unshared(report: unknown): unknown {
  return JSON.parse(JSON.stringify(report));
}
