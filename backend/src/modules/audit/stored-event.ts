/** An event as it is stored and hashed. */
export interface StoredEvent {
  readonly sequence: number;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly at: string;
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

export interface Head {
  readonly sequence: number;
  readonly hash: string;
}
