import { lookupTable } from '../../model/lookup-table.js';
import { buildPurl, parsePurl } from '../../model/purl.js';
import type { PackageFacts } from '../scan-builder.js';
import { fixInTexts, type FixInText } from './fix-in-text.js';
import { advisoriesIn, advisoryIn } from './result-kind.js';
import type { SarifResult, SarifRule } from './sarif-log.js';

/** What a vulnerability scanner's result says, dug out of its prose: SARIF has no place for packages. */
export interface PackageInResult extends FixInText {
  readonly advisory: string;
  readonly aliases: readonly string[];
  /** Docker Scout names several in one result. */
  readonly packages: readonly PackageFacts[];
  /** Null where the tool writes none; `unknown` is a word too. */
  readonly severityWord: string | null;
  /** Tools that write the severity into their prose make up a score from it where they know none. */
  readonly isScoreMadeUp: boolean;
}

/** Longer texts are advisories in full, which other tools' words begin with. */
const MOST_CHARACTERS = 20_000;

/** What names a package stands at the beginning. The patterns look for an end from each beginning, so they are not let loose on more. */
const MOST_OF_MESSAGE = 2_000;

/** `Package: openssl`, as Trivy (message), Grype and Docker Scout (the rule's help) write it. */
const LABELLED =
  /^[ *]*(Package|Installed Version|Version|Fixed Version|Fix Version|Severity|Type|Vulnerability|PkgName)[ *]*(?::| (?=(?:CVE|GHSA)-))[ \t]*(.*)$/gim;

/** Grype: "A low vulnerability in rpm package: package-1, version 1.1.1 was found in image …". */
const GRYPE = /vulnerability in (\S+) package: (.+?), version (\S*) was found/i;

/** Grype before 0.40: "The path /x reports openssl at version 1.1 which is a vulnerable (rpm) package installed …". */
const GRYPE_BEFORE = /reports (\S+) at version (\S+)\s+which .*?vulnerable \((\S+)\) package/i;

/** OSV-Scanner: "Package 'lodash@4.17.4' is vulnerable to 'CVE-…' (also known as 'GHSA-…')." */
const OSV = /Package '(.+?)(?:@([^@']*))?' is vulnerable to '([^']+)'(?: \(also known as (.*?)\))?/i;

/** Xray: "[CVE-2024-1] telemetry 1.0.0". */
const XRAY = /^\[(?:CVE|XRAY|GHSA)-[^\]]*\] (\S+) (v?\d\S*)/i;

/** Snyk names only the package: "This file introduces a vulnerable tar package with a high severity vulnerability." */
const SNYK = /introduces a vulnerable (\S+) package/i;

/** Semgrep Supply Chain. */
const SEMGREP = /Affected versions of (\S+) are vulnerable/i;

/** Snyk: the logical location is `apt@1.8.2.2`, or `group:name@version`. */
const NAME_AT_VERSION = /^(@?[^@\s]+)@([^@\s/]+)$/;

/** Older Snyk: the rule's description is "(CVE-2020-1000) alpha/libalpha1@2.6.1", the CVE left out where there is none. */
const DESCRIBED = /^(?:\(([^)]*)\) )?(@?[^@\s]+)@([^@\s]+)$/;

/** Words of scanners and package managers as purl types, where a name and a version make a purl. */
const PURL_TYPES: Readonly<Record<string, string>> = lookupTable({
  npm: 'npm',
  yarn: 'npm',
  pnpm: 'npm',
  gem: 'gem',
  rubygems: 'gem',
  python: 'pypi',
  pip: 'pypi',
  pipenv: 'pypi',
  poetry: 'pypi',
  'go-module': 'golang',
  gomodules: 'golang',
  golangdep: 'golang',
  'rust-crate': 'cargo',
  cargo: 'cargo',
  nuget: 'nuget',
  dotnet: 'nuget',
  composer: 'composer',
  'php-composer': 'composer',
  maven: 'maven',
  gradle: 'maven',
  'java-archive': 'maven',
});

/** Packages of a distribution: Snyk writes `source/binary`, and the binary is what is installed. */
const SYSTEMS = new Set(['deb', 'rpm', 'apk', 'linux']);

