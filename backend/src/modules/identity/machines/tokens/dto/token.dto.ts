import type { Permission } from '../../../../access/permissions.js';

/** An API token. Its text is not among what is kept. */
export class TokenSummary {
  id!: string;
  /** @example "build pipeline" */
  name!: string;
  /** The last four characters, to tell tokens apart. */
  ending!: string;
  permissions!: Permission[];
  /** Slug of the only project that it is valid for; null for every project. */
  project!: string | null;
  /**
   * Email address of its owner; null for a token that was created on the server, or for a pipeline under a trust rule.
   */
  owner!: string | null;
  /** Name of the trust rule that it was issued under. */
  trustRule!: string | null;
  /** Whom the CI provider said it is for: the `sub` of its token. */
  subject!: string | null;
  createdAt!: string;
  expiresAt!: string;
  /** To the minute; null for one that was never used. */
  lastUsedAt!: string | null;
  state!: 'active' | 'expired' | 'revoked';
}

export class TokenPage {
  /** Newest first. */
  items!: TokenSummary[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}

export class CreatedToken extends TokenSummary {
  /**
   * The token itself: shown this once, never again.
   * @example "plm_0000000000000000000000000000000000000000000000000"
   */
  token!: string;
}
