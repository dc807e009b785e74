import type { Finding } from '../findings/finding.js';
import type { AnalysisState } from '../model/analysis-state.js';
import type { Subject } from './fit.js';

/** What is held of one vulnerability in an artifact, to be told to others. */
export interface Assessment {
  readonly finding: Pick<Finding, 'id' | 'advisory' | 'component'>;
  readonly status: AnalysisState;
  /** As the statement has it, whose format may be another's. */
  readonly justification: string | null;
  readonly impact: string | null;
  /** What is done about it; there where it says `affected`. */
  readonly action: string | null;
  /** ISO 8601; null: since no one instant. */
  readonly saidAt: string | null;
}

export interface Assessed {
  readonly subject: Subject;
  /** ISO 8601 */
  readonly at: string;
  readonly assessments: readonly Assessment[];
}

/** The image as OCI's package URL: by the digest, so that it is no other. */
export function imagePurl({ image, digest }: Subject): string {
  const name = image.split('/').at(-1) ?? image;
  return `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent(image)}`;
}
