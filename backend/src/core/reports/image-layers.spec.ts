import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chainIds, imageLayers, layerPlaces } from './image-layers.js';
import { parseReport } from './parse-report.js';

const id = (digit: string) => `sha256:${digit.repeat(64)}`;

async function layersOf(report: unknown) {
  return (await parseReport([Buffer.from(JSON.stringify(report))])).layers;
}

describe('imageLayers', () => {
  it('reads the layers of a real Trivy report, which names them twice', async () => {
    const file = new URL('../../../test/fixtures/one-image/trivy.json', import.meta.url);
    const { layers, components } = await parseReport([readFileSync(file)]);
    expect(layers).toEqual({
      diffIds: ['sha256:28e526b8b83198fdfa7a3aa1a4864f035b0fb0feaf116526ee8961d4b7a71f29'],
      digests: [],
      base: null,
    });
    const named = new Set(components.flatMap(({ places }) => places.map(({ layer }) => layer)));
    expect([...named]).toEqual(layers?.diffIds);
  });

  it('reads the names of compressed layers and the declared base image from Trivy', async () => {
    const labels = {
      'org.opencontainers.image.base.name': 'docker.io/library/alpine:3.22',
      'org.opencontainers.image.base.digest': id('b'),
    };
    const layers = await layersOf({
      SchemaVersion: 2,
      ArtifactName: 'app',
      ArtifactType: 'container_image',
      Metadata: { DiffIDs: [id('1'), id('2')], ImageConfig: { config: { Labels: labels } } },
      Results: [
        {
          Target: 'app',
          Class: 'os-pkgs',
          Type: 'alpine',
          Packages: [{ Name: 'musl', Version: '1', Layer: { Digest: id('c'), DiffID: id('2') } }],
        },
      ],
    });
    expect(layers).toEqual({
      diffIds: [id('1'), id('2')],
      digests: [[id('c'), 1]],
      base: { name: 'docker.io/library/alpine:3.22', digest: id('b') },
    });
  });

  it('reads the layers of Grype and of CycloneDX', async () => {
    const config = Buffer.from(JSON.stringify({ rootfs: { diff_ids: [id('1'), id('2')] } })).toString('base64');
    const target = { userInput: 'app:1', layers: [{ digest: id('1') }, { digest: id('2') }], config };
    const grype = { matches: [], source: { type: 'image', target }, descriptor: { name: 'grype', version: '0.110.0' } };
    expect((await layersOf(grype))?.diffIds).toEqual([id('1'), id('2')]);
    const properties = ['1', '2'].map((digit) => ({ name: 'aquasecurity:trivy:DiffID', value: id(digit) }));
    const bom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { type: 'container', name: 'app:1', properties } },
    };
    expect((await layersOf(bom))?.diffIds).toEqual([id('1'), id('2')]);
  });

  it.each([
    ['lists that contradict each other', [[id('1')], [id('2')]]],
    ['a list with something else than a digest', [[id('1'), 'latest']]],
    ['more layers than any image has', [Array.from({ length: 513 }, () => id('1'))]],
    ['no list', [null, undefined, [], 'layers']],
  ])('knows nothing by %s', (_, lists) => {
    expect(imageLayers({ lists })).toBeUndefined();
  });

  it('takes a digest only where it names a layer of the list', () => {
    const diffIdOf = new Map([
      [id('a'), id('1')],
      [id('b'), id('9')],
      ['latest', id('1')],
    ]);
    expect(imageLayers({ lists: [[id('1')]], diffIdOf })?.digests).toEqual([[id('a'), 0]]);
  });
});

describe('chainIds', () => {
  it("are OCI's", () => {
    const second = `sha256:${createHash('sha256')
      .update(`${id('1')} ${id('2')}`)
      .digest('hex')}`;
    const third = `sha256:${createHash('sha256')
      .update(`${second} ${id('3')}`)
      .digest('hex')}`;
    expect(chainIds([id('1'), id('2'), id('3')])).toEqual([id('1'), second, third]);
    expect(chainIds([])).toEqual([]);
  });
});

describe('layerPlaces', () => {
  it('has a layer that occurs twice at its lowest place', () => {
    const places = layerPlaces({ diffIds: [id('1'), id('2'), id('1')], digests: [[id('a'), 1]], base: null });
    expect([places.get(id('1')), places.get(id('2')), places.get(id('a'))]).toEqual([0, 1, 1]);
  });
});
