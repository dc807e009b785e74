import { readFileSync } from 'node:fs';
import { placesIn, type ValuePath, withValue, without } from '../../../test/factories/mutations.js';
import { parsePolicy } from '../policy/parse-policy.js';
import type { Policy } from '../policy/policy.js';
import { policyOfSources } from '../policy/policy-of-sources.js';
import { mismatchesOf } from '../reports/mismatches.js';
import { parseReport } from '../reports/parse-report.js';
import { ReportError } from '../reports/report-error.js';
import type { Scan } from '../reports/scan.js';
import { evidenceRulesOf } from './counting-evidence.js';
import { currentScans } from './current-scans.js';
import { evaluate } from './evaluate.js';
import { factsOf } from './facts-of.js';
import { lackedBy } from './lacked-components.js';
import { countComponents, recordOf } from './scan-record.js';
import type { Outcome } from './verdict.js';

/** A fact that only one field of the report holds: without the field nothing in the report tells of it. */
interface Exception {
  /** On the place, written `Results/0/Vulnerabilities`. */
  readonly at: RegExp;
  readonly because: string;
}

interface Base {
  readonly name: string;
  readonly document: object;
  /** Other than of the image itself: judged by the same policy for what is no image. */
  readonly isOfSources?: true;
  /** Reports that are sent with it. */
  readonly beside?: readonly object[];
  /** Without this place the report passes: it is one fact away from a pass. */
  readonly fact: ValuePath;
  readonly outcome: Exclude<Outcome, 'pass'>;
  /** Places of the tool's name and version. */
  readonly tool: readonly ValuePath[];
  /** Ways in which this format says that the run failed. */
  readonly failures: readonly (readonly [ValuePath, unknown])[];
  readonly exceptions: readonly Exception[];
}

const FINDING = 'the finding itself was taken out';

const AT = '2026-11-28T12:00:00.000Z';

const DIGEST = `sha256:${'f'.repeat(64)}`;

const policy = parsePolicy(readFileSync(new URL('../../../../security-config.yml', import.meta.url), 'utf8'));

const trivy = {
  SchemaVersion: 2,
  Trivy: { Version: '0.75.0' },
  CreatedAt: '2026-11-28T10:00:00Z',
  ArtifactName: 'ghcr.io/acme/api:1',
  ArtifactType: 'container_image',
  Metadata: {
    OS: { Family: 'alpine', Name: '3.22.1' },
    RepoDigests: [`ghcr.io/acme/api@${DIGEST}`],
    ImageConfig: { architecture: 'amd64', os: 'linux', config: { User: '1000' } },
  },
};

const trivyVulnerability = {
  VulnerabilityID: 'CVE-2024-10001',
  PkgName: 'openssl',
  PkgIdentifier: { PURL: 'pkg:apk/alpine/openssl@3.0.1-r0?arch=x86_64&distro=3.22.1' },
  InstalledVersion: '3.0.1-r0',
  FixedVersion: '3.0.9-r0',
  Status: 'fixed',
  Severity: 'CRITICAL',
  SeveritySource: 'nvd',
  VendorSeverity: { nvd: 4 },
  CVSS: { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', V3Score: 9.8 } },
  PublishedDate: '2025-01-02T00:00:00Z',
  Title: 'openssl: a flaw',
};

const trivyPackages = {
  Target: 'app (alpine 3.22.1)',
  Class: 'os-pkgs',
  Type: 'alpine',
  Packages: [{ Name: 'musl', Version: '1.2.5-r10' }],
};

/** Lists what is inside, and looked for nothing: what Grype's JSON and SARIF need beside them in prod (`evidence.components`). */
const inventory = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'container', name: 'ghcr.io/acme/api:1' } },
  components: [{ type: 'library', name: 'musl', version: '1.2.5-r10', purl: 'pkg:apk/alpine/musl@1.2.5-r10' }],
};

const TRIVY = { tool: [['Trivy', 'Version']], failures: [] } as const;

