export type Part = 'ingest' | 'lists' | 'gate' | 'recall' | 'simulate' | 'policy' | 'api' | 'auth' | 'scan' | 'soak';

/** What a run is asked for; scripts/lib/bench-arguments.mjs reads it from the command line. */
export interface BenchRequest {
  readonly parts: readonly Part[];
  /** Every part on so little data that the run takes seconds: it shows that they work, not how fast Plimsoll is. */
  readonly isSmoke: boolean;
  /** The fleet of a hundred million findings instead of that of twenty. */
  readonly isHundredMillion: boolean;
  /** Leaves the fleet's database where it is. */
  readonly isKept: boolean;
  /** The database to measure the parts on the fleet on: `file:` for a kept folder, `postgresql:` for a server. */
  readonly on?: string;
  /** How long `soak` takes, where that was said. */
  readonly minutes?: number;
  /** On how many API processes, where that was said. */
  readonly replicas?: number;
  /** The file that the figures are written to as JSON. */
  readonly json?: string;
}
