import type { SarifArtifactLocation, SarifLocation, SarifLogicalLocation, SarifRun } from './sarif-log.js';

/** Finds the files that results point to: by address, by base, by index into the run's lists. */
export class SarifPaths {
  constructor(
    private readonly artifacts: ReadonlyMap<number, SarifArtifactLocation>,
    private readonly logical: ReadonlyMap<number, SarifLogicalLocation>,
    private readonly bases: NonNullable<SarifRun['originalUriBaseIds']>,
  ) {}

  /**
   * The file, as the report writes it: relative to its base where that is a place in the source tree or the
   * image, with the base in front where the base itself is relative (`SRC` → `src/`). Null where none is named.
   */
  pathOf(location: SarifLocation | undefined): string | null {
    const artifact = location?.physicalLocation?.artifactLocation;
    const named = this.named(artifact);
    if (named?.uri === undefined) return null;
    const base = this.baseOf(named.uriBaseId, new Set());
    return decodePath(isAbsolute(named.uri) ? named.uri : `${base}${named.uri}`) || null;
  }

  /** `fullyQualifiedName` of the first logical location, else its name. */
  logicalNameOf(location: SarifLocation | undefined): string | null {
    const logical = location?.logicalLocations?.[0];
    const listed = logical?.index === undefined ? undefined : this.logical.get(logical.index);
    return logical?.fullyQualifiedName ?? listed?.fullyQualifiedName ?? logical?.name ?? listed?.name ?? null;
  }

  private named(location: SarifArtifactLocation | undefined): SarifArtifactLocation | undefined {
    if (location?.uri !== undefined) return location;
    return location?.index === undefined ? undefined : this.artifacts.get(location.index);
  }

  /** Bases may build on bases. One that is absolute says where somebody's machine had the files: left out. */
  private baseOf(id: string | undefined, seen: Set<string>): string {
    if (id === undefined || seen.has(id) || !Object.hasOwn(this.bases, id)) return '';
    seen.add(id);
    const base = this.bases[id];
    if (base?.uri === undefined || isAbsolute(base.uri)) return '';
    return `${this.baseOf(base.uriBaseId, seen)}${base.uri.endsWith('/') ? base.uri : `${base.uri}/`}`;
  }
}

function isAbsolute(uri: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith('/');
}

function decodePath(uri: string): string {
  // Windows' own separators are no part of an address, and tools write them all the same.
  const path = uri.replace(/^file:\/\//i, '').replaceAll('\\', '/');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
