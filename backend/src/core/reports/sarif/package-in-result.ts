import { buildPurl, parsePurl } from '../../model/purl.js';
import type { PackageFacts } from '../scan-builder.js';
import { advisoriesIn, advisoryIn } from './result-kind.js';
import type { SarifResult, SarifRule } from './sarif-log.js';

/** What a vulnerability scanner's result says, dug out of its prose: SARIF has no place for packages. */
export interface PackageInResult {
  readonly advisory: string;
  readonly aliases: readonly string[];
  readonly package: PackageFacts | null;
  readonly fixedVersion: string | null;
  readonly severityWord: string | null;
}

/** `Package: openssl`, as Trivy (message), Grype and Docker Scout (the rule's help) write it. */
const LABELLED =
  /^[ *]*(Package|Installed Version|Version|Fixed Version|Fix Version|Severity|Type|Vulnerability)[ *]*(?::| (?=(?:CVE|GHSA)-))[ \t]*(.*)$/gim;

/** Grype: "A low vulnerability in rpm package: package-1, version 1.1.1 was found in image …". */
const GRYPE = /vulnerability in (\S+) package: (.+?), version (\S*) was found/i;

/** OSV-Scanner: "Package 'lodash@4.17.4' is vulnerable to 'CVE-…' (also known as 'GHSA-…')." */
const OSV = /Package '(.+?)@([^@']*)' is vulnerable to '([^']+)'(?: \(also known as (.*?)\))?/i;

/** Snyk: the logical location is `apt@1.8.2.2`, or `group:name@version`. */
const NAME_AT_VERSION = /^(@?[^@\s]+)@([^@\s/]+)$/;

/** Grype's package types as purl types, where a name and a version make a purl. */
const PURL_TYPES: Readonly<Record<string, string>> = {
  npm: 'npm',
  gem: 'gem',
  python: 'pypi',
  'go-module': 'golang',
  'rust-crate': 'cargo',
};

export function packageInResult(
  ruleId: string,
  rule: SarifRule | null,
  message: string,
  result: SarifResult,
  logicalName: string | null,
): PackageInResult {
  const labels = new Map<string, string>();
  for (const text of [message, rule?.help?.text ?? '']) {
    for (const [, label = '', value = ''] of text.slice(0, 10_000).matchAll(LABELLED)) {
      const key = label.toLowerCase();
      if (!labels.has(key)) labels.set(key, value.trim());
    }
  }
  const grype = GRYPE.exec(message);
  const osv = OSV.exec(message);
  const located = NAME_AT_VERSION.exec(logicalName ?? '');
  const purl = firstPurl(result.properties) ?? firstPurl(rule?.properties) ?? purlIn(labels.get('package'));

  const name = osv?.[1] ?? grype?.[2] ?? (purl === null ? labels.get('package') : undefined) ?? located?.[1] ?? null;
  const version =
    osv?.[2] ?? grype?.[3] ?? labels.get('installed version') ?? labels.get('version') ?? located?.[2] ?? null;
  const type = (grype?.[1] ?? labels.get('type') ?? systemOrLanguage(rule)).toLowerCase();
  const advisory = osv?.[3] ?? labels.get('vulnerability') ?? advisoryIn(ruleId);
  return {
    advisory: advisoryIn(advisory),
    aliases: [
      ...advisoriesIn(osv?.[4] ?? ''),
      ...(rule?.deprecatedIds ?? []).filter((id) => advisoriesIn(id).length > 0),
      // Snyk names the CVE in the rule's description: "(CVE-2011-3374) apt@1.8.2.2".
      ...advisoriesIn(/^\(([^)]*)\)/.exec(rule?.fullDescription?.text ?? '')?.[1] ?? ''),
    ],
    package: packageFacts(purl, type, name, version),
    fixedVersion: labels.get('fixed version') || labels.get('fix version') || textOf(rule?.properties, 'fixed_version'),
    severityWord: labels.get('severity') ?? null,
  };
}

function packageFacts(
  purl: string | null,
  type: string,
  name: string | null,
  version: string | null,
): PackageFacts | null {
  const parts = purl === null ? null : parsePurl(purl);
  if (parts !== null) {
    const full = parts.version === null && version ? buildPurl({ ...parts, version }) : purl;
    return { purl: full, type: parts.type, name: parts.name, version: parts.version ?? (version || null) };
  }
  if (name === null || name === '') return null;
  const purlType = PURL_TYPES[type];
  const slash = name.lastIndexOf('/');
  const built =
    purlType === undefined
      ? null
      : buildPurl({
          type: purlType,
          namespace: slash > 0 ? name.slice(0, slash) : null,
          name: name.slice(slash + 1),
          version: version || null,
        });
  return { purl: built, type: type === '' ? 'package' : type, name, version: version || null };
}

/** Trivy's rules say whether it is the operating system's package, but not which system's. */
function systemOrLanguage(rule: SarifRule | null): string {
  if (rule?.name === 'OsPackageVulnerability') return 'os-package';
  if (rule?.name === 'LanguageSpecificPackageVulnerability') return 'language-package';
  return '';
}

function firstPurl(properties: Readonly<Record<string, unknown>> | undefined): string | null {
  const purls = properties?.['purls'];
  const first: unknown = Array.isArray(purls) ? purls[0] : properties?.['purl'];
  return typeof first === 'string' ? purlIn(first) : null;
}

function purlIn(text: string | undefined): string | null {
  return text?.startsWith('pkg:') ? text : null;
}

function textOf(properties: Readonly<Record<string, unknown>> | undefined, key: string): string | null {
  const value = properties?.[key];
  return typeof value === 'string' && value !== '' && value !== 'not fixed' ? value : null;
}
