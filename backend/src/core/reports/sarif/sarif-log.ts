/** The parts of SARIF 2.1.0 that are read. */
export interface SarifLog {
  readonly version?: string;
  readonly runs?: readonly SarifRun[] | null;
}

export interface SarifRun {
  readonly tool?: { readonly driver?: SarifToolComponent; readonly extensions?: readonly SarifToolComponent[] };
  readonly results?: readonly never[] | null;
  readonly originalUriBaseIds?: Readonly<Record<string, SarifArtifactLocation>>;
  readonly invocations?: readonly SarifInvocation[] | null;
  readonly automationDetails?: { readonly id?: string };
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface SarifInvocation {
  readonly startTimeUtc?: string;
  readonly endTimeUtc?: string;
  readonly executionSuccessful?: boolean | null;
  readonly exitCode?: number | null;
  readonly exitCodeDescription?: string | null;
  readonly exitSignalName?: string | null;
  readonly exitSignalNumber?: number | null;
  readonly processStartFailureMessage?: string | null;
  readonly toolExecutionNotifications?: readonly SarifNotification[] | null;
  readonly toolConfigurationNotifications?: readonly SarifNotification[] | null;
  readonly ruleConfigurationOverrides?: readonly SarifConfigurationOverride[] | null;
  readonly notificationConfigurationOverrides?: readonly SarifConfigurationOverride[] | null;
}

export interface SarifNotification {
  readonly level?: string | null;
  readonly message?: SarifMessage | null;
  readonly descriptor?: SarifDescriptorReference | null;
  readonly exception?: { readonly message?: string | null } | null;
}

export interface SarifConfigurationOverride {
  readonly descriptor?: SarifDescriptorReference | null;
  readonly configuration?: { readonly level?: string | null } | null;
}

/** 3.52: names a rule or a notification; `toolComponent` the driver or the extension that holds it (3.54). */
export interface SarifDescriptorReference {
  readonly id?: string | null;
  readonly index?: number | null;
  readonly guid?: string | null;
  readonly toolComponent?: {
    readonly index?: number | null;
    readonly name?: string | null;
    readonly guid?: string | null;
  } | null;
}

export interface SarifToolComponent {
  readonly name?: string;
  readonly guid?: string;
  readonly fullName?: string;
  readonly version?: string;
  readonly semanticVersion?: string;
}

/** A rule, or a notification: the specification has one form for both. */
export interface SarifRule {
  readonly id: string;
  readonly guid?: string;
  readonly name?: string;
  readonly deprecatedIds?: readonly string[];
  readonly shortDescription?: SarifText;
  readonly fullDescription?: SarifText;
  readonly help?: SarifText;
  readonly helpUri?: string;
  readonly messageStrings?: Readonly<Record<string, SarifText>>;
  readonly defaultConfiguration?: { readonly level?: string | null } | null;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface SarifText {
  readonly text?: string;
  readonly markdown?: string;
}

export interface SarifMessage extends SarifText {
  readonly id?: string;
  readonly arguments?: readonly string[];
}

export interface SarifResult {
  readonly ruleId?: string | null;
  readonly ruleIndex?: number | null;
  readonly rule?: SarifDescriptorReference | null;
  readonly kind?: string | null;
  readonly level?: string | null;
  readonly message?: SarifMessage | null;
  readonly locations?: readonly SarifLocation[] | null;
  readonly provenance?: { readonly invocationIndex?: number | null } | null;
  /** Of each only the description is kept. */
  readonly fixes?: readonly { readonly description?: SarifText | null }[] | null;
  readonly suppressions?: readonly { readonly status?: string; readonly state?: string }[] | null;
  readonly baselineState?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface SarifLocation {
  readonly physicalLocation?: {
    readonly artifactLocation?: SarifArtifactLocation;
    readonly region?: SarifRegion | null;
    readonly contextRegion?: SarifRegion | null;
  };
  readonly logicalLocations?: readonly SarifLogicalLocation[] | null;
}

export interface SarifRegion {
  readonly startLine?: number | null;
  readonly endLine?: number | null;
  readonly startColumn?: number | null;
  readonly endColumn?: number | null;
  readonly charOffset?: number | null;
  readonly byteOffset?: number | null;
  readonly snippet?: SarifText | null;
}

export interface SarifArtifactLocation {
  readonly uri?: string;
  readonly uriBaseId?: string;
  readonly index?: number;
}

export interface SarifLogicalLocation {
  readonly name?: string;
  readonly fullyQualifiedName?: string;
  readonly index?: number;
}
