import { advisory, type Ecosystem, type SyntheticComponent } from './catalogue.js';
import { type Content, contentOf, CVSS_VECTOR, filePathOf, isFixed, layerDigestOf, urlOf } from './content.js';
import { mix } from './random.js';

export interface ReportOptions extends Content {
  readonly image: string;
  /** `sha256:…` */
  readonly digest: string;
  /** Now where left out. */
  readonly createdAt?: string;
}

/** The whole of it; it has to fit into memory. */
export function reportBytes(options: ReportOptions): Buffer {
  return Buffer.from([...trivyReport(options)].join(''));
}

export const TOOL_VERSION = '0.75.0';

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
  createdAt = new Date().toISOString(),
  ...content
}: ReportOptions): Generator<string> {
  yield `{
  "SchemaVersion": 2,
  "Trivy": {"Version": "${TOOL_VERSION}"},
  "CreatedAt": ${JSON.stringify(createdAt)},
  "ArtifactName": ${JSON.stringify(`${image}:bench`)},
  "ArtifactType": "container_image",
  "Metadata": ${JSON.stringify(metadata(image, digest))},
  "Results": [`;
  let separator = '\n';
  for (const { ecosystem, listed } of contentOf(content)) {
    const { target, class: resultClass } = CLASSES[ecosystem];
    yield `${separator}    {"Target": ${JSON.stringify(target)}, "Class": "${resultClass}", "Type": "${ecosystem}", "Packages": [`;
    yield listed.map((each) => `\n      ${packageOf(each.number, each.component)}`).join(',');
    yield '\n    ], "Vulnerabilities": [';
    let comma = '';
    for (const { number, component, advisories } of listed) {
      for (const found of advisories) {
        yield `${comma}\n      ${vulnerability(number, component, found)}`;
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
  const { diffId, digest } = layerDigestOf(number);
  return { DiffID: diffId, Digest: digest };
}

function packageOf(number: number, component: SyntheticComponent): string {
  const { ecosystem, name, version, purl } = component;
  const filePath = filePathOf(component);
  return JSON.stringify({
    ID: `${name}@${version}`,
    Name: name,
    Identifier: { PURL: purl, UID: mix(number, 42).toString(16) },
    Version: version,
    ...(ecosystem === 'debian' ? { Arch: 'amd64', SrcName: name, SrcVersion: version } : {}),
    Licenses: ['MIT'],
    Layer: layerOf(number),
    ...(filePath === null ? {} : { FilePath: filePath }),
  });
}

/** Indented, as Trivy does: white space is a good part of its reports. */
function vulnerability(
  number: number,
  { name, version, fixedVersion, purl }: SyntheticComponent,
  advisoryNumber: number,
): string {
  const { id, ghsa, severity, title, description, score, publishedAt, references } = advisory(advisoryNumber);
  const hasFix = isFixed(number, advisoryNumber);
  const cvss = { V3Vector: CVSS_VECTOR, V3Score: score };
  const entry = {
    VulnerabilityID: id,
    ...(ghsa === null ? {} : { VendorIDs: [ghsa] }),
    PkgID: `${name}@${version}`,
    PkgName: name,
    PkgIdentifier: { PURL: purl, UID: mix(number, 42).toString(16) },
    InstalledVersion: version,
    ...(hasFix ? { FixedVersion: fixedVersion } : {}),
    Status: hasFix ? 'fixed' : 'affected',
    Layer: layerOf(number),
    SeveritySource: 'nvd',
    PrimaryURL: urlOf(id),
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
