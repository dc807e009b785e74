import type { LaunchError } from './launch-error.js';

/** What the launcher has started and stops: a process, or one after the other of the same kind. */
export interface Part {
  readonly name: string;
  /** Settles when it has ended for good, whatever ended it. */
  readonly exited: Promise<void>;
  /** What to tell the user once it has ended without being asked to. */
  failure(): LaunchError;
  stop(): Promise<void>;
  kill(): void;
}