const grype = {
  matches: [
    {
      vulnerability: {
        id: 'CVE-2024-10001',
        namespace: 'alpine:distro:alpine:3.22',
        severity: 'Critical',
        cvss: [{ version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', metrics: { baseScore: 9.8 } }],
        fix: { versions: ['3.0.9-r0'], state: 'fixed' },
        epss: [{ cve: 'CVE-2024-10001', epss: 0.9, percentile: 0.99, date: '2026-11-27' }],
        knownExploited: [{ cve: 'CVE-2024-10001' }],
      },
      relatedVulnerabilities: [{ id: 'CVE-2024-10001', severity: 'High' }],
      artifact: {
        name: 'openssl',
        version: '3.0.1-r0',
        type: 'apk',
        locations: [{ path: '/lib/apk/db/installed' }],
        purl: 'pkg:apk/alpine/openssl@3.0.1-r0?arch=x86_64&distro=alpine-3.22.1',
      },
    },
  ],
  source: {
    type: 'image',
    target: {
      userInput: 'ghcr.io/acme/api:1',
      manifestDigest: DIGEST,
      tags: ['ghcr.io/acme/api:1'],
      repoDigests: [`ghcr.io/acme/api@${DIGEST}`],
      architecture: 'amd64',
      os: 'linux',
    },
  },
  distro: { name: 'alpine', version: '3.22.1', idLike: [] },
  descriptor: {
    name: 'grype',
    version: '0.110.0',
    timestamp: '2026-11-28T10:00:00Z',
    db: { status: { schemaVersion: 'v6.1.0', built: '2026-11-28T04:00:00Z', valid: true } },
  },
};

const GRYPE = {
  tool: [
    ['descriptor', 'name'],
    ['descriptor', 'version'],
  ],
  failures: [],
  beside: [inventory],
} as const;

const cyclonedx = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
  version: 1,
  metadata: {
    timestamp: '2026-11-28T10:00:00Z',
    tools: { components: [{ type: 'application', name: 'trivy', version: '0.75.0' }] },
    component: { 'bom-ref': 'root', type: 'container', name: 'ghcr.io/acme/api:1' },
  },
  components: [
    { 'bom-ref': 'c1', type: 'library', name: 'lodash', version: '4.17.4', purl: 'pkg:npm/lodash@4.17.4' },
    { 'bom-ref': 'c2', type: 'library', name: 'ffi', version: '1.17.2', purl: 'pkg:npm/ffi@1.17.2' },
  ],
  vulnerabilities: [
    {
      'bom-ref': 'v1',
      id: 'CVE-2024-10001',
      source: { name: 'ghsa', url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc' },
      ratings: [
        { source: { name: 'ghsa' }, severity: 'critical', score: 9.8, method: 'CVSSv31' },
        { source: { name: 'nvd' }, severity: 'high', score: 8.1, method: 'CVSSv31' },
      ],
      recommendation: 'Upgrade lodash to version 4.17.21',
      published: '2025-01-02T00:00:00Z',
      affects: [{ ref: 'c1', versions: [{ version: '4.17.4', status: 'affected' }] }],
    },
    {
      'bom-ref': 'v2',
      id: 'CVE-2024-10002',
      source: { name: 'ghsa' },
      ratings: [{ source: { name: 'ghsa' }, severity: 'low' }],
      published: '2025-01-02T00:00:00Z',
      affects: [{ ref: 'c2' }],
    },
  ],
};

const CYCLONEDX = {
  tool: [
    ['metadata', 'tools', 'components', 0, 'name'],
    ['metadata', 'tools', 'components', 0, 'version'],
  ],
  failures: [],
} as const;

const sarif = {
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'Grype',
          version: '0.110.0',
          rules: [
            {
              id: 'CVE-2024-10001-openssl',
              shortDescription: { text: 'CVE-2024-10001 critical vulnerability for openssl package' },
              help: {
                text: 'Vulnerability CVE-2024-10001\nSeverity: critical\nPackage: openssl\nVersion: 3.0.1-r0\nFix Version: 3.0.9-r0\nType: apk',
              },
              properties: {
                'security-severity': '9.8',
                purls: ['pkg:apk/alpine/openssl@3.0.1-r0?arch=x86_64&distro=alpine-3.22.1'],
              },
            },
          ],
        },
      },
      results: [
        {
          ruleId: 'CVE-2024-10001-openssl',
          ruleIndex: 0,
          level: 'error',
          message: {
            text: 'A critical vulnerability in apk package: openssl, version 3.0.1-r0 was found in image acme/api at: /lib/apk/db/installed',
          },
          locations: [
            { physicalLocation: { artifactLocation: { uri: 'lib/apk/db/installed' }, region: { startLine: 1 } } },
          ],
        },
      ],
      invocations: [{ executionSuccessful: true, endTimeUtc: '2026-11-28T10:00:00Z' }],
    },
  ],
};

