import type { Statement } from '../signatures/statement.js';

/** What is attached to an artifact, sorted by whether it can be trusted. */
export interface Attachments {
  /** Signed by whom we trust, and about this artifact. */
  readonly believed: readonly Statement[];
  /** Signed by whom we trust, and about another one. */
  readonly misplaced: readonly Statement[];
  /** Attachments that another signer signed or that were altered: why each is refused, and what it claims to be. */
  readonly refused: readonly RefusedAttachment[];
}

export interface RefusedAttachment {
  readonly predicateType: string | null;
  /** Without a full stop. */
  readonly reason: string;
}
