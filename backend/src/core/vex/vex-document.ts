import type { AnalysisState } from '../model/analysis-state.js';
import type { Remark } from '../reports/scan.js';
import type { Attestation } from './attestation.js';
import type { Identity } from './identity.js';

export const VEX_FORMATS = ['openvex', 'cyclonedx', 'csaf'] as const;

export type VexFormat = (typeof VEX_FORMATS)[number];

/** What a document says of vulnerabilities in products, whichever format it came in. */
export interface VexContent extends StatedVex {
  /** Null where it came by itself. */
  readonly attestation: Attestation | null;
}

/** The same, as its format has it. */
export interface StatedVex {
  readonly format: VexFormat;
  /** As the document names itself: `@id`, serial number, tracking id. */
  readonly id: string | null;
  /** The author as the document states it. Not proven: anyone can write that. */
  readonly author: string | null;
  /** ISO 8601; null where it is not dated. */
  readonly issuedAt: string | null;
  readonly statements: readonly VexStatement[];
  /** What was read over. */
  readonly remarks: readonly Remark[];
  /** Null where others cannot link to it. */
  readonly bom: LinkedBom | null;
}

/** What of a CycloneDX document others can link to. */
export interface LinkedBom {
  readonly serialNumber: string;
  /** Null where it is not known. */
  readonly version: number | null;
  /** Components by their references. */
  readonly references: ReadonlyMap<string, readonly Identity[]>;
}

export interface VexStatement {
  /** JSON pointer into the document. */
  readonly pointer: string;
  /** Normalised identifiers of the one vulnerability. */
  readonly vulnerability: readonly string[];
  readonly status: AnalysisState;
  /** As the format names it: `vulnerable_code_not_present`, `code_not_reachable`, … */
  readonly justification: string | null;
  /** Why it is no risk. */
  readonly impact: string | null;
  /** What to do about it. */
  readonly action: string | null;
  /** ISO 8601: when it was last said. Null where neither statement nor document is dated. */
  readonly saidAt: string | null;
  readonly products: readonly VexProduct[];
}

/** One product that a statement is on, by any of its identities, or the parts of it that the statement is on. */
export interface VexProduct {
  readonly identities: readonly Identity[];
  /** Left out: the whole product. */
  readonly parts?: readonly (readonly Identity[])[];
}