const SARIF = {
  beside: [inventory],
  tool: [
    ['runs', 0, 'tool', 'driver', 'name'],
    ['runs', 0, 'tool', 'driver', 'version'],
  ],
  failures: [
    [['runs', 0, 'invocations', 0, 'executionSuccessful'], false],
    [
      ['runs', 0, 'invocations', 0, 'toolExecutionNotifications'],
      [{ level: 'error', message: { text: 'the database could not be loaded' } }],
    ],
    [['runs', 0, 'results'], null],
  ],
} as const;

const BASES: readonly Base[] = [
  {
    name: 'Trivy, a vulnerability',
    ...TRIVY,
    document: { ...trivy, Results: [{ ...trivyPackages, Vulnerabilities: [trivyVulnerability] }] },
    fact: ['Results', 0, 'Vulnerabilities', 0],
    outcome: 'fail',
    exceptions: [{ at: /^Results\/0\/Vulnerabilities(?:\/0)?$/, because: FINDING }],
  },
  {
    name: 'Trivy, a secret',
    ...TRIVY,
    document: {
      ...trivy,
      Results: [
        { ...trivyPackages, Vulnerabilities: [] },
        {
          Target: '/app/.env',
          Class: 'secret',
          Secrets: [
            {
              RuleID: 'aws-access-key-id',
              Category: 'AWS',
              Severity: 'CRITICAL',
              Title: 'AWS key',
              StartLine: 1,
              EndLine: 1,
            },
          ],
        },
      ],
    },
    fact: ['Results', 1],
    outcome: 'fail',
    exceptions: [{ at: /^Results\/1(?:\/Secrets(?:\/0)?)?$/, because: FINDING }],
  },
  {
    name: 'Trivy, a misconfiguration',
    ...TRIVY,
    document: {
      ...trivy,
      Results: [
        { ...trivyPackages, Vulnerabilities: [] },
        {
          Target: 'Dockerfile',
          Class: 'config',
          Type: 'dockerfile',
          Misconfigurations: [
            {
              Type: 'Dockerfile Security Check',
              ID: 'DS002',
              AVDID: 'AVD-DS-0002',
              Title: 'Root user',
              Severity: 'HIGH',
              Status: 'FAIL',
              CauseMetadata: { StartLine: 3 },
            },
          ],
        },
      ],
    },
    fact: ['Results', 1],
    outcome: 'fail',
    exceptions: [
      { at: /^Results\/1(?:\/Misconfigurations(?:\/0)?)?$/, because: FINDING },
      {
        at: /^Results\/1\/Misconfigurations\/0\/Severity$/,
        because: 'only its Severity rates a misconfiguration, and prod limits those that are rated high or critical',
      },
    ],
  },
  {
    name: 'Trivy, an operating system past its end of life',
    ...TRIVY,
    document: {
      ...trivy,
      Metadata: { ...trivy.Metadata, OS: { Family: 'alpine', Name: '3.10.9', EOSL: true } },
      Results: [{ ...trivyPackages, Vulnerabilities: [] }],
    },
    fact: ['Metadata', 'OS', 'EOSL'],
    outcome: 'unknown',
    exceptions: [
      {
        at: /^Metadata(?:\/OS(?:\/EOSL|\/Family)?)?$/,
        because: 'only EOSL tells it; Trivy leaves it out of supported systems',
      },
    ],
  },
  {
    name: 'Trivy, a scan that is too old',
    ...TRIVY,
    document: { ...trivy, CreatedAt: '2026-01-01T00:00:00Z', Results: [{ ...trivyPackages, Vulnerabilities: [] }] },
    fact: ['CreatedAt'],
    outcome: 'unknown',
    exceptions: [
      {
        at: /^CreatedAt$/,
        because: 'a report without a date counts from when it came: Trivy before 0.48 and SARIF have none',
      },
    ],
  },
  {
    name: 'Trivy, a workload that was not scanned',
    ...TRIVY,
    tool: [['ClusterName']],
    isOfSources: true,
    document: {
      ClusterName: 'demo',
      CreatedAt: '2026-11-28T10:00:00Z',
      Resources: [
        { Namespace: 'shop', Kind: 'Deployment', Name: 'ok', Results: [{ ...trivyPackages, Vulnerabilities: [] }] },
        { Namespace: 'shop', Kind: 'Deployment', Name: 'broken', Error: 'scan error: no image' },
      ],
    },
    fact: ['Resources', 1],
    outcome: 'unknown',
    exceptions: [{ at: /^Resources\/1(?:\/Error)?$/, because: 'the word of the failure itself was taken out' }],
  },
  {
    name: 'Grype, a vulnerability',
    ...GRYPE,
    document: grype,
    fact: ['matches', 0],
    outcome: 'fail',
    exceptions: [{ at: /^matches\/0$/, because: FINDING }],
  },
  {
    name: 'Grype, known to be exploited and without a fix',
    ...GRYPE,
    document: withValue(grype, ['matches', 0, 'vulnerability', 'fix'], { versions: [], state: 'not-fixed' }),
    fact: ['matches', 0],
    outcome: 'fail',
    exceptions: [{ at: /^matches\/0$/, because: FINDING }],
  },
  {
    name: 'Grype, a database that is too old',
    ...GRYPE,
    document: withValue(
      without(grype, ['matches', 0]),
      ['descriptor', 'db', 'status', 'built'],
      '2026-01-01T00:00:00Z',
    ),
    fact: ['descriptor', 'db', 'status', 'built'],
    outcome: 'unknown',
    exceptions: [
      {
        at: /^descriptor(?:\/db(?:\/status(?:\/built)?)?)?$/,
        because:
          'the shipped policy accepts a database without a date, which Trivy never gives (evidence.undatedDatabase)',
      },
    ],
  },
  {
    name: 'CycloneDX, a vulnerability',
    ...CYCLONEDX,
    document: cyclonedx,
    fact: ['vulnerabilities', 0],
    outcome: 'fail',
    exceptions: [{ at: /^vulnerabilities\/0$/, because: FINDING }],
  },
  {
    name: 'SARIF of Grype, a vulnerability',
    ...SARIF,
    document: sarif,
    fact: ['runs', 0, 'results', 0],
    outcome: 'fail',
    exceptions: [{ at: /^runs\/0\/results\/0$/, because: FINDING }],
  },
  {
    name: 'SARIF of Grype, a failed run',
    ...SARIF,
    document: withValue(
      withValue(sarif, ['runs', 0, 'results'], []),
      ['runs', 0, 'invocations', 0, 'executionSuccessful'],
      false,
    ),
    fact: ['runs', 0, 'invocations', 0],
    outcome: 'unknown',
    exceptions: [
      {
        at: /^runs\/0\/invocations(?:\/0(?:\/executionSuccessful)?)?$/,
        because: 'the word of the failure itself was taken out',
      },
    ],
  },
];

