import { parseReport } from './parse-report.js';

const [ONE, TWO, THREE] = ['1', '2', '3'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string, string];

const trivy = (name: string, metadata: object, type = 'container_image') => ({
  SchemaVersion: 2,
  ArtifactName: name,
  ArtifactType: type,
  Metadata: metadata,
  Results: [],
});

const grype = (target: object) => ({
  matches: [],
  source: { type: 'image', target },
  descriptor: { name: 'grype', version: '0.110.0' },
});

const bom = (component: object) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component },
});

const property = (name: string, value: string) => ({ name: `aquasecurity:trivy:${name}`, value });

/** Every name and digest that a report has for its image, whichever tool wrote it. */
it.each<[string, object, object]>([
  [
    'Trivy',
    trivy(`ghcr.io/acme/api@${ONE}`, {
      ImageID: THREE,
      RepoDigests: [`mirror.example/acme/api@${TWO}`],
      RepoTags: ['api:local'],
    }),
    { digests: [ONE, TWO], images: ['ghcr.io/acme/api', 'mirror.example/acme/api', 'api'], contentIds: [THREE] },
  ],
  ['Trivy of an archive', trivy('app.tar', { RepoTags: ['api:local'] }), { digests: [], images: ['api'] }],
  ['Trivy of a folder', trivy('docs', {}, 'filesystem'), { digests: [], images: [], contentIds: [] }],
  [
    'Grype',
    grype({
      userInput: `ghcr.io/acme/api@${ONE}`,
      imageID: THREE,
      manifestDigest: TWO,
      tags: ['acme/api:1'],
      repoDigests: [`ghcr.io/acme/api@${TWO}`],
    }),
    { digests: [ONE, TWO], images: ['ghcr.io/acme/api', 'acme/api'], contentIds: [THREE, TWO] },
  ],
  [
    'Grype of an archive, whose digest it makes up',
    grype({ userInput: 'app.tar', manifestDigest: TWO, tags: ['one.example/app:1'], repoDigests: [] }),
    { digests: [], images: ['one.example/app'], contentIds: [TWO] },
  ],
  [
    'CycloneDX by Trivy',
    bom({
      type: 'container',
      name: 'ghcr.io/acme/api:1',
      purl: `pkg:oci/api@${ONE.replace(':', '%3A')}?repository_url=mirror.example/acme/api`,
      properties: [property('RepoDigest', `ghcr.io/acme/api@${TWO}`), property('ImageID', THREE)],
    }),
    { digests: [TWO, ONE], images: ['ghcr.io/acme/api', 'mirror.example/acme/api'], contentIds: [THREE] },
  ],
  [
    'CycloneDX by Syft',
    bom({ type: 'container', name: 'acme/api', version: ONE }),
    { digests: [], images: ['acme/api'], contentIds: [ONE] },
  ],
  ['CycloneDX of sources', bom({ type: 'application', name: 'acme/api' }), { digests: [], images: [] }],
  [
    'SARIF by Trivy',
    {
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Trivy', rules: [] } },
          results: [],
          properties: { imageName: 'acme/api:1', repoDigests: [`acme/api@${ONE}`], repoTags: ['acme/web:1'] },
        },
      ],
    },
    { digests: [ONE], images: ['acme/api', 'acme/web'] },
  ],
])('%s', async (_, document, expected) => {
  const { subject } = await parseReport([Buffer.from(JSON.stringify(document))]);
  expect(subject).toMatchObject(expected);
});