export function packageInResult(
  ruleId: string,
  rule: SarifRule | null,
  whole: string,
  result: SarifResult,
  logicalName: string | null,
): PackageInResult {
  const message = whole.slice(0, MOST_OF_MESSAGE);
  const labels = labelsIn([whole, rule?.help?.text ?? '']);
  const described = DESCRIBED.exec(rule?.fullDescription?.text?.slice(0, MOST_OF_MESSAGE).trim() ?? '');
  const purls = purlsOf(result, rule, labels, logicalName);
  const named = nameAndVersion(message, rule, labels, logicalName, described, purls.length > 0);
  const type = (named.type ?? labels.get('type') ?? systemOrLanguage(rule)).toLowerCase();
  const osv = OSV.exec(message);
  const packages = packagesOf(purls, type, named);
  const advisory = osv?.[3] ?? labels.get('vulnerability') ?? advisoryIn(ruleId);
  return {
    advisory: advisoryIn(advisory),
    aliases: [
      ...advisoriesIn(osv?.[4] ?? ''),
      ...deprecatedIds(rule),
      // Snyk names the CVE in the rule's description, Xray in its identifier.
      ...advisoriesIn(described?.[1] ?? /^\(([^)]{0,1000})\)/.exec(rule?.fullDescription?.text ?? '')?.[1] ?? ''),
    ],
    packages,
    ...fixOf(labels, rule, whole, result, packages[0]?.name ?? null),
    severityWord: labels.get('severity') || textOf(rule?.properties, 'cvssV3_severity'),
    isScoreMadeUp: Boolean(labels.get('severity')),
  };
}

export function labelsIn(texts: readonly string[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const text of texts) {
    for (const [, label = '', value = ''] of text.slice(0, MOST_CHARACTERS).matchAll(LABELLED)) {
      const key = label.toLowerCase();
      if (!labels.has(key)) labels.set(key, value.trim());
    }
  }
  return labels;
}

interface Named {
  readonly name: string | null;
  readonly version: string | null;
  readonly type: string | null;
}

function nameAndVersion(
  message: string,
  rule: SarifRule | null,
  labels: ReadonlyMap<string, string>,
  logicalName: string | null,
  described: RegExpExecArray | null,
  hasPurl: boolean,
): Named {
  const [, grypeType, grypeName, grypeVersion] = GRYPE.exec(message) ?? [];
  const [, beforeName, beforeVersion, beforeType] = GRYPE_BEFORE.exec(message) ?? [];
  const osv = OSV.exec(message);
  const xray = XRAY.exec(message) ?? XRAY.exec(rule?.shortDescription?.text ?? '');
  const located = NAME_AT_VERSION.exec(logicalName ?? '');
  const label = labels.get('package') ?? labels.get('pkgname');
  const type = grypeType ?? beforeType ?? ecosystemOf(rule);
  const candidates: readonly (readonly [string | undefined, string | undefined])[] = [
    [osv?.[1], osv?.[2]],
    [grypeName, grypeVersion],
    [beforeName, beforeVersion],
    [hasPurl ? undefined : label, labels.get('installed version') ?? labels.get('version')],
    [xray?.[1], xray?.[2]],
    [located?.[1], located?.[2]],
    [described?.[2], described?.[3]],
    [SNYK.exec(message)?.[1] ?? SEMGREP.exec(message)?.[1], undefined],
  ];
  const [name = null, version] = candidates.find(([candidate]) => candidate !== undefined && candidate !== '') ?? [];
  return {
    name: name !== null && type !== null && SYSTEMS.has(type) ? name.slice(name.lastIndexOf('/') + 1) : name,
    version: version ?? labels.get('installed version') ?? labels.get('version') ?? null,
    type,
  };
}