/**
 * From any report that does not pass, leaving out a field, nulling it, renaming the tool or marking the run as failed
 * gives no pass, by the policy that Plimsoll ships with; but for the exceptions, each with its reason.
 */
describe.each(BASES)('$name', ({ document, beside = [], isOfSources, fact, outcome, tool, failures, exceptions }) => {
  const outcomeOf = (changed: object) => judge(isOfSources ? policyOfSources(policy) : policy, changed, ...beside);

  it('is one fact away from a pass', async () => {
    expect(await outcomeOf(document)).toBe(outcome);
    expect(await outcomeOf(without(document, fact))).toBe('pass');
  });

  it('does not pass with a field left out or null', async () => {
    const passing: string[] = [];
    for (const place of placesIn(document)) {
      for (const changed of [without(document, place), withValue(document, place, null)]) {
        if ((await outcomeOf(changed)) === 'pass') passing.push(place.join('/'));
      }
    }
    expect([...new Set(passing)].filter((place) => !exceptions.some(({ at }) => at.test(place)))).toEqual([]);
    // An exception that nothing needs would hide the next fault.
    expect(exceptions.filter(({ at }) => !passing.some((place) => at.test(place)))).toEqual([]);
  });

  it('does not pass under another name of the tool, or marked as failed', async () => {
    for (const place of tool) expect(await outcomeOf(withValue(document, place, 'renamed'))).not.toBe('pass');
    for (const [place, value] of failures) expect(await outcomeOf(withValue(document, place, value))).not.toBe('pass');
  });
});

