import { SetMetadata } from '@nestjs/common';
import type { JobName } from './job-names.js';
import type { JobRun } from './job-run.js';

export interface JobSchedule {
  /** `10m`, `1h`, `1d` at most: once in each such span of time, on one replica. Left out: only when it is asked for. */
  readonly every?: string;
  /** How long one run may take; `1h` where left out. */
  readonly limit?: string;
}

export interface JobDeclaration extends JobSchedule {
  readonly name: JobName;
}

/** What a run did, in a sentence for operators; nothing if there was nothing to do. */
export type JobMethod = (run: JobRun) => Promise<string | null>;

/** The key that the declaration is kept by, on the method. */
export const JOB = Symbol('job');

/**
 * Has the method of a provider run in the background, on one replica at a time. What it does may be done again: a run that is cut off is
 * repeated, so each step is a transaction of its own, and a step that was done is no step the next time.
 */
export function Job(name: JobName, schedule: JobSchedule = {}): MethodDecorator {
  return SetMetadata<symbol, JobDeclaration>(JOB, { name, ...schedule });
}
