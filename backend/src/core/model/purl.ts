import { PackageURL } from 'packageurl-js';

/**
 * Qualifiers that do not say which package it is, only where somebody got or found it. They differ between
 * scanners for the same package and are left out of the canonical form. What stays: arch, distro, epoch,
 * classifier, platform, repository_url and whatever else a type may define.
 */
const NOT_IDENTIFYING = new Set(['upstream', 'package-id', 'checksum', 'checksums', 'file_name']);

/** For most types the registry is the source; for these the address is what tells two packages apart. */
const NAMED_BY_ADDRESS = new Set(['generic', 'github', 'gitlab', 'bitbucket']);

const ADDRESSES = new Set(['download_url', 'vcs_url']);

/**
 * The canonical form of a package URL, the same whichever scanner wrote it; null where the text is none.
 * - qualifiers that do not identify are dropped, and `type=jar` of Maven, which is the default;
 * - `distro` is brought to release granularity (`debian-10.7` → `debian-10`, Trivy's `3.18.2` → `alpine-3.18`);
 * - a Go version has its `v`.
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
  const namespace = purl.namespace ?? undefined;
  const qualifiers: Record<string, string> = {};
  for (const [key, value] of Object.entries(purl.qualifiers ?? {})) {
    if (typeof value !== 'string' || value === '' || NOT_IDENTIFYING.has(key)) continue;
    if (ADDRESSES.has(key) && !NAMED_BY_ADDRESS.has(type)) continue;
    if (type === 'maven' && key === 'type' && value === 'jar') continue;
    if (type === 'rpm' && key === 'epoch' && value === '0') continue;
    qualifiers[key] = key === 'distro' ? releaseOf(value, namespace ?? type) : value;
  }
  return new PackageURL(
    type,
    namespace,
    purl.name,
    purl.version ?? undefined,
    qualifiers,
    purl.subpath ?? undefined,
  ).toString();
}

/** Distributions that release by major and minor number; the others' minor numbers are updates of one release. */
const MINOR_RELEASES = new Set(['alpine', 'ubuntu', 'opensuse', 'opensuse-leap', 'opensuse.leap', 'sles', 'wolfi']);

const SAME_DISTRIBUTION: Readonly<Record<string, string>> = { rhel: 'redhat', almalinux: 'alma', rockylinux: 'rocky' };

function releaseOf(distro: string, family: string): string {
  const [, named, number] = /^(?:(.*?)-)?v?(\d[\d.]*)$/.exec(distro.toLowerCase()) ?? [];
  if (number === undefined) return distro.toLowerCase();
  const name = named ?? family;
  const digits = number.split('.');
  const release = digits.slice(0, MINOR_RELEASES.has(name) ? 2 : 1).join('.');
  return `${SAME_DISTRIBUTION[name] ?? name}-${release}`;
}
