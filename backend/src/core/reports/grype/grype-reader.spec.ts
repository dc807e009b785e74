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
});
