/** What of a waiver is stored. Whether an approved one counts is asked of the clock, and never executed by a job. */
export const STORED_STATES = ['requested', 'approved', 'rejected', 'revoked', 'closed'] as const;
export type StoredState = (typeof STORED_STATES)[number];

/**
 * `closed`: automatically, because its findings are fixed. `scheduled`: approved, but not yet valid. `ended`: expired,
 * whether or not it was ever approved.
 */
export const WAIVER_STATES = ['requested', 'scheduled', 'in-force', 'ended', 'rejected', 'revoked', 'closed'] as const;
export type WaiverState = (typeof WAIVER_STATES)[number];

/** The SQL of a WaiverState: of a row of `waiver`. */
export const STATE_NOW = `CASE WHEN waiver.state IN ('rejected', 'revoked', 'closed') THEN waiver.state
  WHEN waiver.expires_at <= now() THEN 'ended' WHEN waiver.state = 'requested' THEN 'requested'
  WHEN waiver.valid_from > now() THEN 'scheduled' ELSE 'in-force' END`;
