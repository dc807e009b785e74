import { fixOf } from '../../findings/fix-state.js';
import { parseReport } from '../parse-report.js';
import type { Scan } from '../scan.js';

function read(document: unknown): Promise<Scan> {
  return parseReport([Buffer.from(JSON.stringify(document))]);
}

const ARTIFACT = { name: 'curl', version: '8.0', type: 'deb', purl: 'pkg:deb/debian/curl@8.0?distro=debian-12' };

function match(vulnerability: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { vulnerability: { id: 'CVE-2024-1', severity: 'High', ...vulnerability }, artifact: ARTIFACT, ...more };
}

describe('GrypeReader', () => {
  it('unites a GHSA with the CVE that it relates to, and takes from the CVE what the GHSA lacks', async () => {
    const relatedVulnerabilities = [
      {
        id: 'CVE-2024-9',
        description: 'long',
        cvss: [{ version: '3.1', vector: 'V', metrics: { baseScore: 7.5 } }],
        epss: [{ epss: 0.25 }],
        knownExploited: [{ cve: 'CVE-2024-9' }],
      },
    ];
    const { claims } = await read({ matches: [match({ id: 'GHSA-aaaa-bbbb-cccc' }, { relatedVulnerabilities })] });
    expect(claims[0]).toMatchObject({
      reportedId: 'GHSA-aaaa-bbbb-cccc',
      ids: ['CVE-2024-9', 'GHSA-aaaa-bbbb-cccc'],
      description: 'long',
      cvssScore: 7.5,
      cvssVector: 'V',
      epss: 0.25,
      isKnownExploited: true,
    });
  });

  it('reads what a package is built from, of what stands in its purl as well the first', async () => {
    const sourceOf = async (more: Record<string, unknown>) => {
      const { components } = await read({ matches: [match({}, { artifact: { ...ARTIFACT, ...more } })] });
      return components.map(({ source }) => source);
    };
    expect(await sourceOf({})).toEqual([undefined]);
    expect(await sourceOf({ upstreams: [{ name: 'curl-src', version: '8.0-1' }, { name: 'other' }] })).toEqual([
      { name: 'curl-src', version: '8.0-1' },
    ]);
    expect(await sourceOf({ purl: `${ARTIFACT.purl}&upstream=curl-up%408.0-2` })).toEqual([
      { name: 'curl-up', version: '8.0-2' },
    ]);
    expect(await sourceOf({ upstreams: null })).toEqual([undefined]);
  });

  it('does not make one advisory of all that a bulletin relates to', async () => {
    const relatedVulnerabilities = [{ id: 'CVE-2024-8' }, { id: 'CVE-2024-9' }];
    const { claims } = await read({ matches: [match({ id: 'ELSA-2024-1' }, { relatedVulnerabilities })] });
    expect(claims[0]?.ids).toEqual(['ELSA-2024-1']);
  });

  it.each([
    ['Critical', 'critical'],
    ['High', 'high'],
    ['Medium', 'medium'],
    ['Low', 'low'],
    ['Negligible', 'low'],
    ['Unknown', 'unknown'],
    [undefined, 'unknown'],
  ])('reads the severity %s as %s', async (severity, expected) => {
    expect((await read({ matches: [match({ severity })] })).claims[0]?.severity).toBe(expected);
  });

  it('names every fixed version', async () => {
    const { claims } = await read({ matches: [match({ fix: { versions: ['1.2', '2.0'], state: 'fixed' } })] });
    expect(claims[0]).toMatchObject({ fixedVersion: '1.2, 2.0', fixState: 'fixed' });
  });

  it('keeps ignored matches, marked, with the VEX statement that they rest on', async () => {
    const appliedIgnoreRules = [{ 'vex-status': 'not_affected', 'vex-justification': 'component_not_present' }];
    const { claims } = await read({
      matches: [],
      ignoredMatches: [
        match({}, { appliedIgnoreRules }),
        match({ id: 'CVE-2024-2' }, { appliedIgnoreRules: [{ vulnerability: 'CVE-2024-2' }] }),
      ],
    });
    expect(claims).toMatchObject([
      { isSuppressed: true, analysis: { state: 'not_affected', justification: 'component_not_present' } },
      { isSuppressed: true, analysis: null },
    ]);
  });

  it.each([[{ built: '2024-01-02T00:00:00Z' }], [{ status: { built: '2024-01-02T00:00:00Z' }, providers: {} }]])(
    'finds the date of the database in %j',
    async (db) => {
      const { databaseDate } = await read({ matches: [], descriptor: { name: 'grype', version: '1', db } });
      expect(databaseDate).toBe('2024-01-02T00:00:00.000Z');
    },
  );

  it('reads a scan without matches as one that looked', async () => {
    expect(await read({ matches: [] })).toMatchObject({
      covers: ['match'],
      claims: [],
      tool: { name: 'grype', version: null },
    });
  });

  it('reads which image it was, and its configuration', async () => {
    const digest = `sha256:${'cd'.repeat(32)}`;
    const config = Buffer.from(
      JSON.stringify({ config: { User: '1000', Healthcheck: { Test: ['CMD', 'x'] } } }),
    ).toString('base64');
    const target = {
      userInput: 'localhost:5000/acme/api:2',
      manifestDigest: `sha256:${'00'.repeat(32)}`,
      repoDigests: [`localhost:5000/acme/api@${digest}`],
      tags: [],
      imageSize: 9,
      config,
    };
    const scan = await read({
      matches: [],
      source: { type: 'image', target },
      distro: { name: 'debian', version: '12' },
    });
    expect(scan).toMatchObject({
      subject: { image: 'localhost:5000/acme/api', digest, tag: '2' },
      image: { user: '1000', hasHealthcheck: true, sizeBytes: 9 },
      operatingSystem: { family: 'debian', version: '12' },
    });
  });

  const VECTOR = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  const NVD = { id: 'CVE-2024-9', namespace: 'nvd:cpe' };

  it.each([
    ['the word of the record that matched', { severity: 'Low' }, [{ ...NVD, severity: 'Critical' }], 'low'],
    [
      'its word before its score',
      { severity: 'High', namespace: 'github:language:npm', cvss: [{ version: '3.1', metrics: { baseScore: 9.8 } }] },
      [],
      'high',
    ],
    [
      'its score beside Unknown',
      { severity: 'Unknown', cvss: [{ version: '3.1', metrics: { baseScore: 9.8 } }] },
      [],
      'critical',
    ],
    ['its vector without a score', { severity: 'Unknown', cvss: [{ version: '3.1', vector: VECTOR }] }, [], 'critical'],
    [
      'the word of a related record beside Unknown',
      { severity: 'Unknown' },
      [{ ...NVD, severity: 'Medium' }],
      'medium',
    ],
    [
      "the vendor's before GitHub's before NVD's",
      { severity: 'Unknown', namespace: 'x' },
      [
        { ...NVD, severity: 'Critical' },
        { id: 'GHSA-aaaa-bbbb-cccc', namespace: 'github:language:npm', severity: 'High' },
        { id: 'CVE-2024-9', namespace: 'debian:distro:debian:12', severity: 'Low' },
      ],
      'low',
    ],
    [
      'the score of a related record of its own source',
      { severity: 'Unknown', namespace: 'nvd:cpe' },
      [{ ...NVD, severity: 'Unknown', cvss: [{ source: 'nvd@nist.gov', version: '2.0', metrics: { baseScore: 10 } }] }],
      'high',
    ],
    ['nothing', { severity: 'Unknown', cvss: [] }, [{ ...NVD, severity: 'Unknown' }], 'unknown'],
  ])('rates by %s', async (_, vulnerability, relatedVulnerabilities, severity) => {
    const { claims } = await read({ matches: [match(vulnerability, { relatedVulnerabilities })] });
    expect(claims[0]?.severity).toBe(severity);
  });

  it.each([
    [{ versions: [], state: 'fixed' }, 'available'],
    [{ versions: ['2'], state: 'unknown' }, 'available'],
    [{ versions: [], state: 'not-fixed' }, 'none'],
    [{ versions: null, state: 'wont-fix' }, 'none'],
    [{ versions: [], state: 'unknown' }, 'unknown'],
    [{ versions: [], state: '' }, 'unknown'],
    [null, 'unknown'],
  ])('tells a fix by %j', async (fix, expected) => {
    expect((await read({ matches: [match({ fix })] })).claims.map(fixOf)).toEqual([expected]);
  });

  it.each([
    [{ os: 'linux', architecture: 'amd64' }, 'linux/amd64'],
    [{ os: 'linux', architecture: 'arm', architectureVariant: 'v7' }, 'linux/arm/v7'],
    [{ architecture: 'arm64' }, 'linux/arm64'],
    [{ os: 'linux' }, null],
    ['/src', null],
  ])('reads the platform of %j', async (target, platform) => {
    expect((await read({ matches: [], source: { type: 'image', target } })).platform).toBe(platform);
  });

  const alert = (metadata?: unknown): unknown => [
    { package: { name: 'bash' }, alerts: [{ type: 'other' }, { type: 'distro-eol', message: 'm', metadata }] },
  ];
  const DEBIAN = { name: 'debian', version: '10' };

  it.each([
    ['the document names', { distro: DEBIAN, alertsByPackage: alert() }, ['debian', '10', true]],
    ['the alert names', { distro: { name: '' }, alertsByPackage: alert(DEBIAN) }, ['debian', '10', true]],
    [
      'the alert names, of two',
      { distro: { name: 'alpine', version: '3.22' }, alertsByPackage: alert(DEBIAN) },
      ['debian', '10', true],
    ],
    ['nothing names', { alertsByPackage: alert({ name: 'unknown' }) }, ['unknown', null, true]],
    ['no alert is of', { distro: DEBIAN, alertsByPackage: [{ alerts: [{ type: 'other' }] }] }, ['debian', '10', null]],
    ['there are no alerts of', { distro: DEBIAN, alertsByPackage: null }, ['debian', '10', null]],
  ])('reads the end of life of a system that %s', async (_, more, [family, version, isEndOfLife]) => {
    const { operatingSystem } = await read({ matches: [], ...more });
    expect(operatingSystem).toEqual({ family, version, isEndOfLife });
  });

  const asked = { alerts: { 'enable-eol-distro-warnings': true } };
  const db = (schemaVersion: unknown, providers: unknown = {}): unknown => ({
    status: { schemaVersion, valid: true },
    providers,
  });

  it.each([
    [
      'a database of today',
      { distro: DEBIAN, descriptor: { db: db('v6.1.10'), configuration: asked } },
      ['known-exploited', 'epss', 'end-of-life'],
    ],
    [
      'one from before end of life',
      { distro: DEBIAN, descriptor: { db: db('v6.1.0'), configuration: asked } },
      ['known-exploited', 'epss'],
    ],
    ['one from before EPSS', { descriptor: { db: db('v6.0.1') } }, ['known-exploited']],
    ['version 6.0.0', { descriptor: { db: db('v6.0.0') } }, []],
    ['version 5', { descriptor: { db: { schemaVersion: 5 } } }, []],
    ['a database built without them', { descriptor: { db: db('v6.1.0', { nvd: {}, epss: {} }) } }, ['epss']],
    [
      'no question for the end of life',
      { distro: DEBIAN, descriptor: { db: db('v6.1.10') } },
      ['known-exploited', 'epss'],
    ],
    ['no system', { descriptor: { db: db('v6.1.10'), configuration: asked } }, ['known-exploited', 'epss']],
    ['an alert', { alertsByPackage: alert() }, ['end-of-life']],
    ['no database', { descriptor: { version: '0.121.3' } }, []],
  ])('carries what the report can tell with %s', async (_, more, carries) => {
    expect((await read({ matches: [], ...more })).carries).toEqual(carries);
  });

  it.each([
    ['epss', { epss: [{ epss: 0.1 }] }, []],
    ['known-exploited', {}, [{ id: 'CVE-2024-9', knownExploited: [{ cve: 'CVE-2024-9' }] }]],
  ])('carries %s where a record has it', async (data, vulnerability, relatedVulnerabilities) => {
    const matches = [match(vulnerability, { relatedVulnerabilities })];
    expect((await read({ matches })).carries).toEqual([data]);
    expect((await read({ matches: [], ignoredMatches: matches })).carries).toEqual([data]);
  });

  it.each([
    ['an error of version 5', { error: 'database metadata not found' }, 'database metadata not found'],
    [
      'an error of version 6',
      { status: { valid: false, error: 'the database is too old' } },
      'the database is too old',
    ],
    ['a database that is not valid', { status: { valid: false } }, 'The vulnerability database is not valid.'],
    ['an error that is no text', { error: { code: 1 } }, 'The vulnerability database: {"code":1}'],
  ])('is no evidence with %s; what it found counts', async (_, database, message) => {
    const scan = await read({ matches: [match({})], descriptor: { db: database } });
    expect(scan).toMatchObject({ covers: [], attempted: ['match'], failures: [{ message }] });
    expect(scan.claims).toHaveLength(1);
  });

  it.each([{ error: null }, { error: '' }, { status: { valid: true, error: '' } }, { status: {} }])(
    'did not fail with %j',
    async (database) => {
      expect(await read({ matches: [], descriptor: { db: database } })).toMatchObject({
        covers: ['match'],
        failures: [],
      });
    },
  );

  const HEADERS = { name: 'linux-libc-dev', version: '6.1', type: 'deb' };
  const OWN = {
    namespace: '',
    package: { name: 'linux-libc-dev', language: '', type: 'deb', 'upstream-name': 'linux' },
    'match-type': 'exact-indirect-match',
  };

  it.each([
    ['its own rule', HEADERS, [OWN], 'built-in'],
    [
      'its own rule for kernels by version',
      { ...HEADERS, name: 'linux-headers-6.1.0-25' },
      [{ ...OWN, package: { ...OWN.package, name: 'linux(-.*)?-headers-.*', 'upstream-name': 'linux.*' } }],
      'built-in',
    ],
    ['its own rule beside that of a person', HEADERS, [{ vulnerability: 'CVE-2024-1' }, OWN], 'built-in'],
    ['the same with a reason', HEADERS, [{ ...OWN, reason: 'headers only' }], 'person'],
    ['the same for one vulnerability', HEADERS, [{ ...OWN, vulnerability: 'CVE-2024-1' }], 'person'],
    ['the same for one version', HEADERS, [{ ...OWN, package: { ...OWN.package, version: '6.1' } }], 'person'],
    ['the same for any match', HEADERS, [{ ...OWN, 'match-type': '' }], 'person'],
    [
      'the same for all of the kernel',
      HEADERS,
      [{ ...OWN, package: { ...OWN.package, 'upstream-name': '' } }],
      'person',
    ],
    ['the same, wider', HEADERS, [{ ...OWN, package: { ...OWN.package, name: 'linux-.*' } }], 'person'],
    ['its own rule on another package', { ...HEADERS, name: 'openssl' }, [OWN], 'person'],
    ['its own rule on another type', { ...HEADERS, type: 'rpm' }, [OWN], 'person'],
    ['no rule', HEADERS, null, 'person'],
  ])('tells who suppressed by %s', async (_, artifact, appliedIgnoreRules, suppressedBy) => {
    const { claims } = await read({ matches: [], ignoredMatches: [match({}, { artifact, appliedIgnoreRules })] });
    expect(claims).toMatchObject([{ isSuppressed: true, suppressedBy }]);
  });
});
