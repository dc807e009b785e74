import type { RequestLoad } from '../../common/http/request-load.js';

/** How many of how many are done. */
export interface JobProgress {
  readonly done: number;
  readonly total: number;
}

/** In milliseconds. */
const TURN = 60_000;

/** One run of a job, as its method sees it. */
export class JobRun {
  private readonly startedAt = performance.now();
  private resumedAt = performance.now();
  private reached: JobProgress | null = null;
  private isUnfinished = false;

  /** `signal` ends it: it ran too long, the process is being stopped, or another replica has taken it. */
  constructor(
    readonly signal: AbortSignal,
    private readonly load: RequestLoad,
  ) {}

  /** What was told last. */
  get progress(): JobProgress | null {
    return this.reached;
  }

  /** Whether the next run is to follow this one at once. */
  get leavesRest(): boolean {
    return this.isUnfinished;
  }

  /** Asked between two steps: whether to leave the rest to a run that follows. A process runs few jobs at once, and others wait. */
  leaveRest(): boolean {
    this.isUnfinished = performance.now() - this.startedAt > TURN;
    return this.isUnfinished;
  }

  /** What people see while it runs. */
  tell(progress: JobProgress): void {
    this.reached = progress;
  }

  /** Called between two steps: requests come first. Throws where the run is to end. */
  async pause(): Promise<void> {
    this.signal.throwIfAborted();
    await this.load.makeWay(performance.now() - this.resumedAt, this.signal);
    this.signal.throwIfAborted();
    this.resumedAt = performance.now();
  }
}
