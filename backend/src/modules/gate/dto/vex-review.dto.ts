import type { Miss } from '../../../core/gate/vex-review.js';
import type { AnalysisState } from '../../../core/model/analysis-state.js';
import type { VexFormat } from '../../../core/vex/vex-document.js';
import { VerdictSender } from './verdict.dto.js';

export class VexDocumentOfArtifact {
  id!: string;
  /** `sha256:` of its bytes. */
  document!: string;
  /** As it names itself and its author. */
  name!: string | null;
  author!: string | null;
  format!: VexFormat;
  issuedAt!: string | null;
  sender!: VerdictSender | null;
  /** What it is filed for; null: every image of the project. */
  image!: string | null;
  /** Null: every build. */
  digest!: string | null;
  receivedAt!: string;
  statementCount!: number;
}

/** By how little it misses. */
export class VexMiss {
  /** @example "other-version" */
  reason!: Miss;
  message!: string;
}

export class VexInEnvironment {
  /** @example "prod" */
  environment!: string;
  /** Findings that it clears. */
  clearedCount!: number;
  /** Null where it clears any. */
  miss!: VexMiss | null;
}

export class VexStatementOfArtifact {
  documentId!: string;
  /** JSON pointer into the document. */
  pointer!: string;
  vulnerability!: string[];
  status!: AnalysisState;
  justification!: string | null;
  impact!: string | null;
  action!: string | null;
  /** When it was last said. */
  saidAt!: string | null;
  /** As it names them, at most 20. */
  products!: string[];
  /** Ids of the findings that it is on, at most 100, worst first. */
  findings!: string[];
  findingCount!: number;
  environments!: VexInEnvironment[];
}

/** What VEX documents that are filed for an artifact say of it. */
export class ArtifactVexReview {
  documents!: VexDocumentOfArtifact[];
  /** At most 1,000: those that clear findings first, then those that are on any. */
  statements!: VexStatementOfArtifact[];
  statementCount!: number;
}

export const EXPORT_FORMATS = ['openvex', 'cyclonedx'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
