import { parseReport } from './parse-report.js';

/** What a scan looked at decides which later scan replaces it; an image is the artifact itself, and so has no name. */
describe('the target of a scan', () => {
  async function targetOf(document: unknown): Promise<string | null> {
    return (await parseReport([Buffer.from(JSON.stringify(document))])).target;
  }

  it('is type and name for Trivy, and nothing for an image', async () => {
    const trivy = (facts: object) => targetOf({ SchemaVersion: 2, Results: [], ...facts });
    expect(await trivy({ ArtifactName: 'alpine:3.22', ArtifactType: 'container_image' })).toBeNull();
    expect(await trivy({ ArtifactName: 'alpine.tar' })).toBeNull();
    expect(await trivy({ ArtifactName: './src', ArtifactType: 'filesystem' })).toBe('filesystem ./src');
    expect(await targetOf({ ClusterName: 'kind-prod', Resources: [] })).toBe('cluster kind-prod');
  });

  it('is type and name for Grype, and nothing for an image', async () => {
    const grype = (source: object) => targetOf({ matches: [], source });
    expect(await grype({ type: 'image', target: { userInput: 'alpine:3.22' } })).toBeNull();
    expect(await grype({ type: 'directory', target: '/src' })).toBe('directory /src');
    expect(await grype({ type: 'unknown', target: 'unknown' })).toBe('unknown unknown');
  });

  it('is the main component of an SBOM that is not about an image', async () => {
    const bom = (component?: object) =>
      targetOf({
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        version: 1,
        ...(component && { metadata: { component } }),
      });
    expect(await bom()).toBeNull();
    expect(await bom({ type: 'container', name: 'alpine:3.22' })).toBeNull();
    expect(await bom({ type: 'application', name: 'api', purl: 'pkg:oci/api@sha256:1' })).toBeNull();
    expect(await bom({ type: 'application', group: '@acme', name: 'api', version: '1.4.0' })).toBe(
      'application @acme/api',
    );
  });

  it('is the category of a SARIF run: what stands before the last slash of its id', async () => {
    const sarif = (...ids: string[]) =>
      targetOf({
        version: '2.1.0',
        runs: ids.map((id) => ({ tool: { driver: { name: 'CodeQL' } }, results: [], automationDetails: { id } })),
      });
    expect(await sarif('/language:go/2026-11-21')).toBe('/language:go');
    expect(await sarif('/language:go/', '/language:c/')).toBe('/language:c, /language:go');
    expect(await sarif('run-17')).toBeNull();
  });

  it('is the sources of a SARIF run that tells where they lie, and of one of Trivy that names no image', async () => {
    const sarif = (uri: string, properties = {}, name = 'CodeQL') =>
      targetOf({
        version: '2.1.0',
        runs: [{ tool: { driver: { name } }, results: [], originalUriBaseIds: { ROOTPATH: { uri } }, properties }],
      });
    expect(await sarif('file:///home/me/docs/')).toBe('sources');
    expect(await sarif('git::https://example.org/acme/api/')).toBe('sources');
    expect(await sarif('file:///')).toBeNull();
    expect(await sarif('file:///home/me/', { imageName: 'acme/api:1' })).toBeNull();
    expect(await sarif('file:///', {}, 'Trivy')).toBe('sources');
    expect(await sarif('file:///', { imageName: 'acme/api:1' }, 'Trivy')).toBeNull();
  });
});
