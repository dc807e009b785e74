import type { FindingComponent } from '../../src/core/findings/finding.js';
import type { EvidenceRules } from '../../src/core/gate/counting-evidence.js';
import { factsOf } from '../../src/core/gate/facts-of.js';
import type { Facts } from '../../src/core/gate/facts.js';
import type { ScanRecord } from '../../src/core/gate/scan-record.js';
import type { Waiver } from '../../src/core/model/waiver.js';
import type { Claim, Problem } from '../../src/core/reports/scan.js';

/** A claim about openssl 3.0.7-r0, critical and fixed in 3.0.8-r0, unless told otherwise. */
export function aClaim(given: Partial<Claim> = {}): Claim {
  const reportedId = given.reportedId ?? 'CVE-2023-0286';
  return {
    componentKey: 'pkg:apk/alpine/openssl@3.0.7-r0',
    reportedId,
    ids: [reportedId],
    severity: 'critical',
    title: null,
    description: null,
    fixedVersion: '3.0.8-r0',
    fixState: null,
    publishedAt: '2023-02-07T00:00:00.000Z',
    cvssScore: null,
    cvssVector: null,
    epss: null,
    isKnownExploited: null,
    url: null,
    analysis: null,
    ...given,
  };
}

export function aProblem(given: Partial<Problem> = {}): Problem {
  return {
    kind: 'secret',
    rule: 'aws-access-key-id',
    severity: 'critical',
    title: 'AWS access key',
    description: null,
    resolution: null,
    path: 'app/.env',
    startLine: 3,
    endLine: 3,
    subject: null,
    layer: null,
    componentKey: null,
    url: null,
    isSuppressed: false,
    ...given,
  };
}

/** Described by its key: `pkg:apk/alpine/openssl@3.0.7-r0` is openssl at 3.0.7-r0. */
export function aComponent(key: string): FindingComponent {
  const [, type = 'generic', name = key, version = null] =
    /^pkg:([^/]+)\/(?:.*\/)?([^/@]+)(?:@([^?]+))?/.exec(key) ?? [];
  return { key, purl: key.startsWith('pkg:') ? key : null, type, name, version };
}

/** A scan by Trivy of 20 November 2026 that looked for vulnerabilities and found none, unless told otherwise. */
export function aScanRecord(given: Partial<ScanRecord> = {}): ScanRecord {
  const claims = given.claims ?? [];
  const problems = given.problems ?? [];
  const keys = [...claims, ...problems].flatMap(({ componentKey }) => componentKey ?? []);
  return {
    report: `sha256:${'a'.repeat(64)}`,
    given: '',
    receivedAt: '2026-11-20T12:00:00.000Z',
    format: 'trivy',
    tool: { name: 'trivy', version: '0.75.0' },
    scannedAt: '2026-11-20T12:00:00.000Z',
    databaseDate: null,
    target: null,
    platform: null,
    covers: ['match'],
    failures: [],
    attempted: [],
    carries: ['known-exploited', 'epss', 'end-of-life'],
    componentCount: 10,
    findingCount: claims.length + problems.length,
    listedCount: 10,
    lacks: null,
    operatingSystem: null,
    imageFacts: { user: null, hasHealthcheck: null, sizeBytes: null },
    skippedCount: 0,
    sender: null,
    recall: null,
    mismatches: [],
    components: new Map(keys.map((key) => [key, aComponent(key)])),
    ...given,
    claims,
    problems,
  };
}

export function factsFrom(
  scans: readonly ScanRecord[],
  components: { count?: number; withoutPurl?: number } = {},
  rules: EvidenceRules = {},
): Facts {
  return factsOf({
    image: 'ghcr.io/acme/api',
    digest: `sha256:${'d'.repeat(64)}`,
    scans,
    componentCount: components.count ?? 10,
    componentsWithoutPurl: components.withoutPurl ?? 0,
    ...rules,
  });
}

/** Accepts the risk of CVE-2023-0286 until 2027, unless told otherwise. */
export function aWaiver(given: Partial<Waiver> = {}): Waiver {
  return {
    id: 'W-1',
    scope: { advisory: 'CVE-2023-0286' },
    status: 'accepted',
    justification: 'The vulnerable code is not reached.',
    author: 'dev@acme.example',
    approver: 'security@acme.example',
    expiresAt: '2027-01-01T00:00:00.000Z',
    ...given,
  };
}