/** What a reporter could send to turn a verdict that is no pass into one: each is a scanner's honest report of something else. */
describe('a report that would whitewash an image', () => {
  const { RepoDigests: _, ...withoutDigest } = trivy.Metadata;
  const clean = { ...trivy, Results: [trivyPackages] };
  const bad = { ...trivy, Results: [{ ...trivyPackages, Vulnerabilities: [trivyVulnerability] }] };
  const earlier = (document: object) => ({ ...document, CreatedAt: '2026-11-28T09:00:00Z' });
  const stale = (document: object) => ({ ...document, CreatedAt: '2026-01-01T00:00:00Z' });
  const docs = { ...clean, ArtifactName: 'docs', ArtifactType: 'filesystem', Metadata: {} };
  const freshGrype = without(grype, ['matches', 0]);
  const staleGrype = withValue(freshGrype, ['descriptor', 'timestamp'], '2026-01-01T00:00:00Z');
  const digestOfOther = withValue(clean, ['Metadata', 'RepoDigests', 0], `ghcr.io/acme/api@sha256:${'e'.repeat(64)}`);

  it.each<[string, readonly object[], Outcome]>([
    ['none, for comparison', [clean], 'pass'],
    ['none beside a second tool, for comparison', [clean, freshGrype], 'pass'],
    ['the image itself scanned again, for comparison', [stale(clean), clean], 'pass'],
    ['trivy fs docs/, alone', [docs], 'unknown'],
    ['trivy fs docs/, beside an old scan', [stale(clean), docs], 'unknown'],
    ['trivy fs docs/, beside a bad one', [bad, docs], 'fail'],
    ['an emptied list', [earlier(bad), { ...trivy, Results: [{ ...trivyPackages, Packages: [] }] }], 'unknown'],
    ['no result at all', [{ ...trivy, Results: [] }], 'unknown'],
    ['a fresh scan beside a stale one of another tool', [clean, staleGrype], 'unknown'],
    ['a fresh scan of another tool beside a stale one', [stale(clean), freshGrype], 'unknown'],
    ['a scan of the year 2099', [{ ...clean, CreatedAt: '2099-01-01T00:00:00Z' }], 'unknown'],
    [
      'a database of the year 2099',
      [withValue(freshGrype, ['descriptor', 'db', 'status', 'built'], '2099-01-01T00:00:00Z'), inventory],
      'unknown',
    ],
    ['a scan of another digest', [digestOfOther], 'unknown'],
    ['a scan of another digest in place of a bad one', [earlier(bad), digestOfOther], 'unknown'],
    ['a scan of another image', [{ ...clean, ArtifactName: 'ghcr.io/acme/web:1', Metadata: withoutDigest }], 'unknown'],
  ])('does not: %s', async (_, documents, outcome) => {
    expect(await outcomeOf(...documents)).toBe(outcome);
  });
});

/** Taking a failed run for a good one would be the same fault the other way round. */
it.each(SARIF.failures)('SARIF of Grype that would pass does not where %j is %j', async (place, value) => {
  const clean = withValue(sarif, ['runs', 0, 'results'], []);
  expect(await outcomeOf(clean, inventory)).toBe('pass');
  expect(await outcomeOf(withValue(clean, place, value), inventory)).toBe('unknown');
});

function outcomeOf(...documents: readonly object[]): Promise<Outcome> {
  return judge(policy, ...documents);
}

/** A report that is refused is no evidence: unknown. */
async function judge(policy: Policy, ...documents: readonly object[]): Promise<Outcome> {
  const scans: Scan[] = [];
  for (const document of documents) {
    try {
      scans.push(await parseReport([Buffer.from(JSON.stringify(document))]));
    } catch (error) {
      if (!(error instanceof ReportError)) throw error;
      return 'unknown';
    }
  }
  const image = 'ghcr.io/acme/api';
  const kept = scans.map((scan, index) => ({
    ...recordOf(scan, `sha256:${String(index).padStart(64, '0')}`, AT, {
      mismatches: mismatchesOf(scan, { image, digest: DIGEST }, AT),
    }),
    scan,
  }));
  const listed = ({ scan }: { scan: Scan }) => scan.components.filter(({ isListed }) => isListed);
  const records = kept.map((record) => ({ ...record, lacks: lackedBy(record, kept, listed) }));
  const facts = factsOf({
    image,
    digest: DIGEST,
    scans: records,
    ...countComponents(currentScans(records).map(({ scan }) => scan)),
    ...evidenceRulesOf(policy.environments.find(({ name }) => name === 'prod')?.settings),
  });
  return evaluate({ facts, policy, waivers: [], environment: 'prod', at: AT }).outcome;
}
