/** The parts of Grype's JSON that are read. */
export interface GrypeMatch {
  readonly vulnerability: GrypeVulnerability;
  readonly relatedVulnerabilities?: readonly GrypeVulnerability[] | null;
  readonly artifact: GrypeArtifact;
  /** On an ignored match: why. */
  readonly appliedIgnoreRules?: readonly GrypeIgnoreRule[] | null;
}

export interface GrypeIgnoreRule {
  readonly vulnerability?: string | null;
  readonly reason?: string | null;
  readonly package?: GrypeIgnoredPackage | null;
  readonly 'match-type'?: string | null;
  readonly 'vex-status'?: string | null;
  readonly 'vex-justification'?: string | null;
}

/** All but the name are more than a few rules have: what they hold decides whose rule it is, so the rest is read as well. */
export interface GrypeIgnoredPackage {
  readonly name?: string | null;
  readonly type?: string | null;
  readonly 'upstream-name'?: string | null;
}

export interface GrypeVulnerability {
  readonly id: string;
  /** Whose record it is: `nvd:cpe`, `github:language:npm`, `debian:distro:debian:12`. */
  readonly namespace?: string | null;
  readonly dataSource?: string | null;
  readonly severity?: string | null;
  readonly description?: string | null;
  readonly cvss?: readonly GrypeCvss[] | null;
  readonly fix?: { readonly versions?: readonly string[] | null; readonly state?: string | null } | null;
  /** What Grype wrote in place of `fix` until 0.12. */
  readonly fixedInVersion?: string | null;
  readonly epss?: readonly { readonly epss?: number | null }[] | null;
  readonly knownExploited?: readonly unknown[] | null;
}

export interface GrypeCvss {
  readonly source?: string | null;
  readonly type?: string | null;
  readonly version?: string | null;
  readonly vector?: string | null;
  readonly metrics?: { readonly baseScore?: number | null } | null;
}

export interface GrypeArtifact {
  readonly name: string;
  readonly version?: string | null;
  readonly type?: string | null;
  readonly locations?: readonly { readonly path?: string | null; readonly layerID?: string | null }[] | null;
  /** Names; from schema 16 of Syft's model on, objects. */
  readonly licenses?:
    | readonly (string | { readonly value?: string | null; readonly spdxExpression?: string | null })[]
    | null;
  readonly purl?: string | null;
  readonly upstreams?: readonly { readonly name?: string | null; readonly version?: string | null }[] | null;
}

/** What Grype has to say of a package beside vulnerabilities; 0.110 has it, 0.85 not. */
export interface GrypePackageAlerts {
  readonly alerts?: readonly GrypeAlert[] | null;
}

export interface GrypeAlert {
  readonly type?: string | null;
  readonly message?: string | null;
  readonly metadata?: { readonly name?: string | null; readonly version?: string | null } | null;
}

export interface GrypeDocument {
  readonly source?: { readonly type?: string | null; readonly target?: unknown } | null;
  readonly distro?: { readonly name?: string | null; readonly version?: string | null } | null;
  readonly descriptor?: GrypeDescriptor | null;
}

export interface GrypeDescriptor {
  readonly name?: string | null;
  readonly version?: string | null;
  readonly timestamp?: string | null;
  readonly db?: GrypeDatabase | null;
  readonly configuration?: { readonly alerts?: { readonly 'enable-eol-distro-warnings'?: unknown } | null } | null;
}

/** Up to 0.87 the database's facts themselves, after that within `status`. */
export interface GrypeDatabase {
  readonly built?: string | null;
  readonly schemaVersion?: unknown;
  readonly error?: unknown;
  readonly status?: {
    readonly built?: string | null;
    readonly schemaVersion?: unknown;
    readonly valid?: unknown;
    readonly error?: unknown;
  } | null;
  /** The sources that it was built from. */
  readonly providers?: Readonly<Record<string, unknown>> | null;
}

/** `source.target` of an image; of a directory it is its path. */
export interface GrypeImage {
  /** Of the configuration. */
  readonly imageID?: unknown;
  readonly userInput?: unknown;
  readonly manifestDigest?: unknown;
  readonly tags?: unknown;
  readonly repoDigests?: unknown;
  readonly imageSize?: unknown;
  readonly os?: unknown;
  readonly architecture?: unknown;
  readonly architectureVariant?: unknown;
  /** The image's configuration, as base64. */
  readonly config?: unknown;
  /** From the lowest up, each with its diff id as `digest`. */
  readonly layers?: unknown;
  readonly labels?: unknown;
}
