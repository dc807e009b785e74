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

  it.each([
    [
      'Trivy',
      {
        'aquasecurity:trivy:SrcName': 'openssl',
        'aquasecurity:trivy:SrcVersion': '3.0.7',
        'aquasecurity:trivy:SrcRelease': '1',
      },
      '3.0.7-1',
    ],
    ['Syft, of Debian', { 'syft:metadata:source': 'openssl', 'syft:metadata:sourceVersion': '3.0.7-1' }, '3.0.7-1'],
    ['Syft, of Alpine', { 'syft:metadata:originPackage': 'openssl' }, null],
  ])('reads what a package is built from as %s writes it', async (_, written, version) => {
    const properties = Object.entries(written).map(([name, value]) => ({ name, value }));
    const [type, ...more] = ['library', { purl: 'pkg:deb/debian/libssl3@3.0.7-1' }, { purl: 'pkg:npm/a@1.0' }] as const;
    const { components } = await read({
      components: more.map((each, at) => ({ type, name: `p${at}`, version: '3.0.7-1', properties, ...each })),
    });
    // A package of a language is built from none.
    expect(components.map(({ source }) => source)).toEqual([{ name: 'openssl', version }, undefined]);
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

  describe('severity', () => {
    const DEBIAN = { ...LIBRARY, purl: 'pkg:deb/debian/a@1.0?distro=debian-12' };
    const nvd = { source: { name: 'nvd' }, method: 'CVSSv31', score: 9.8, severity: 'critical' };
    it.each([
      [
        "the vulnerability's own source before any other",
        { source: { name: 'debian' }, ratings: [nvd, { source: { name: 'debian' }, severity: 'low' }] },
        { severity: 'low', cvssScore: 9.8 },
      ],
      [
        "the package's distribution before NVD",
        { source: { name: 'aqua' }, ratings: [nvd, { source: { name: 'debian' }, severity: 'medium' }] },
        { severity: 'medium' },
      ],
      [
        'a rating without a source as that of the vulnerability',
        { source: { name: 'ghsa' }, ratings: [nvd, { severity: 'high', score: 7.5, method: 'CVSSv31' }] },
        { severity: 'high', cvssScore: 7.5 },
      ],
      [
        "Grype's name for a source, and its word for negligible",
        {
          source: { name: 'debian-distro-debian-12' },
          ratings: [{ method: 'CVSSv31', score: 7.5, severity: 'none' }],
        },
        { severity: 'low' },
      ],
      ['a CVSS 2 score without critical', { ratings: [{ method: 'CVSSv2', score: 10 }] }, { severity: 'high' }],
      [
        'a vector of CVSS 2 without a score',
        { ratings: [{ method: 'CVSSv2', vector: 'AV:N/AC:L/Au:N/C:C/I:C/A:C' }] },
        { severity: 'high', cvssScore: 10 },
      ],
      [
        'a vector of CVSS 4 without a method',
        { ratings: [{ vector: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' }] },
        { severity: 'critical' },
      ],
      [
        'the words of other methods, not their numbers',
        { ratings: [{ method: 'OWASP', severity: 'high', score: 3 }] },
        { severity: 'high', cvssScore: null },
      ],
      ['SSVC by its word', { ratings: [{ method: 'SSVC', severity: 'critical' }] }, { severity: 'critical' }],
      ['no rating at all', {}, { severity: 'unknown' }],
    ])('reads %s', async (_, more, expected) => {
      const { claims } = await read({ components: [DEBIAN], vulnerabilities: [vulnerability(more)] });
      expect(claims[0]).toMatchObject(expected);
    });
  });

  describe('fixes', () => {
    const versions = (...entries: unknown[]): Record<string, unknown> => ({
      affects: [{ ref: 'lib', versions: entries }],
    });
    it.each<[string, Record<string, unknown>, string | null, string | null]>([
      ['nothing is said', {}, null, null],
      ['only the affected version is listed', versions({ version: '1.0', status: 'affected' }), null, null],
      [
        'a higher version is unaffected',
        versions({ version: '1.0' }, { version: '1.2', status: 'unaffected' }),
        '1.2',
        'fixed',
      ],
      [
        'a lower version is unaffected',
        versions({ version: '1.0' }, { version: '0.9', status: 'unaffected' }),
        null,
        null,
      ],
      ['an unaffected range begins', versions({ range: 'vers:deb/>=1:2.0', status: 'unaffected' }), '1:2.0', 'fixed'],
      ['an unaffected range has only an end', versions({ range: 'vers:npm/<0.9', status: 'unaffected' }), null, null],
      ['an affected range ends', versions({ range: 'vers:semver/>=1.0|<1.4.2', status: 'affected' }), '1.4.2', 'fixed'],
      [
        'an affected range holds its end',
        versions({ range: 'vers:generic/>=0.9|<=4.1', status: 'affected' }),
        null,
        null,
      ],
      ['the status is unknown', versions({ range: 'vers:npm/>=2', status: 'unknown' }), null, null],
      [
        'Grype of old wrote a property',
        { properties: [{ name: 'grype:fixed_versions', value: '2.16.0' }] },
        '2.16.0',
        'fixed',
      ],
      [
        'a property has a status',
        { properties: [{ name: 'aquasecurity:trivy:Status', value: 'will_not_fix' }] },
        null,
        'will_not_fix',
      ],
      [
        'a property says there is none',
        { properties: [{ name: 'x:fixAvailable', value: 'false' }] },
        null,
        'not-fixed',
      ],
      ['the recommendation has it', { recommendation: 'Update a to 4.17.21 or later' }, '4.17.21', 'fixed'],
      ['the workaround has it', { workaround: 'Fixed in 4.17.21' }, '4.17.21', 'fixed'],
      [
        'the detail has it',
        { detail: '# Overview\nx\n## Remediation\nUpgrade `a` to version 2.0 or higher.\n' },
        '2.0',
        'fixed',
      ],
      ['the recommendation says there is none', { recommendation: 'No fix available' }, null, 'not-fixed'],
    ])('where %s', async (_, more, fixedVersion, fixState) => {
      const { claims } = await read({ components: [LIBRARY], vulnerabilities: [vulnerability(more)] });
      expect(claims[0]).toMatchObject({ fixedVersion, fixState });
    });

    it('are of the component that the sentence names', async () => {
      const components = ['a', 'b', 'c'].map((name) => ({
        ...LIBRARY,
        name,
        'bom-ref': name,
        purl: `pkg:npm/${name}@1.0`,
      }));
      const affects = components.map(({ name }) => ({ ref: name }));
      const recommendation = 'Upgrade a to version 1.1; Upgrade b to version 2.2';
      const { claims } = await read({ components, vulnerabilities: [vulnerability({ affects, recommendation })] });
      expect(claims.map(({ fixedVersion, fixState }) => [fixedVersion, fixState])).toEqual([
        ['1.1', 'fixed'],
        ['2.2', 'fixed'],
        [null, null],
      ]);
    });
  });

  describe('EPSS and known exploited vulnerabilities', () => {
    const cvss = { method: 'CVSSv31', score: 8.5, severity: 'high' };
    const first = { source: { name: 'FIRST', url: 'https://www.first.org/epss/' }, score: 0.93 };
    const catalogue = { source: { name: 'CISA KEV Catalog' }, method: 'other', score: 1 };
    const tools = [{ name: 'grype', version: '0.104.1' }];
    it.each([
      [
        'as ratings',
        { ratings: [cvss, { ...first, method: 'other' }, catalogue] },
        {},
        0.93,
        true,
        ['epss', 'known-exploited'],
      ],
      ['as Grype names the method', { ratings: [cvss, { ...first, method: 'EPSS' }] }, {}, 0.93, null, ['epss']],
      [
        'of which Grype knows both',
        { ratings: [cvss, { ...first, method: 'EPSS' }] },
        { tools },
        0.93,
        null,
        ['epss', 'known-exploited'],
      ],
      [
        'as properties',
        {
          ratings: [cvss],
          properties: [
            { name: 'x:epss_score', value: '0.5' },
            { name: 'x:kev', value: 'true' },
          ],
        },
        {},
        0.5,
        true,
        ['epss', 'known-exploited'],
      ],
      ['not of a tool that has neither', { ratings: [cvss] }, { tools }, null, null, []],
      ['as 1 where it is more', { ratings: [cvss, { ...first, method: 'EPSS', score: 93 }] }, {}, 1, null, ['epss']],
    ])('are read %s', async (_, more, metadata, epss, isKnownExploited, carries) => {
      const scan = await read({ metadata, components: [LIBRARY], vulnerabilities: [vulnerability(more)] });
      expect(scan.claims[0]).toMatchObject({ severity: 'high', cvssScore: 8.5, epss, isKnownExploited });
      expect(scan.carries).toEqual(carries);
    });
  });

  describe('statements', () => {
    const analysis = { state: 'not_affected', justification: 'code_not_reachable' };
    const main = { metadata: { component: { type: 'container', name: 'acme/api:1', 'bom-ref': 'lib' } } };
    it.each([
      ['on the product alone', { ...main, vulnerabilities: [vulnerability({ analysis })] }],
      [
        'on a package elsewhere',
        { vulnerabilities: [vulnerability({ analysis, affects: [{ ref: 'pkg:npm/a@1.0' }] })] },
      ],
      ['in an SBOM', { components: [LIBRARY], vulnerabilities: [vulnerability({ analysis })] }],
      [
        'that clear nothing',
        { components: [LIBRARY], vulnerabilities: [vulnerability({ analysis: { state: 'exploitable' } })] },
      ],
    ])('%s cover nothing and make no finding', async (_, document) => {
      const scan = await read(document);
      expect(scan.covers).toEqual([]);
      expect(scan.claims.map(({ isStatement }) => isStatement)).toEqual([true]);
    });

    it('are findings with an analysis in a scan that found others', async () => {
      const scan = await read({
        components: [LIBRARY],
        vulnerabilities: [vulnerability({ analysis }), vulnerability({ id: 'CVE-2024-2' })],
      });
      expect(scan.covers).toEqual(['match']);
      expect(scan.claims.map((claim) => [claim.isStatement, claim.analysis?.state])).toEqual([
        [undefined, 'not_affected'],
        [undefined, undefined],
      ]);
    });
  });

  it.each<[string, Record<string, unknown>, string | null]>([
    [
      'an OCI purl',
      { metadata: { component: { type: 'container', name: 'x', purl: 'pkg:oci/x@sha256%3Aab?arch=arm64' } } },
      'linux/arm64',
    ],
    [
      'a property',
      {
        metadata: {
          component: { type: 'container', name: 'x', properties: [{ name: 'y:Architecture', value: 'x86_64' }] },
        },
      },
      'linux/amd64',
    ],
    [
      'a whole platform',
      {
        metadata: {
          component: { type: 'container', name: 'x', properties: [{ name: 'y:platform', value: 'linux/arm/v7' }] },
        },
      },
      'linux/arm/v7',
    ],
    [
      'packages of Debian',
      {
        components: [
          { ...LIBRARY, purl: 'pkg:deb/debian/a@1?arch=amd64' },
          { type: 'library', name: 'b', purl: 'pkg:deb/debian/b@1?arch=all' },
        ],
      },
      'linux/amd64',
    ],
    ['packages of Alpine', { components: [{ ...LIBRARY, purl: 'pkg:apk/alpine/a@1?arch=armhf' }] }, 'linux/arm/v6'],
    ['packages of Fedora', { components: [{ ...LIBRARY, purl: 'pkg:rpm/fedora/a@1?arch=aarch64' }] }, 'linux/arm64'],
    [
      'packages of two architectures',
      {
        components: [
          { ...LIBRARY, purl: 'pkg:deb/debian/a@1?arch=amd64' },
          { type: 'library', name: 'b', purl: 'pkg:deb/debian/b@1?arch=i386' },
        ],
      },
      null,
    ],
    ['packages of a language', { components: [{ ...LIBRARY, purl: 'pkg:gem/a@1?arch=x86_64' }] }, null],
  ])('reads the platform from %s', async (_, document, platform) => {
    expect((await read(document)).platform).toBe(platform);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'a property of the document',
      { properties: [{ name: 'acme:scan:error', value: 'no database' }] },
      'acme:scan:error: no database',
    ],
    [
      'a property of the metadata',
      { metadata: { properties: [{ name: 'acme:scanStatus', value: 'partial' }] } },
      'acme:scanStatus: partial',
    ],
    [
      'an annotation',
      {
        annotations: [
          {
            subjects: ['lib'],
            annotator: { individual: { name: 'x' } },
            timestamp: '2026-01-01T00:00:00Z',
            text: 'The vulnerability scan timed out.',
          },
        ],
      },
      'The vulnerability scan timed out.',
    ],
  ])('takes for a failed run what %s says', async (_, document, message) => {
    const scan = await read({ ...document, components: [LIBRARY], vulnerabilities: [vulnerability({})] });
    expect(scan).toMatchObject({ covers: [], attempted: ['match'], failures: [{ message }] });
    expect(scan.claims).toHaveLength(1);
  });

  it('takes an incomplete composition for no failure', async () => {
    const compositions = [{ aggregate: 'incomplete', assemblies: ['lib'] }];
    const scan = await read({ compositions, components: [LIBRARY], vulnerabilities: [vulnerability({})] });
    expect(scan).toMatchObject({ covers: ['match'], failures: [] });
  });

  it.each([
    ['two components', [LIBRARY, { ...LIBRARY, name: 'b', purl: 'pkg:npm/b@2.0' }], {}],
    ['a nested one', [{ ...LIBRARY, components: [{ ...LIBRARY, name: 'b', purl: 'pkg:npm/b@2.0' }] }], {}],
    ['the main component', [LIBRARY], { component: { ...LIBRARY, name: 'b', purl: 'pkg:npm/b@2.0' } }],
  ])('says that a bom-ref stands twice and takes both for affected: %s', async (_, components, metadata) => {
    const scan = await read({ metadata, components, vulnerabilities: [vulnerability({})] });
    expect(scan.claims.map(({ componentKey }) => componentKey).toSorted()).toEqual([
      'pkg:npm/a@1.0',
      expect.stringContaining('pkg:npm/b@'),
    ]);
    expect(scan.warnings).toEqual([
      { pointer: expect.stringMatching(/\/bom-ref$/), message: expect.stringContaining('"lib" stands here again') },
    ]);
  });

  it("reads the system's end of life", async () => {
    const system = {
      type: 'operating-system',
      name: 'debian',
      version: '10',
      properties: [{ name: 'x:eosl', value: 'true' }],
    };
    const scan = await read({ components: [system] });
    expect(scan.operatingSystem?.isEndOfLife).toBe(true);
    expect(scan.carries).toEqual(['end-of-life']);
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
