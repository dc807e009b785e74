/** The parts of Trivy's JSON that are read. Go leaves out what is empty, and older versions wrote null. */
export interface TrivyVulnerability {
  readonly VulnerabilityID?: string | null;
  readonly VendorIDs?: readonly string[] | null;
  readonly PkgName?: string | null;
  readonly PkgPath?: string | null;
  readonly PkgIdentifier?: TrivyIdentifier | null;
  readonly InstalledVersion?: string | null;
  readonly FixedVersion?: string | null;
  readonly Status?: string | null;
  readonly Layer?: TrivyLayer | null;
  readonly SeveritySource?: string | null;
  readonly PrimaryURL?: string | null;
  readonly Title?: string | null;
  readonly Description?: string | null;
  readonly Severity?: string | null;
  /** By source, from 0 (unknown) to 4 (critical). */
  readonly VendorSeverity?: Readonly<Record<string, unknown>> | null;
  readonly CVSS?: Readonly<Record<string, TrivyCvss>> | null;
  readonly PublishedDate?: string | null;
}

export interface TrivyIdentifier {
  readonly PURL?: string | null;
}

export interface TrivyLayer {
  readonly Digest?: string | null;
  readonly DiffID?: string | null;
}

export interface TrivyCvss {
  readonly V2Score?: number | null;
  readonly V2Vector?: string | null;
  readonly V3Score?: number | null;
  readonly V3Vector?: string | null;
  readonly V40Score?: number | null;
  readonly V40Vector?: string | null;
}

export interface TrivyPackage {
  readonly Name?: string | null;
  readonly Version?: string | null;
  readonly Release?: string | null;
  readonly Epoch?: number | null;
  readonly Arch?: string | null;
  readonly SrcName?: string | null;
  readonly SrcVersion?: string | null;
  readonly SrcRelease?: string | null;
  readonly SrcEpoch?: number | null;
  readonly Identifier?: TrivyIdentifier | null;
  readonly Licenses?: readonly string[] | null;
  readonly License?: string | null;
  readonly FilePath?: string | null;
  readonly Layer?: TrivyLayer | null;
}

export interface TrivyMisconfiguration {
  readonly ID?: string | null;
  readonly AVDID?: string | null;
  readonly Title?: string | null;
  readonly Description?: string | null;
  readonly Message?: string | null;
  readonly Resolution?: string | null;
  readonly Severity?: string | null;
  readonly PrimaryURL?: string | null;
  readonly Status?: string | null;
  readonly Layer?: TrivyLayer | null;
  readonly CauseMetadata?: {
    readonly Resource?: string | null;
    readonly Provider?: string | null;
    readonly Service?: string | null;
    readonly StartLine?: number | null;
    readonly EndLine?: number | null;
  } | null;
}

export interface TrivySecret {
  readonly RuleID?: string | null;
  readonly Category?: string | null;
  readonly Severity?: string | null;
  readonly Title?: string | null;
  readonly StartLine?: number | null;
  readonly EndLine?: number | null;
  /** In bytes from the start of the file; older releases leave it out. */
  readonly Offset?: number | null;
  readonly Layer?: TrivyLayer | null;
}

export interface TrivyLicence {
  readonly Severity?: string | null;
  readonly Category?: string | null;
  readonly PkgName?: string | null;
  readonly FilePath?: string | null;
  readonly Name?: string | null;
  readonly Link?: string | null;
}

/** A finding that an ignore file or a VEX document took out of the lists above. */
export interface TrivyModifiedFinding {
  readonly Type?: string | null;
  readonly Status?: string | null;
  readonly Statement?: string | null;
  readonly Source?: string | null;
  readonly Finding?: unknown;
}

export interface TrivyResult {
  readonly Target?: string | null;
  readonly Class?: string | null;
  readonly Type?: string | null;
  readonly Vulnerabilities?: null | readonly never[];
  readonly Packages?: null | readonly never[];
  readonly Misconfigurations?: null | readonly never[];
  readonly Secrets?: null | readonly never[];
  readonly Licenses?: null | readonly never[];
}

/** What a Kubernetes report holds of each workload. */
export interface TrivyResource {
  readonly Namespace?: string | null;
  readonly Kind?: string | null;
  readonly Name?: string | null;
  readonly Results?: readonly TrivyResult[] | null;
  /** Why the workload was not scanned. */
  readonly Error?: string | null;
}

export interface TrivyDocument {
  readonly SchemaVersion?: number;
  readonly Trivy?: { readonly Version?: string | null } | null;
  readonly CreatedAt?: string | null;
  readonly ArtifactName?: string | null;
  readonly ArtifactType?: string | null;
  readonly ClusterName?: string | null;
  readonly Metadata?: TrivyMetadata | null;
  readonly Results?: readonly TrivyResult[] | null;
  readonly Resources?: readonly TrivyResource[] | null;
  readonly Findings?: readonly TrivyResource[] | null;
  /** In Kubernetes reports before 0.50: workloads, sorted by what was looked for. */
  readonly Vulnerabilities?: readonly TrivyResource[] | null;
  readonly Misconfigurations?: readonly TrivyResource[] | null;
}

export interface TrivyMetadata {
  readonly Size?: number | null;
  readonly OS?: {
    readonly Family?: string | null;
    readonly Name?: string | null;
    readonly EOSL?: boolean | null;
  } | null;
  /** Of the configuration. */
  readonly ImageID?: string | null;
  /** Of the layers; read as what no verdict depends on. */
  readonly DiffIDs?: unknown;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  readonly ImageConfig?: {
    readonly os?: string | null;
    readonly architecture?: string | null;
    readonly variant?: string | null;
    readonly rootfs?: unknown;
    readonly config?: {
      readonly User?: string | null;
      readonly Healthcheck?: unknown;
      readonly Labels?: unknown;
    } | null;
  } | null;
}
