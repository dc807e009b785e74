import { readFileSync } from 'node:fs';
import { aScanRecord } from '../../../test/factories/scan-record.js';
import { parseReport } from '../reports/parse-report.js';
import type { Scan } from '../reports/scan.js';
import { uniteFindings } from './unite-findings.js';

const REPORTS = new URL('../../../test/fixtures/reports/sample-scan-files/', import.meta.url);

const read = (report: unknown): Promise<Scan> => parseReport([Buffer.from(JSON.stringify(report))]);

function findingsOf(scans: readonly Scan[]) {
  return uniteFindings(
    scans.map((scan) =>
      aScanRecord({ ...scan, components: new Map(scan.components.map((component) => [component.key, component])) }),
    ),
  );
}

interface Package {
  readonly name: string;
  /** With its epoch, as both scanners print it. */
  readonly version: string;
  readonly purl: string;
}

function byTrivy(system: string, release: string, { name, version, purl }: Package): unknown {
  return {
    SchemaVersion: 2,
    ArtifactName: 'app.example/api:1',
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: system, Name: release } },
    Results: [
      {
        Target: `api (${system} ${release})`,
        Class: 'os-pkgs',
        Type: system,
        Vulnerabilities: [
          {
            VulnerabilityID: 'CVE-2024-1000',
            PkgName: name,
            PkgIdentifier: { PURL: purl },
            InstalledVersion: version,
            Severity: 'HIGH',
          },
        ],
      },
    ],
  };
}

function byGrype(type: string, { name, version, purl }: Package): unknown {
  return {
    matches: [
      {
        vulnerability: { id: 'CVE-2024-1000', severity: 'High', fix: { versions: [], state: 'unknown' } },
        artifact: { id: 'a', name, version, type, purl, locations: [] },
      },
    ],
    source: { type: 'image', target: { userInput: 'app.example/api:1' } },
    descriptor: { name: 'grype', version: '0.110.0' },
  };
}

describe('a package under the names of two scanners', () => {
  it('has one key in real reports of one image by Trivy and by Grype', async () => {
    const paths = ['trivy/k-client_trivy-report.json', 'grype/k-client-grype-sca.json'];
    const scans = await Promise.all(paths.map((path) => parseReport([readFileSync(new URL(path, REPORTS))])));
    const [trivy = [], grype] = scans.map(({ components }) => components.map(({ key }) => key).toSorted());
    expect(trivy).toHaveLength(11);
    expect(grype).toEqual(trivy);
  });

  it.each([
    [
      'debian',
      '12.5',
      { name: 'bsdutils', version: '1:2.38.1-5+b1' },
      'pkg:deb/debian/bsdutils@2.38.1-5%2Bb1?arch=amd64&distro=debian-12.5&epoch=1',
      'pkg:deb/debian/bsdutils@1%3A2.38.1-5%2Bb1?arch=amd64&upstream=util-linux%402.38.1-5&distro=debian-12',
    ],
    [
      'amazon',
      '2 (Karoo)',
      { name: 'openssl-libs', version: '1:1.0.2k-24.amzn2.0.7' },
      'pkg:rpm/amazon/openssl-libs@1.0.2k-24.amzn2.0.7?arch=x86_64&distro=amazon-2+%28Karoo%29&epoch=1',
      'pkg:rpm/amzn/openssl-libs@1.0.2k-24.amzn2.0.7?arch=x86_64&epoch=1&upstream=openssl-1.0.2k.src.rpm&distro=amzn-2',
    ],
    [
      'alma',
      '9.3',
      { name: 'glibc', version: '2.34-83.el9' },
      'pkg:rpm/alma/glibc@2.34-83.el9?arch=x86_64&distro=alma-9.3',
      'pkg:rpm/almalinux/glibc@2.34-83.el9?arch=x86_64&upstream=glibc-2.34-83.el9.src.rpm&distro=almalinux-9.3',
    ],
    [
      'suse linux enterprise server',
      '15.3',
      { name: 'libopenssl1_1', version: '1.1.1d-11.20.1' },
      'pkg:rpm/suse/libopenssl1_1@1.1.1d-11.20.1?arch=x86_64&distro=suse-15.3',
      'pkg:rpm/sles/libopenssl1_1@1.1.1d-11.20.1?arch=x86_64&upstream=openssl-1_1.src.rpm&distro=sles-15.3',
    ],
    [
      'redhat',
      '8.10',
      { name: 'nodejs', version: '1:18.20.2-1.module_el8' },
      'pkg:rpm/redhat/nodejs@18.20.2-1.module_el8?arch=x86_64&distro=redhat-8.10&epoch=1&modularitylabel=nodejs%3A18',
      'pkg:rpm/redhat/nodejs@18.20.2-1.module_el8?arch=x86_64&distro=rhel-8.10&epoch=1&rpmmod=nodejs%3A18%3A809',
    ],
  ])('makes one finding of %s %s, shown with its epoch', async (system, release, facts, trivyPurl, grypePurl) => {
    const scans = await Promise.all([
      read(byTrivy(system, release, { ...facts, purl: trivyPurl })),
      read(byGrype(trivyPurl.slice(4, 7), { ...facts, purl: grypePurl })),
    ]);
    expect(findingsOf(scans)).toMatchObject([{ component: facts, tools: ['grype', 'trivy'] }]);
  });

  it.each([
    // Docker Scout leaves out the architecture, by which a multi-architecture image has two packages.
    ['pkg:deb/debian/apt@2?os_name=debian&os_version=12', 'pkg:deb/debian/apt@2?arch=amd64&distro=debian-12'],
  ])('leaves apart what a name cannot tell: %s', async (one, other) => {
    const facts = { name: 'apt', version: '2' };
    const scans = await Promise.all([
      read(byTrivy('debian', '12', { ...facts, purl: one })),
      read(byGrype('deb', { ...facts, purl: other })),
    ]);
    expect(findingsOf(scans)).toHaveLength(2);
  });
});
