import { lookupTable } from './lookup-table.js';
import { PackageURL } from 'packageurl-js';
import { packageNamespace, releaseOf } from './distributions.js';

/**
 * Qualifiers that do not say which package it is, only how it was built, obtained or found. They differ between
 * scanners for the same package and are left out of the canonical form. What stays: arch, distro,
 * classifier, platform, repository_url and whatever else a type may define.
 */
const NOT_IDENTIFYING = new Set([
  'upstream',
  'package-id',
  'checksum',
  'checksums',
  'file_name',
  // Trivy, where two packages of one report would have the same purl.
  'file_path',
  // A module stream of RPM: Trivy, Syft. The release (`.module_el8…`) tells the builds apart.
  'modularitylabel',
  'rpmmod',
  // Red Hat's: where the package was released to.
  'repository_id',
  // Names for a database of vulnerabilities.
  'cpes',
  // cdxgen's, beside `distro`.
  'distro_name',
  // Docker Scout's way to write `distro`.
  'os_name',
  'os_version',
  'os_distro',
]);

/** What the qualifiers of one type say besides. For Go: what the module was built for, not which module it is. */
const NOT_IDENTIFYING_IN: Readonly<Record<string, ReadonlySet<string>>> = lookupTable({
  golang: new Set(['type', 'goos', 'goarch']),
});

/** Types whose packages belong to a distribution. */
export const OF_DISTRIBUTIONS: ReadonlySet<string> = new Set(['apk', 'deb', 'rpm']);

/** Types whose versions begin with an epoch. */
const WITH_EPOCHS = new Set(['deb', 'rpm']);

/** For most types the registry is the source; for these the address is what tells two packages apart. */
const NAMED_BY_ADDRESS = new Set(['generic', 'github', 'gitlab', 'bitbucket']);

const ADDRESSES = new Set(['download_url', 'vcs_url']);

/**
 * The canonical form of a package URL, the same whichever scanner wrote it; null where the text is none.
 * - qualifiers that do not identify are dropped, and `type=jar` of Maven, which is the default;
 * - a distribution has one name, as namespace and in `distro`, which is brought to release granularity;
 * - the epoch of a Debian or RPM version stands in the version, as it does in fixed versions; an epoch of 0 nowhere;
 * - names whose ecosystem does not tell cases or separators apart (Go by the purl specification, PyPI by PEP 503) have
 *   one spelling;
 * - a Go module is its whole path (Syft cuts `…/xxhash/v2` into a name and a subpath), and its version has its `v`.
 */
export function canonicalPurl(text: string): string | null {
  try {
    return canonical(PackageURL.fromString(withGoVersion(text)));
  } catch {
    return null;
  }
}

