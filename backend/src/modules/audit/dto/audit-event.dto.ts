export class AuditActor {
  /** `person`, `token`, `local`, `anonymous` or `system`. */
  kind!: string;
  id!: string | null;
  /** An email address, the name of a token, `local administrator`, `anonymous` or `plimsoll`. */
  name!: string;
}

export class AuditTarget {
  /** @example "policy" */
  kind!: string;
  id!: string | null;
  name!: string;
}

export class AuditEvent {
  /** Counts up from 1 without a gap. */
  sequence!: number;
  at!: string;
  /** @example "policy.activated" */
  action!: string;
  actor!: AuditActor;
  target!: AuditTarget;
  /** What it was, as far as it changed. */
  before!: Record<string, unknown> | null;
  /** What it is, as far as it changed. */
  after!: Record<string, unknown> | null;
  /** Null for what happened on the server's machine. */
  ip!: string | null;
  userAgent!: string | null;
  requestId!: string | null;
  /** Hex SHA-256 over the hash before, and this event's sequence, instant and text. */
  hash!: string;
}

export class AuditEventPage {
  /** Newest first. */
  items!: AuditEvent[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}

/** Where the chain stands. Written down elsewhere, it shows later that nothing was cut off. */
export class AuditHead {
  /** Of the last event; 0 where there is none. */
  sequence!: number;
  /** Of the last event; 64 zeros where there is none. */
  hash!: string;
}
