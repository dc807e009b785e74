/** The parts of SARIF 2.1.0 that are read. */
export interface SarifLog {
  readonly version?: string;
  readonly runs?: readonly SarifRun[] | null;
}

export interface SarifRun {
  readonly tool?: { readonly driver?: SarifToolComponent; readonly extensions?: readonly SarifToolComponent[] };
  readonly results?: readonly never[] | null;
  readonly originalUriBaseIds?: Readonly<Record<string, SarifArtifactLocation>>;
  readonly invocations?: readonly { readonly startTimeUtc?: string; readonly endTimeUtc?: string }[];
  readonly automationDetails?: { readonly id?: string };
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface SarifToolComponent {
  readonly name?: string;
  readonly fullName?: string;
  readonly version?: string;
  readonly semanticVersion?: string;
}

export interface SarifRule {
  readonly id: string;
  readonly name?: string;
  readonly deprecatedIds?: readonly string[];
  readonly shortDescription?: SarifText;
  readonly fullDescription?: SarifText;
  readonly help?: SarifText;
  readonly helpUri?: string;
  readonly messageStrings?: Readonly<Record<string, SarifText>>;
  readonly defaultConfiguration?: { readonly level?: string };
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface SarifText {
  readonly text?: string;
}

export interface SarifMessage extends SarifText {
  readonly id?: string;
  readonly arguments?: readonly string[];
}

export interface SarifResult {
  readonly ruleId?: string;
  readonly ruleIndex?: number;
  readonly rule?: {
    readonly id?: string;
    readonly index?: number;
    readonly toolComponent?: { readonly index?: number; readonly name?: string };
  };
  readonly kind?: string;
  readonly level?: string;
  readonly message?: SarifMessage;
  readonly locations?: readonly SarifLocation[];
  readonly suppressions?: readonly { readonly status?: string; readonly state?: string }[] | null;
  readonly baselineState?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface SarifLocation {
  readonly physicalLocation?: {
    readonly artifactLocation?: SarifArtifactLocation;
    readonly region?: { readonly startLine?: number; readonly endLine?: number };
  };
  readonly logicalLocations?: readonly SarifLogicalLocation[];
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