/** packageurl-js refuses a Go version that is not written as Go does, so it is put right before it is parsed. */
function withGoVersion(text: string): string {
  return text.replace(
    /^(pkg:golang\/[^@?#]+@)([^?#]+)/,
    (_, name: string, version: string) => `${name}${goVersion(version)}`,
  );
}

/** Go's versions begin with `v` and have three numbers. Syft writes the standard library's as its tag, `1.20`. */
function goVersion(version: string): string {
  const [, major, minor] = /^v?(\d+)(\.\d+)?$/.exec(version) ?? [];
  if (major !== undefined) return `v${major}${minor ?? '.0'}.0`;
  return /^\d/.test(version) ? `v${version}` : version;
}

export interface PurlParts {
  readonly type: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly qualifiers?: Readonly<Record<string, string>>;
}

/** A canonical package URL from its parts; null where they make none. */
export function buildPurl(parts: PurlParts): string | null {
  try {
    const { type, namespace, name, qualifiers } = parts;
    const version = type === 'golang' && parts.version ? goVersion(parts.version) : parts.version;
    return canonical(
      new PackageURL(type, namespace ?? undefined, name, version ?? undefined, { ...qualifiers }, undefined),
    );
  } catch {
    return null;
  }
}

/** The canonical form of a package URL that names no version, with this one; null where that makes none. */
export function versionedPurl(purl: string, version: string): string | null {
  try {
    const { type, namespace, name, qualifiers, subpath } = PackageURL.fromString(purl);
    const own = type === 'golang' ? goVersion(version) : version;
    return canonical(new PackageURL(type ?? '', namespace, name ?? '', own, { ...qualifiers }, subpath));
  } catch {
    return null;
  }
}

/** The parts of a package URL, as written; null where the text is none. */
export function parsePurl(text: string): Required<PurlParts> | null {
  try {
    const { type, namespace, name, version, qualifiers } = PackageURL.fromString(withGoVersion(text));
    if (type === undefined || name === undefined) return null;
    return { type, namespace: namespace ?? null, name, version: version ?? null, qualifiers: { ...qualifiers } };
  } catch {
    return null;
  }
}

function canonical(purl: PackageURL): string {
  const type = purl.type ?? '';
  const given = purl.namespace ?? undefined;
  const written = textsOf(purl.qualifiers ?? {});
  const { version, hasEpoch } = withEpoch(type, purl.version ?? undefined, written.get('epoch'));
  const qualifiers: Record<string, string> = {};
  for (const [key, value] of written) {
    if (NOT_IDENTIFYING.has(key) || NOT_IDENTIFYING_IN[type]?.has(key)) continue;
    if (ADDRESSES.has(key) && !NAMED_BY_ADDRESS.has(type)) continue;
    if (type === 'maven' && key === 'type' && value === 'jar') continue;
    if (key === 'epoch' && hasEpoch) continue;
    qualifiers[key] = value;
  }
  const distro = written.get('distro') ?? distroOfParts(written);
  if (distro !== undefined) qualifiers['distro'] = releaseOf(distro, given ?? type);
  const subpath = purl.subpath ?? undefined;
  if (type === 'golang') {
    const path = [given, purl.name, subpath]
      .filter((part) => part !== undefined)
      .join('/')
      .toLowerCase();
    const slash = path.lastIndexOf('/');
    const namespace = slash < 0 ? undefined : path.slice(0, slash);
    return new PackageURL(type, namespace, path.slice(slash + 1), version, qualifiers, undefined).toString();
  }
  const namespace = given !== undefined && OF_DISTRIBUTIONS.has(type) ? packageNamespace(given) : given;
  return new PackageURL(type, namespace, nameOf(type, purl.name ?? ''), version, qualifiers, subpath).toString();
}

function textsOf(qualifiers: Readonly<Record<string, unknown>>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(qualifiers)) {
    if (typeof value === 'string' && value !== '') texts.set(key, value);
  }
  return texts;
}

/** The epoch that the version has, else that of the qualifier. `hasEpoch`: the qualifier says nothing more. */
function withEpoch(
  type: string,
  written: string | undefined,
  qualifier: string | undefined,
): { readonly version: string | undefined; readonly hasEpoch: boolean } {
  if (!WITH_EPOCHS.has(type) || written === undefined) return { version: written, hasEpoch: false };
  const [, inVersion, rest = written] = /^(\d+):(.+)$/s.exec(written) ?? [];
  const isRead = qualifier !== undefined && /^\d+$/.test(qualifier);
  const epoch = (inVersion ?? (isRead ? qualifier : '0')).replace(/^0+/, '');
  return { version: epoch === '' ? rest : `${epoch}:${rest}`, hasEpoch: isRead };
}

function distroOfParts(qualifiers: ReadonlyMap<string, string>): string | undefined {
  const [name, version] = [qualifiers.get('os_name'), qualifiers.get('os_version')];
  return name === undefined || version === undefined ? undefined : `${name}-${version}`;
}

function nameOf(type: string, written: string): string {
  return type === 'pypi' ? written.toLowerCase().replace(/[-_.]+/g, '-') : written;
}
