import { advisoriesOf, advisory, component, type Ecosystem, type SyntheticComponent } from './catalogue.js';
import { mix } from './random.js';

export interface ReportOptions {
  readonly image: string;
  /** `sha256:…` */
  readonly digest: string;
  /** Numbers of the catalogue. */
  readonly components: readonly number[];
  /** Vulnerabilities a component has on average. */
  readonly mean: number;
  /** Stops at this many vulnerabilities. */
  readonly limit?: number;
  /** Now where left out. */
  readonly createdAt?: string;
}

/** The whole of it; it has to fit into memory. */
export function reportBytes(options: ReportOptions): Buffer {
  return Buffer.from([...trivyReport(options)].join(''));
}

const CLASSES: Readonly<Record<Ecosystem, { target: string; class: string }>> = {
  debian: { target: 'debian 12.5', class: 'os-pkgs' },
  npm: { target: 'Node.js', class: 'lang-pkgs' },
  gobinary: { target: 'usr/local/bin/app', class: 'lang-pkgs' },
  'python-pkg': { target: 'Python', class: 'lang-pkgs' },
};

/** A report as `trivy image --format json --list-all-pkgs` writes it, in pieces. */
export function* trivyReport({
  image,
  digest,
  components,
  mean,
  limit = Infinity,
  createdAt = new Date().toISOString(),
}: ReportOptions): Generator<string> {
  yield `{
  "SchemaVersion": 2,
  "Trivy": {"Version": "0.75.0"},
  "CreatedAt": ${JSON.stringify(createdAt)},
  "ArtifactName": ${JSON.stringify(`${image}:bench`)},
  "ArtifactType": "container_image",
  "Metadata": ${JSON.stringify(metadata(image, digest))},
  "Results": [`;
  let left = limit;
  let separator = '\n';
  for (const ecosystem of Object.keys(CLASSES) as Ecosystem[]) {
    const chosen = components
      .map((number) => ({ number, component: component(number) }))
      .filter((each) => each.component.ecosystem === ecosystem);
    const { target, class: resultClass } = CLASSES[ecosystem];
    yield `${separator}    {"Target": ${JSON.stringify(target)}, "Class": "${resultClass}", "Type": "${ecosystem}", "Packages": [`;
    yield chosen.map((each) => `\n      ${packageOf(each.number, each.component)}`).join(',');
    yield '\n    ], "Vulnerabilities": [';
    let comma = '';
    for (const each of chosen) {
      const found = advisoriesOf(each.number, mean).slice(0, left);
      left -= found.length;
      for (const number of found) {
        yield `${comma}\n      ${vulnerability(each.number, each.component, number)}`;
        comma = ',';
      }
    }
    yield '\n    ]}';
    separator = ',\n';
  }
  yield '\n  ]\n}\n';
}

function metadata(image: string, digest: string) {
  return {
    Size: 412_000_000,
    OS: { Family: 'debian', Name: '12.5' },
    ImageID: digest,
    RepoTags: [`${image}:bench`],
    RepoDigests: [`${image}@${digest}`],
    ImageConfig: {
      architecture: 'amd64',
      os: 'linux',
      config: { User: '1000', Healthcheck: { Test: ['CMD', 'true'] } },
    },
  };
}

function layerOf(number: number) {
  const layer = mix(number, 41) % 12;
  return {
    DiffID: `sha256:${layer.toString(16).padStart(64, 'd')}`,
    Digest: `sha256:${layer.toString(16).padStart(64, 'e')}`,
  };
}

function packageOf(number: number, { ecosystem, name, version, purl }: SyntheticComponent): string {
  return JSON.stringify({
    ID: `${name}@${version}`,
    Name: name,
    Identifier: { PURL: purl, UID: mix(number, 42).toString(16) },
    Version: version,
    ...(ecosystem === 'debian' ? { Arch: 'amd64', SrcName: name, SrcVersion: version } : {}),
    Licenses: ['MIT'],
    Layer: layerOf(number),
    ...(ecosystem === 'npm' ? { FilePath: `app/node_modules/${name}/package.json` } : {}),
  });
}

/** Indented, as Trivy does: white space is a good part of its reports. */
function vulnerability(
  number: number,
  { name, version, fixedVersion, purl }: SyntheticComponent,
  advisoryNumber: number,
): string {
  const { id, ghsa, severity, title, description, score, publishedAt, references } = advisory(advisoryNumber);
  const isFixed = mix(number, advisoryNumber, 43) % 10 < 7;
  const cvss = { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', V3Score: score };
  const entry = {
    VulnerabilityID: id,
    ...(ghsa === null ? {} : { VendorIDs: [ghsa] }),
    PkgID: `${name}@${version}`,
    PkgName: name,
    PkgIdentifier: { PURL: purl, UID: mix(number, 42).toString(16) },
    InstalledVersion: version,
    ...(isFixed ? { FixedVersion: fixedVersion } : {}),
    Status: isFixed ? 'fixed' : 'affected',
    Layer: layerOf(number),
    SeveritySource: 'nvd',
    PrimaryURL: `https://avd.aquasec.com/nvd/${id.toLowerCase()}`,
    DataSource: {
      ID: 'debian',
      Name: 'Debian Security Tracker',
      URL: 'https://salsa.debian.org/security-tracker-team/security-tracker',
    },
    Title: title,
    Description: description,
    Severity: severity,
    CweIDs: ['CWE-787'],
    VendorSeverity: { nvd: 3, redhat: 2 },
    CVSS: { nvd: cvss, redhat: cvss },
    References: references,
    PublishedDate: publishedAt,
    LastModifiedDate: publishedAt,
  };
  return JSON.stringify(entry, null, 2).replaceAll('\n', '\n      ');
}
