import type { SarifArtifactLocation, SarifLocation, SarifLogicalLocation, SarifRun } from './sarif-log.js';

/** So many bases that build on each other are followed; tools write one or two. */
const MOST_BASES = 20;

/** Finds the files that results point to: by address, by base, by index into the run's lists. */
export class SarifPaths {
  private readonly found = new Map<string, string>();

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
    const base = this.baseOf(named.uriBaseId);
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

  /** Bases may build on bases. An absolute base is a path on the machine that ran the tool: left out. */
  private baseOf(id: string | undefined): string {
    if (id === undefined) return '';
    const known = this.found.get(id);
    if (known !== undefined) return known;
    let path = '';
    const seen = new Set<string>();
    for (let at: string | undefined = id; at !== undefined && seen.size < MOST_BASES;) {
      if (seen.has(at) || !Object.hasOwn(this.bases, at)) break;
      seen.add(at);
      const base: SarifArtifactLocation | undefined = this.bases[at];
      if (base?.uri === undefined || isAbsolute(base.uri)) break;
      path = `${base.uri.endsWith('/') ? base.uri : `${base.uri}/`}${path}`;
      at = base.uriBaseId;
    }
    this.found.set(id, path);
    return path;
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
