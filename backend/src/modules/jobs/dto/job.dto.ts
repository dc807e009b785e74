export class JobProgress {
  done!: number;
  total!: number;
}

export class RunningJob {
  startedAt!: string;
  /** From 1. */
  attempt!: number;
  /** Null for a job without progress, or one that has not started. */
  progress!: JobProgress | null;
}

export class JobRetry {
  at!: string;
  /** Why the last attempt failed. */
  reason!: string | null;
}

/** A run that ended, of those of the last 2 days; 14 for those that failed. */
export class EndedJob {
  outcome!: 'completed' | 'failed';
  startedAt!: string | null;
  endedAt!: string;
  attempts!: number;
  /** What it did, or why it failed; null where there was nothing to do. */
  said!: string | null;
}

/** Work that one replica at a time does in the background. */
export class BackgroundJob {
  /** @example "re-evaluation" */
  name!: string;
  description!: string;
  /** The interval of its schedule in seconds; null for a job that only runs on request. */
  every!: number | null;
  /** Number of due jobs that wait. */
  waiting!: number;
  /** Since when the oldest of them waits. */
  waitingSince!: string | null;
  running!: RunningJob | null;
  /** When it is tried again after a failure. */
  retry!: JobRetry | null;
  /** How many runs failed for good since the last that completed. */
  failed!: number;
  /** At most ten, newest first. */
  lastRuns!: EndedJob[];
}

export class BackgroundJobList {
  items!: BackgroundJob[];
}
