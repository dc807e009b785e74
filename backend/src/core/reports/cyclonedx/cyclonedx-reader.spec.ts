import { parseReport } from '../parse-report.js';
import type { Scan } from '../scan.js';

function read(document: Record<string, unknown>): Promise<Scan> {
  return parseReport([
    Buffer.from(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, ...document })),
  ]);
}

const LIBRARY = { type: 'library', 'bom-ref': 'lib', name: 'a', version: '1.0', purl: 'pkg:npm/a@1.0' };

function vulnerability(more: Record<string, unknown>): Record<string, unknown> {
  return { id: 'CVE-2024-1', affects: [{ ref: 'lib' }], ...more };
}

describe('CycloneDxReader', () => {
  it.each(['1.4', '1.5', '1.6', '1.7'])('refuses in %s what is affected if it is no object', async (specVersion) => {
    const vulnerabilities = [{ id: 'CVE-2024-1', affects: [null] }];
    const document = { bomFormat: 'CycloneDX', specVersion, version: 1, vulnerabilities };
    await expect(parseReport([Buffer.from(JSON.stringify(document))])).rejects.toMatchObject({
      code: 'report_invalid',
      issues: [{ pointer: '/vulnerabilities/0/affects/0' }],
    });
  });

  it('takes components at any depth, also within the main component', async () => {
    const nested = (name: string, components: unknown[]): Record<string, unknown> => ({
      type: 'library',
      name,
      components,
    });
    const { components } = await read({
      metadata: { component: { type: 'application', name: 'main', components: [nested('in-main', [])] } },
      components: [nested('a', [nested('b', [nested('c', [])])])],
    });
    expect(components.map(({ name }) => name).toSorted()).toEqual(['a', 'b', 'c', 'in-main']);
  });

  it.each([
    ['a bom-ref', 'lib'],
    ['a BOM-Link', 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#lib'],
    ['a purl', 'pkg:npm/a@1.0'],
    ['a BOM-Link to a purl', 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Fa%401.0'],
  ])('places a vulnerability by %s, also where the components come later', async (_, ref) => {
    const scan = await read({ vulnerabilities: [vulnerability({ affects: [{ ref }] })], components: [LIBRARY] });
    expect(scan.claims.map(({ componentKey }) => componentKey)).toEqual(['pkg:npm/a@1.0']);
    expect(scan.components).toHaveLength(1);
    expect(scan.covers).toEqual(['match']);
  });

  it('counts what it cannot place: an unknown reference, none at all, no identifier', async () => {
    const scan = await read({
      components: [LIBRARY],
      vulnerabilities: [
        vulnerability({ affects: [{ ref: 'nobody' }, { ref: 'lib' }] }),
        { id: 'CVE-2024-2' },
        { affects: [{ ref: 'lib' }] },
      ],
    });
    expect(scan.claims).toHaveLength(1);
    expect(scan.skipped.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/vulnerabilities/0/affects/0/ref',
      '/vulnerabilities/1',
      '/vulnerabilities/2',
    ]);
  });

  it.each([
    ['exploitable', 'affected'],
    ['in_triage', 'under_investigation'],
    ['resolved', 'fixed'],
    ['resolved_with_pedigree', 'fixed'],
    ['false_positive', 'false_positive'],
    ['not_affected', 'not_affected'],
  ])('reads the analysis %s as %s', async (state, expected) => {
    const analysis = { state, justification: 'code_not_present', detail: 'd', response: ['update'] };
    const { claims } = await read({ components: [LIBRARY], vulnerabilities: [vulnerability({ analysis })] });
    expect(claims[0]?.analysis).toEqual({ state: expected, justification: 'code_not_present', detail: 'd; update' });
  });

  it('rates by the worst severity that is given, and the score of the best method', async () => {
    const ratings = [
      { severity: 'low', method: 'CVSSv2', score: 9.9, vector: 'two' },
      { severity: 'info', method: 'CVSSv31', score: 5.5, vector: 'three' },
      { severity: 'high', method: 'other' },
    ];
    const { claims } = await read({ components: [LIBRARY], vulnerabilities: [vulnerability({ ratings })] });
    expect(claims[0]).toMatchObject({ severity: 'high', cvssScore: 5.5, cvssVector: 'three' });
  });

  it('gets the severity from the vector where nothing else says it', async () => {
    const ratings = [{ method: 'CVSSv31', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H' }];
    const { claims } = await read({ components: [LIBRARY], vulnerabilities: [vulnerability({ ratings })] });
    expect(claims[0]).toMatchObject({ severity: 'critical', cvssScore: 10 });
  });

  it('takes a version that is listed as unaffected for not affected', async () => {
    const affects = [{ ref: 'lib', versions: [{ version: '1.0', status: 'unaffected' }] }];
    const { claims } = await read({ components: [LIBRARY], vulnerabilities: [vulnerability({ affects })] });
    expect(claims[0]?.analysis?.state).toBe('not_affected');
  });

  it.each([
    ['a plain SBOM', { components: [LIBRARY] }],
    ['an SBOM with an empty list of vulnerabilities', { components: [LIBRARY], vulnerabilities: [] }],
    ['a VEX document', { vulnerabilities: [{ id: 'CVE-1-1', affects: [{ ref: 'pkg:npm/a@1' }] }] }],
  ])('covers nothing: %s', async (_, document) => {
    expect((await read(document)).covers).toEqual([]);
  });

  it('reads the subject as Trivy and as Syft write it', async () => {
    const digest = `sha256:${'ef'.repeat(32)}`;
    const trivy = await read({
      metadata: {
        component: {
          type: 'container',
          name: 'acme/api:1',
          purl: `pkg:oci/api@${digest.replace(':', '%3A')}?repository_url=index.docker.io%2Facme%2Fapi`,
        },
      },
    });
    const syft = await read({ metadata: { component: { type: 'container', name: 'acme/api:1', version: digest } } });
    expect(trivy.subject).toMatchObject({ image: 'acme/api', digest, tag: '1' });
    expect(syft.subject).toMatchObject({ image: 'acme/api', digest, tag: '1' });
  });

  it('reads licences in each of their forms, places, the system and the tool', async () => {
    const scan = await read({
      metadata: {
        tools: { components: [{ type: 'application', name: 'trivy', version: '0.75' }] },
        timestamp: '2026-01-01T00:00:00+01:00',
      },
      components: [
        { type: 'operating-system', name: 'alpine', version: '3.20' },
        {
          ...LIBRARY,
          licenses: [{ license: { id: 'MIT' } }, { license: { name: 'Own' } }],
          properties: [
            { name: 'syft:location:0:path', value: '/a' },
            { name: 'syft:location:0:layerID', value: 'sha256:1' },
            { name: 'aquasecurity:trivy:FilePath', value: 'b' },
          ],
        },
      ],
    });
    expect(scan).toMatchObject({
      tool: { name: 'trivy', version: '0.75' },
      scannedAt: '2025-12-31T23:00:00.000Z',
      operatingSystem: { family: 'alpine', version: '3.20', isEndOfLife: null },
    });
    expect(scan.components.find(({ name }) => name === 'a')).toMatchObject({
      licences: ['MIT', 'Own'],
      places: [
        { path: 'b', layer: null },
        { path: '/a', layer: 'sha256:1' },
      ],
    });
  });

  it('reads over a missing version and an odd metadata.tools, with a warning each', async () => {
    const bytes = Buffer.from(
      JSON.stringify({
        bomFormat: 'CycloneDX',
        specVersion: '1.4',
        metadata: { tools: [{ vendor: 7, name: 'x' }] },
        components: [LIBRARY],
      }),
    );
    const scan = await parseReport([bytes]);
    expect(scan.warnings.map(({ pointer }) => pointer).toSorted()).toEqual(['', '/metadata/tools/0/vendor']);
  });
});
