import { BomLinks } from './bom-links.js';
import type { Doubt } from './fit.js';
import { identityOf } from './identity.js';
import { readVex } from './read-vex.js';
import { vexJson, vexOfJson } from './vex-json.js';
import type { LinkedBom } from './vex-document.js';

const SERIAL = '3e671687-395b-41f5-a30f-a58921a69b79';
const [OPENSSL, ZLIB] = ['pkg:apk/alpine/openssl@3.0.7-r0', 'pkg:apk/alpine/zlib@1.2.13-r0'];

const component = (reference: string, purl: string) => ({
  'bom-ref': reference,
  type: 'library',
  name: purl.split('/').at(-1),
  purl,
});

function bom(purl: string, more: object = {}): LinkedBom {
  const document = { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: `urn:uuid:${SERIAL.toUpperCase()}` };
  const { bom: read } = readVex(
    Buffer.from(JSON.stringify({ ...document, components: [component('c1', purl)], ...more })),
  );
  if (read === null) throw new Error('it has a serial number');
  return read;
}

const EMPTY = readVex(Buffer.from(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6' })));

const follow = (link: string, boms: readonly LinkedBom[], doubt: Doubt = 'out') =>
  new BomLinks(boms).follow({ identities: [identityOf(link)] }, doubt).identities.map(({ written }) => written);

const LINK = `urn:cdx:${SERIAL}/1#c1`;

describe('links into BOMs', () => {
  it('lead to the component of the reference, in the version that the link names', () => {
    expect(follow(LINK, [bom(OPENSSL, { version: 1 })])).toEqual([OPENSSL]);
    // The first where the BOM says none, as the specification has it.
    expect(follow(LINK, [bom(OPENSSL)])).toEqual([OPENSSL]);
    expect(follow(LINK, [bom(ZLIB, { version: 2 }), bom(OPENSSL)])).toEqual([OPENSSL]);
    const { bom: kept } = vexOfJson(vexJson({ ...EMPTY, bom: bom(OPENSSL, { version: 2 }) }));
    expect(kept === null ? [] : follow(LINK.replace('/1#', '/2#'), [kept])).toEqual([OPENSSL]);
  });

  it.each<[string, string, LinkedBom[]]>([
    ['another version', LINK, [bom(OPENSSL, { version: 2 })]],
    ['a version that is none', LINK, [bom(OPENSSL, { version: 'one' })]],
    ['another serial number', LINK.replace('3e67', '4e67'), [bom(OPENSSL)]],
    ['another reference', LINK.replace('c1', 'c2'), [bom(OPENSSL)]],
    ['no version', `urn:cdx:${SERIAL}#c1`, [bom(OPENSSL), bom(OPENSSL, { version: 'one' })]],
    ['a BOM that another one of its name contradicts', LINK, [bom(OPENSSL), bom(ZLIB)]],
    ['a BOM that another one of its name leaves it out of', LINK, [bom(OPENSSL), bom(OPENSSL, { components: [] })]],
  ])('lead nowhere by %s', (_, link, boms) => {
    expect(follow(link, boms)).toEqual([link]);
    expect(follow(link, boms.toReversed())).toEqual([link]);
  });

  it('lead to whatever may be meant where a statement withdraws', () => {
    expect(follow(LINK, [bom(OPENSSL), bom(ZLIB)], 'in')).toEqual([OPENSSL, ZLIB]);
    expect(follow(LINK, [bom(OPENSSL, { version: 2 })], 'in')).toEqual([OPENSSL]);
  });

  it('say themselves what they mean where the reference is a package URL, unless a BOM says so', () => {
    const link = `urn:cdx:${SERIAL}/1#${encodeURIComponent(OPENSSL)}`;
    expect(follow(link, [])).toEqual([OPENSSL]);
    expect(follow(link, [bom(ZLIB, { components: [component(OPENSSL, ZLIB)] })])).toEqual([ZLIB]);
  });

  it('know the version of a BOM in XML', () => {
    const xml = (version: string) =>
      readVex(
        Buffer.from(`<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:${SERIAL}" ${version}>
          <components><component type="library" bom-ref="c1"><name>openssl</name><purl>${OPENSSL}</purl></component></components>
        </bom>`),
      ).bom?.version;
    expect([xml('version="3"'), xml('')]).toEqual([3, 1]);
  });

  it('into the document itself are held to its version as well', () => {
    const statement = (version: number) => {
      const { statements } = readVex(
        Buffer.from(
          JSON.stringify({
            bomFormat: 'CycloneDX',
            specVersion: '1.6',
            serialNumber: `urn:uuid:${SERIAL}`,
            version,
            components: [component('c1', OPENSSL)],
            vulnerabilities: [{ id: 'CVE-2023-0286', analysis: { state: 'not_affected' }, affects: [{ ref: LINK }] }],
          }),
        ),
      );
      return statements[0]?.products[0]?.identities[0]?.kind;
    };
    expect([statement(1), statement(2)]).toEqual(['package', 'link']);
  });
});