function fixOf(
  labels: ReadonlyMap<string, string>,
  rule: SarifRule | null,
  message: string,
  result: SarifResult,
  packageName: string | null,
): FixInText {
  const labelled =
    labels.get('fixed version') || labels.get('fix version') || textOf(rule?.properties, 'fixed_version');
  // Trivy and Grype leave the label empty for every state but `fixed`, and Grype for a fix whose version it does not know,
  // so an empty one tells nothing. Docker Scout has a word for none.
  if (labelled) return isNoFix(labelled) ? NO_FIX : { fixedVersion: labelled, fixState: 'fixed' };
  if (labels.has('fixed version') || labels.has('fix version')) return { fixedVersion: null, fixState: null };
  return fixInTexts(
    [
      ...(result.fixes ?? []).map(({ description }) => description?.text ?? ''),
      message,
      rule?.help?.text ?? '',
      rule?.help?.markdown ?? '',
    ].map((text) => text.slice(0, MOST_CHARACTERS)),
    packageName,
  );
}

const NO_FIX: FixInText = { fixedVersion: null, fixState: 'not-fixed' };

function isNoFix(text: string): boolean {
  return /^(?:not[ -]fixed|none|no fix|won'?t[ -]fix)$/i.test(text.trim());
}

function purlsOf(
  result: SarifResult,
  rule: SarifRule | null,
  labels: ReadonlyMap<string, string>,
  logicalName: string | null,
): string[] {
  for (const purls of [purlsIn(result.properties), purlsIn(rule?.properties)]) if (purls.length > 0) return purls;
  return [labels.get('package'), logicalName]
    .filter((text) => typeof text === 'string')
    .filter(isPurl)
    .slice(0, 1);
}

/** Of several purls those of the version that the result itself names (Grype's rule lists every version of a package). */
function packagesOf(purls: readonly string[], type: string, { name, version }: Named): PackageFacts[] {
  const ofVersion = purls.filter((purl) => version !== null && parsePurl(purl)?.version === version);
  const chosen = ofVersion.length > 0 ? ofVersion : purls;
  const facts = (chosen.length === 0 ? [null] : chosen).map((purl) => packageFacts(purl, type, name, version));
  return facts.filter((found) => found !== null);
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
  return {
    purl: builtPurl(type, name, version || null),
    type: type === '' ? 'package' : type,
    name,
    version: version || null,
  };
}

function builtPurl(type: string, name: string, version: string | null): string | null {
  const purlType = PURL_TYPES[type];
  if (purlType === undefined) return null;
  const at = name.lastIndexOf(purlType === 'maven' ? ':' : '/');
  // A jar's name alone does not tell whose it is.
  if (purlType === 'maven' && at < 0) return null;
  return buildPurl({
    type: purlType,
    namespace: at > 0 ? name.slice(0, at) : null,
    name: name.slice(at + 1),
    version,
  });
}

/** Trivy's rules say whether it is the operating system's package, but not which system's. */
function systemOrLanguage(rule: SarifRule | null): string {
  if (rule?.name === 'OsPackageVulnerability') return 'os-package';
  if (rule?.name === 'LanguageSpecificPackageVulnerability') return 'language-package';
  return '';
}

/** Snyk names the package manager among the rule's tags, the distribution's kind of package too. */
function ecosystemOf(rule: SarifRule | null): string | null {
  const tags: unknown = rule?.properties?.['tags'];
  if (!Array.isArray(tags)) return null;
  const words = tags.filter((tag) => typeof tag === 'string').map((tag) => tag.toLowerCase());
  return words.find((word) => SYSTEMS.has(word) || PURL_TYPES[word] !== undefined) ?? null;
}

/** OSV-Scanner's are aliases; older versions write them as a property. */
function deprecatedIds(rule: SarifRule | null): string[] {
  const listed: unknown = rule?.properties?.['deprecatedIds'];
  const ids = [...(rule?.deprecatedIds ?? []), ...(Array.isArray(listed) ? (listed as unknown[]) : [])];
  return ids.filter((id) => typeof id === 'string').filter((id) => advisoriesIn(id).length > 0);
}

function purlsIn(properties: Readonly<Record<string, unknown>> | undefined): string[] {
  const purls: unknown = properties?.['purls'];
  const listed = Array.isArray(purls) ? (purls as unknown[]) : [properties?.['purl']];
  return listed.filter((purl) => typeof purl === 'string').filter(isPurl);
}

function isPurl(text: string): boolean {
  return text.startsWith('pkg:');
}

function textOf(properties: Readonly<Record<string, unknown>> | undefined, key: string): string | null {
  const value = properties?.[key];
  return typeof value === 'string' && value !== '' ? value : null;
}
