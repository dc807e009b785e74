import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { anOpenVex } from '../../../test/factories/open-vex.js';
import { readVex } from './read-vex.js';
import type { VexContent } from './vex-document.js';

/** See fixtures/vex/ORIGIN.md. */
const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../../test/fixtures/vex/${name}`, import.meta.url)));

const read = (document: unknown): VexContent =>
  readVex(Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)));

describe('readVex', () => {
  it('reads OpenVEX: an image by its digest, with the packages in it that are meant', () => {
    const { format, author, id, statements } = readVex(fixture('openvex-go-vex.json'));
    expect({ format, author, id }).toEqual({
      format: 'openvex',
      author: 'The OpenVEX Project <openvex@openssf.org>',
      id: 'https://openvex.dev/docs/public/vex-d4e9020b6d0d26f131d535e055902dd6ccf3e2088bce3079a8cd3588a4b14c78',
    });
    expect(statements.map(({ vulnerability, status }) => [vulnerability[0], status])).toEqual([
      ['CVE-2023-1255', 'fixed'],
      ['CVE-2023-2650', 'fixed'],
      ['CVE-2023-2975', 'fixed'],
      ['CVE-2023-3446', 'not_affected'],
      ['CVE-2023-3817', 'not_affected'],
    ]);
    expect(statements[3]).toMatchObject({
      justification: 'vulnerable_code_not_present',
      impact: 'affected functions were removed before packaging',
      saidAt: '2023-07-18T00:28:47.696Z',
      products: [
        {
          identities: [
            { kind: 'image', digest: 'sha256:124c7d2707904eea7431fffe91522a01e5a861a624ee31d03372cc1d138a3126' },
          ],
          parts: [
            [{ kind: 'package', purl: 'pkg:apk/alpine/libssl3@3.0.8-r3' }],
            [{ kind: 'package', purl: 'pkg:apk/alpine/libcrypto3@3.0.8-r3' }],
          ],
        },
      ],
    });
  });

  it('reads a vulnerability that has an @id alone, as Trivy writes it', () => {
    expect(readVex(fixture('openvex-trivy-file.json')).statements[0]?.vulnerability).toEqual(['CVE-2022-23628']);
  });

  it("reads CSAF's VEX profile, with its flags and threats", () => {
    const grype = readVex(fixture('csaf-grype.json'));
    expect(grype).toMatchObject({ format: 'csaf', author: 'Example Company ProductCERT', id: '2022-EVD-UC-01-A-001' });
    expect(grype.statements).toEqual([
      {
        pointer: '/vulnerabilities/0/product_status/known_not_affected/0',
        vulnerability: ['CVE-2023-3817'],
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        impact: null,
        action: null,
        saidAt: '2022-03-03T11:00:00.000Z',
        products: [
          {
            identities: [
              {
                kind: 'package',
                purl: 'pkg:apk/alpine/libcrypto3@3.0.8-r3?arch=x86_64&distro=alpine-3.17',
                written: 'pkg:apk/alpine/libcrypto3@3.0.8-r3?arch=x86_64&upstream=openssl&distro=alpine-3.17.3',
              },
            ],
          },
        ],
      },
    ]);
    expect(readVex(fixture('csaf-trivy.json')).statements[0]).toMatchObject({
      status: 'not_affected',
      justification: null,
      impact: 'vulnerable_code_not_in_execute_path',
    });
  });

  it('reads what CSAF 2.1 and relationships say: a package of a product is on the part, not on the whole', () => {
    const product = (id: string, helper: object) => ({
      product_id: id,
      name: id,
      product_identification_helper: helper,
    });
    const { statements } = read({
      document: {
        category: 'csaf_vex',
        csaf_version: '2.1',
        publisher: { name: 'Acme' },
        tracking: { id: 'A-1', current_release_date: '2026-11-02T00:00:00Z' },
      },
      product_tree: {
        full_product_names: [
          product('image', { purls: ['pkg:oci/api?repository_url=ghcr.io/acme'] }),
          product('part', { purls: ['pkg:npm/alpha@1'] }),
        ],
        relationships: [
          {
            category: 'default_component_of',
            product_reference: 'part',
            relates_to_product_reference: 'image',
            full_product_name: { product_id: 'part-in-image', name: 'alpha in api' },
          },
        ],
        product_groups: [{ group_id: 'G', product_ids: ['part-in-image'] }],
      },
      vulnerabilities: [
        {
          cve: 'CVE-2026-0001',
          product_status: { known_affected: ['part-in-image'] },
          remediations: [{ category: 'workaround', details: 'Turn it off.', group_ids: ['G'] }],
        },
      ],
    });
    expect(statements[0]).toMatchObject({
      status: 'affected',
      action: 'Turn it off.',
      products: [
        {
          identities: [{ kind: 'image', repository: 'ghcr.io/acme/api', digest: null, tag: null }],
          parts: [[{ kind: 'package', purl: 'pkg:npm/alpha@1' }]],
        },
      ],
    });
  });

  it.each<[string, string, object, object]>([
    ['vers:npm/<2', 'pkg:npm/alpha', {}, { kind: 'range', purl: 'pkg:npm/alpha', vers: 'vers:npm/<2' }],
    ['vers:all/*', 'pkg:npm/alpha?a=b', {}, { kind: 'range', purl: 'pkg:npm/alpha?a=b', vers: 'vers:all/*' }],
    ['vers:pypi/<2', 'pkg:npm/alpha', {}, { kind: 'range', purl: 'pkg:npm/alpha', vers: null }],
    ['<2', 'pkg:npm/alpha', {}, { kind: 'range', purl: 'pkg:npm/alpha', vers: null }],
    ['vers:npm/<2', 'pkg:npm/alpha@1', {}, { kind: 'range', purl: 'pkg:npm/alpha', vers: null }],
    ['vers:npm/<2', 'pkg:oci/api', {}, { kind: 'other' }],
    ['vers:intdot/<2', '', { cpe: 'cpe:2.3:a:acme:alpha' }, { kind: 'other' }],
  ])("reads CSAF's range %s of %s", (range, purl, helper, expected) => {
    const { statements } = read({
      document: {
        category: 'csaf_vex',
        publisher: { name: 'Acme' },
        tracking: { current_release_date: '2026-11-02T00:00:00Z' },
      },
      product_tree: {
        branches: [
          {
            category: 'product_version_range',
            name: range,
            product: { product_id: 'P', name: 'alpha', product_identification_helper: { purl, ...helper } },
          },
        ],
      },
      vulnerabilities: [{ cve: 'CVE-2026-0001', product_status: { fixed: ['P'] } }],
    });
    const named = purl === '' ? 'cpe:2.3:a:acme:alpha' : purl;
    expect(statements[0]?.products).toEqual([{ identities: [{ ...expected, written: `${named} ${range}` }] }]);
  });

  describe("reads CycloneDX's versions", () => {
    const versions = (state: string, ref: string, ...entries: object[]) =>
      read({
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        vulnerabilities: [
          {
            id: 'CVE-2026-0001',
            analysis: { state, justification: 'code_not_present' },
            affects: [{ ref, versions: entries }],
          },
        ],
      }).statements.map(({ status, justification, products }) => [
        status,
        justification,
        ...products.flatMap(({ identities }) =>
          identities.map((identity) =>
            identity.kind === 'range' ? `${identity.purl} in ${identity.vers ?? '?'}` : identity.kind,
          ),
        ),
      ]);

    it('by the analysis, and what is unaffected or unknown apart from it', () => {
      const entries = [
        { range: 'vers:npm/<2', status: 'affected' },
        { range: 'vers:npm/>=2|<3', status: 'unaffected' },
        { range: 'vers:npm/>=3', status: 'unknown' },
        { version: '4.0.0' },
      ];
      expect(versions('exploitable', 'pkg:npm/alpha', ...entries)).toEqual([
        ['affected', 'code_not_present', 'pkg:npm/alpha in vers:npm/<2', 'pkg:npm/alpha in vers:npm/>=3', 'package'],
        ['not_affected', null, 'pkg:npm/alpha in vers:npm/>=2|<3'],
      ]);
      expect(versions('resolved', 'pkg:npm/alpha', ...entries)).toEqual([
        ['fixed', 'code_not_present', 'pkg:npm/alpha in vers:npm/<2', 'pkg:npm/alpha in vers:npm/>=2|<3', 'package'],
        ['under_investigation', null, 'pkg:npm/alpha in vers:npm/>=3'],
      ]);
    });

    it.each([
      ['1.0.0', 'vers:npm/<2', 'package'],
      ['2.0.0', 'vers:npm/<2', 'other'],
      ['1.0.0', 'vers:semver/<2', 'pkg:npm/alpha@1.0.0 in ?'],
      ['latest', 'vers:npm/<2', 'pkg:npm/alpha@latest in ?'],
    ])('of a component in version %s, by the range %s: %s', (version, range, kind) => {
      expect(versions('not_affected', `pkg:npm/alpha@${version}`, { range, status: 'affected' })).toEqual([
        ['not_affected', 'code_not_present', kind],
      ]);
    });

    it('of real documents: ranges of another scheme than the package, and of products that are not known', () => {
      const ofSpecification = readVex(fixture('cyclonedx-spec-1.6.json')).statements.flatMap(({ products }) =>
        products.flatMap(({ identities }) => identities),
      );
      expect(ofSpecification).toHaveLength(3);
      const databind = 'pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.9.4';
      for (const identity of ofSpecification)
        expect(identity).toMatchObject({ kind: 'range', purl: databind, vers: null });
      const cisa = readVex(fixture('cyclonedx-cisa-case-8.json')).statements;
      expect(cisa.length).toBeGreaterThan(1);
      expect(cisa.flatMap(({ products }) => products).every(({ identities }) => identities[0]?.kind === 'other')).toBe(
        true,
      );
    });
  });

  it('reads CycloneDX alone, by BOM-Links whose fragment is a package URL, and only of the version that is named', () => {
    const { format, statements } = readVex(fixture('cyclonedx-trivy.json'));
    expect(format).toBe('cyclonedx');
    expect(statements).toMatchObject([
      {
        vulnerability: ['CVE-2021-44228'],
        status: 'not_affected',
        justification: 'code_not_reachable',
        products: [
          {
            identities: [
              {
                kind: 'link',
                serialNumber: '3e671687-395b-41f5-a30f-a58921a69b79',
                reference: 'pkg:maven/org.springframework.boot/spring-boot@2.6.0',
              },
            ],
          },
        ],
      },
      {
        vulnerability: ['CVE-2022-27943'],
        status: 'not_affected',
        products: [
          { identities: [{ kind: 'package', purl: expect.stringContaining('pkg:deb/ubuntu/libstdc') as string }] },
        ],
      },
    ]);
  });

  it('reads CycloneDX in XML as in JSON, inside a BOM', () => {
    const { author, statements, bom } = readVex(fixture('cyclonedx-spec-1.4.xml'));
    expect(bom?.serialNumber).toBe('3e671687-395b-41f5-a30f-a58921a69b79');
    expect(author).toBeNull();
    expect(statements).toEqual([
      {
        pointer: '/vulnerabilities/0',
        vulnerability: ['SNYK-JAVA-COMFASTERXMLJACKSONCORE-32111', 'CVE-2018-7489'],
        status: 'not_affected',
        justification: 'code_not_reachable',
        impact: 'An optional explanation of why the application is not affected by the vulnerable component.',
        action: expect.stringContaining('will_not_fix; update; ') as string,
        saidAt: null,
        products: [
          {
            // Of versions by another scheme than Maven's: whether 2.9.4 is among them is not known.
            identities: ['<2.6.7.5', '2.7.0|<2.8.11.1', '2.9.0|<2.9.5'].map((range) => ({
              kind: 'range',
              purl: 'pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.9.4',
              vers: null,
              written: `pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.9.4 vers:semver/${range}`,
            })),
          },
        ],
      },
    ]);
  });

  it('dates an analysis by its last update, else its first issue, else the document', () => {
    const dated = (analysis: object) =>
      read({
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        metadata: { timestamp: '2026-01-01T00:00:00Z', authors: [{ name: 'Ann' }] },
        vulnerabilities: [
          { id: 'CVE-2026-0001', analysis: { state: 'in_triage', ...analysis }, affects: [{ ref: 'pkg:npm/alpha@1' }] },
        ],
      });
    expect(
      dated({ firstIssued: '2026-02-01T00:00:00Z', lastUpdated: '2026-03-01T00:00:00Z' }).statements[0]?.saidAt,
    ).toBe('2026-03-01T00:00:00.000Z');
    expect(dated({ firstIssued: '2026-02-01T00:00:00Z' }).statements[0]?.saidAt).toBe('2026-02-01T00:00:00.000Z');
    expect(dated({})).toMatchObject({
      author: 'Ann',
      statements: [{ saidAt: '2026-01-01T00:00:00.000Z', status: 'under_investigation' }],
    });
  });

  it('takes no analysis of an image for one of another image, though both have the package', () => {
    const { statements } = read({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: {
        component: { type: 'container', name: `ghcr.io/acme/other@sha256:${'b'.repeat(64)}`, 'bom-ref': 'root' },
      },
      components: [{ type: 'library', name: 'alpha', purl: 'pkg:npm/alpha@1', 'bom-ref': 'a' }],
      vulnerabilities: [
        { id: 'CVE-2026-0001', analysis: { state: 'not_affected' }, affects: [{ ref: 'a' }, { ref: 'root' }] },
      ],
    });
    const other = { kind: 'image', digest: `sha256:${'b'.repeat(64)}`, repository: 'ghcr.io/acme/other' };
    expect(statements[0]?.products).toMatchObject([
      { identities: [other], parts: [[{ kind: 'package', purl: 'pkg:npm/alpha@1' }]] },
      { identities: [other] },
    ]);
  });

  describe('refuses, and says what', () => {
    const deep = `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`;
    it.each<[string, unknown, string, string]>([
      ['what is not JSON', '{"@context": ', 'vex_not_readable', 'is not JSON'],
      ['what is no VEX', { a: 1 }, 'vex_format_unknown', 'none of the formats'],
      ['a list', [], 'vex_format_unknown', 'none of the formats'],
      [
        'a CSAF advisory',
        { document: { category: 'csaf_security_advisory' } },
        'vex_format_unknown',
        'csaf_security_advisory',
      ],
      [
        'a key that stands twice',
        '{"@context":"https://openvex.dev/ns/v0.2.0","author":"Acme","auth\\u006fr":"Mallory"}',
        'vex_invalid',
        '"author" stands twice',
      ],
      ['what is too deep', deep, 'vex_limit', '64 levels deep'],
      ['a status that there is not', anOpenVex({ status: 'fine' }), 'vex_invalid', '/statements/0/status'],
      [
        'a statement without a vulnerability',
        anOpenVex({ vulnerability: {} }),
        'vex_invalid',
        '/statements/0/vulnerability',
      ],
      ['a time that is none', anOpenVex({ timestamp: 'yesterday' }), 'vex_invalid', '/statements/0/timestamp'],
      ['a day that there is not', anOpenVex({}, { timestamp: '2026-13-45T00:00:00Z' }), 'vex_invalid', '/timestamp'],
      ['another type', anOpenVex({ products: { '@id': 'pkg:npm/a' } }), 'vex_invalid', '/statements/0/products'],
      [
        'an identifier without end',
        anOpenVex({ products: [{ '@id': `pkg:npm/${'a'.repeat(3_000)}` }] }),
        'vex_limit',
        '2048',
      ],
      [
        'a million statements',
        anOpenVex({}, { statements: Array.from({ length: 20_001 }, () => anOpenVex().statements[0]) }),
        'vex_limit',
        '20000 statements',
      ],
      [
        'products without end',
        anOpenVex({ products: Array.from({ length: 100_001 }, () => ({ '@id': 'pkg:npm/a' })) }),
        'vex_limit',
        '100000 times',
      ],
      [
        'XML with a document type',
        '<!DOCTYPE bom [<!ENTITY a "b">]><bom xmlns="http://cyclonedx.org/schema/bom/1.6">&a;</bom>',
        'vex_invalid',
        'document type',
      ],
      ['broken XML', '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components></bom>', 'vex_not_readable', 'XML'],
      ['other XML', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'vex_format_unknown', 'CycloneDX'],
    ])('%s', (_, document, code, message) => {
      let error: unknown;
      try {
        read(document);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ name: 'VexError', code, message: expect.stringContaining(message) as string });
    });

    it('a product that the tree of a CSAF document does not have', () => {
      const document = {
        document: { category: 'csaf_vex' },
        vulnerabilities: [{ cve: 'CVE-1-1', product_status: { fixed: ['P'] } }],
      };
      expect(() => read(document)).toThrow('names the product "P"');
    });

    it('bytes that are not UTF-8', () => {
      expect(() => readVex(new Uint8Array([0x7b, 0xff, 0x7d]))).toThrow('not UTF-8');
    });
  });
});
