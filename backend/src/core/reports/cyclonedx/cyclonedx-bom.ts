/** The parts of CycloneDX that are read; 1.2 to 1.7. */
export interface BomComponent {
  readonly type: string;
  readonly name: string;
  readonly 'bom-ref'?: string;
  readonly group?: string;
  readonly version?: string;
  readonly purl?: string;
  readonly licenses?: readonly BomLicence[];
  readonly properties?: readonly BomProperty[];
  readonly evidence?: { readonly occurrences?: readonly { readonly location?: string }[] };
  readonly components?: readonly BomComponent[];
}

export interface BomLicence {
  readonly license?: { readonly id?: string; readonly name?: string };
  readonly expression?: string;
}

export interface BomProperty {
  readonly name?: string;
  readonly value?: string;
}

export interface BomService {
  readonly name: string;
  readonly 'bom-ref'?: string;
  readonly group?: string;
  readonly version?: string;
}

export interface BomVulnerability {
  readonly id?: string;
  readonly source?: BomSource;
  readonly references?: readonly { readonly id?: string; readonly source?: BomSource }[];
  readonly ratings?: readonly BomRating[];
  readonly description?: string;
  readonly detail?: string;
  readonly recommendation?: string;
  readonly advisories?: readonly { readonly title?: string; readonly url?: string }[];
  readonly published?: string;
  readonly analysis?: {
    readonly state?: string;
    readonly justification?: string;
    readonly response?: readonly string[];
    readonly detail?: string;
  };
  readonly affects?: readonly BomAffected[];
  readonly properties?: readonly BomProperty[];
}

export interface BomSource {
  readonly name?: string;
  readonly url?: string;
}

export interface BomRating {
  readonly score?: number;
  readonly severity?: string;
  readonly method?: string;
  readonly vector?: string;
}

export interface BomAffected {
  readonly ref: string;
  readonly versions?: readonly { readonly version?: string; readonly range?: string; readonly status?: string }[];
}

export interface BomDocument {
  readonly serialNumber?: string;
  readonly metadata?: {
    readonly timestamp?: string;
    readonly tools?:
      | readonly BomTool[]
      | { readonly components?: readonly BomTool[]; readonly services?: readonly BomTool[] };
    readonly component?: BomComponent;
  };
}

export interface BomTool {
  readonly name?: string;
  readonly version?: string;
}
