import { OF_DISTRIBUTIONS } from '../model/purl.js';

/** The package that a distribution builds others from: `openssl`, of which `libssl3` and `libcrypto3` are built. */
export interface SourcePackage {
  readonly name: string;
  /** As the distribution writes it; null where the report does not say. */
  readonly version: string | null;
}

/**
 * The name and version of a source package, in parts; null where it has no name. Only packages of a distribution have
 * one.
 */
export function sourcePackage(
  type: string,
  name: string | null | undefined,
  version?: string | null,
): SourcePackage | null {
  if (!OF_DISTRIBUTIONS.has(type) || !name) return null;
  return type === 'rpm' ? ofSourceRpm(name) : { name, version: version || null };
}

/** As Syft and Grype write it into purls: `upstream=openssl`, `upstream=util-linux@2.38.1-5`, `upstream=glibc-2.34-83.el9.src.rpm`. */
export function sourceOfPurl(purl: string, type: string): SourcePackage | null {
  const [, query = ''] = /\?([^#]*)/.exec(purl) ?? [];
  const [, written] = /(?:^|&)upstream=([^&]*)/.exec(query) ?? [];
  if (written === undefined) return null;
  const [, name = '', version = null] = /^([^@]*)(?:@(.*))?$/s.exec(decoded(written)) ?? [];
  return sourcePackage(type, name, version);
}

/** A name alone, or the file's name: name, version, release. */
function ofSourceRpm(file: string): SourcePackage {
  const name = file.replace(/\.src\.rpm$/, '');
  const [, own, version] = (name !== file && /^(.+)-(\d[^-]*-[^-]+)$/.exec(name)) || [];
  return own === undefined || version === undefined ? { name, version: null } : { name: own, version };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
