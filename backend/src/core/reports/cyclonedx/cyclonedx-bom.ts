/**
 * The parts of CycloneDX that are read; 1.2 to 1.7. What is `unknown` decides nothing and may be of any type
 * (`decides-in-bom.ts`); all else has passed the schema.
 */
export interface BomComponent {
  readonly type: string;
  readonly name: string;
  readonly 'bom-ref'?: string;
  readonly group?: string;
  readonly version?: string;
  readonly purl?: string;
  readonly licenses?: unknown;
  readonly properties?: unknown;
  readonly evidence?: unknown;
  readonly components?: readonly BomComponent[];
}

export interface BomService {
  readonly name: string;
  readonly 'bom-ref'?: string;
  readonly group?: unknown;
  readonly version?: unknown;
}

export interface BomVulnerability {
  readonly id?: string;
  readonly affects?: readonly BomAffected[];
  readonly [other: string]: unknown;
}

export interface BomAffected {
  readonly ref: string;
  readonly versions?: unknown;
}

export interface BomDocument {
  readonly metadata?: {
    readonly timestamp?: unknown;
    readonly tools?: unknown;
    readonly component?: BomComponent;
  };
}

export interface BomTool {
  readonly name?: string;
  readonly version?: string;
}
