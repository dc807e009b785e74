import { parseReport } from '../../core/reports/parse-report.js';
import type { Component } from '../../core/reports/scan.js';
import { renderCycloneDx } from './cyclonedx.js';
import { type Artifact, unitedComponents } from './sbom.js';
import { renderSpdx } from './spdx.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

function component(key: string, more: Partial<Component> = {}): Component {
  return {
    key,
    purl: key,
    type: 'npm',
    namespace: null,
    name: 'lodash',
    version: '4.17.21',
    licences: [],
    places: [],
    isListed: true,
    ...more,
  };
}

const artifact: Artifact = {
  image: 'ghcr.io/acme/api',
  digest: DIGEST,
  components: [
    component('pkg:npm/lodash@4.17.21', {
      licences: ['MIT'],
      places: [{ path: 'app/package.json', layer: 'sha256:1' }],
    }),
    component('npm thing 1', { purl: null, name: 'thing', version: null, licences: ['Do What You Like, v2'] }),
  ],
  at: '2026-11-22T03:04:05.678Z',
  plimsollVersion: '0.1.0',
  tools: [{ name: 'trivy', version: '0.75.0' }],
};

describe('renderCycloneDx', () => {
  it('writes what the published schema accepts and the reader reads again', async () => {
    const scan = await parseReport([Buffer.from(renderCycloneDx(artifact))]);
    expect(scan).toMatchObject({ format: 'cyclonedx', skippedCount: 0, warningCount: 0 });
    expect(scan.components.map(({ purl, name, licences }) => ({ purl, name, licences }))).toEqual([
      { purl: 'pkg:npm/lodash@4.17.21', name: 'lodash', licences: ['MIT'] },
      { purl: null, name: 'thing', licences: ['Do What You Like, v2'] },
    ]);
  });

  it('is about the artifact', () => {
    const { metadata } = JSON.parse(renderCycloneDx(artifact)) as { metadata: { component: unknown } };
    expect(metadata.component).toMatchObject({ type: 'container', name: 'ghcr.io/acme/api', version: DIGEST });
  });

  it('writes the same bytes for the same artifact', () => {
    expect(renderCycloneDx(artifact)).toBe(renderCycloneDx(structuredClone(artifact)));
  });
});

describe('renderSpdx', () => {
  const document = JSON.parse(renderSpdx(artifact)) as {
    packages: { SPDXID: string; name: string; licenseDeclared?: string }[];
    relationships: { relatedSpdxElement: string }[];
    hasExtractedLicensingInfos: { licenseId: string; extractedText: string }[];
  };

  it('declares what SPDX knows by its name and quotes what it does not', () => {
    const [, lodash, thing] = document.packages;
    expect(lodash?.licenseDeclared).toBe('MIT');
    expect(document.hasExtractedLicensingInfos).toEqual([
      expect.objectContaining({ licenseId: thing?.licenseDeclared, extractedText: 'Do What You Like, v2' }),
    ]);
  });

  it('gives each package an id of its own, and relates each to the image', () => {
    const ids = document.packages.map(({ SPDXID }) => SPDXID);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^SPDXRef-[A-Za-z0-9.-]+$/.test(id))).toBe(true);
    expect(document.relationships.map(({ relatedSpdxElement }) => relatedSpdxElement)).toEqual(ids);
  });
});

describe('unitedComponents', () => {
  it('names what two scanners name once', () => {
    expect(
      unitedComponents([{ components: [component('b'), component('a')] }, { components: [component('a')] }]).map(
        ({ key }) => key,
      ),
    ).toEqual(['a', 'b']);
  });
});
