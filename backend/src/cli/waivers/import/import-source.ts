import type { Waiver } from '../../../core/model/waiver.js';

/** A rule of another tool as a waiver, without what that tool does not know. */
export interface ImportedRule {
  /** Where it stands: a line, or a place in a list. */
  readonly where: string;
  /** What it is called by in messages, such as `CVE-2024-3094`. */
  readonly name: string;
  readonly scope: Waiver['scope'];
  readonly status: Waiver['status'];
  /** Null where the source gives no reason. */
  readonly justification: string | null;
  /** An instant, ISO 8601; null where the source has no end. */
  readonly expiresAt: string | null;
}

/** A rule, or part of one, that would be broader as a waiver, or cannot be said. */
export interface RuleLeftOut {
  readonly where: string;
  readonly name: string;
  /** A sentence without its full stop. */
  readonly reason: string;
}

export interface ImportSource {
  readonly rules: readonly ImportedRule[];
  readonly leftOut: readonly RuleLeftOut[];
}
