import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from './launch-error.js';
import type { Part } from './part.js';
import type { Service } from './service.js';

/** What a LastingService needs of a process. */
export type Process = Pick<
  Service,
  'name' | 'logFile' | 'exited' | 'exitCode' | 'howItEnded' | 'failure' | 'stop' | 'kill'
>;

export interface LastingServiceOptions {
  start(): Process;
  /** Fulfilled once the process answers. */
  untilHealthy(name: string, signal: AbortSignal): Promise<void>;
  say(line: string): void;
  /** Before each new start; after as many the service is given up. */
  waitsMs?: readonly number[];
  /** What ran for so long had started well: its end is counted as the first again. */
  steadyMs?: number;
}

const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 16_000];
const STEADY_MS = 60_000;
/** Configuration or policy are wrong: the next start would end in the same way. */
const WRONG_CONFIGURATION = 2;

/**
 * A service that is started again when it ends by itself, later each time, until it has ended too often in a short time.
 * That holds from `keepUp` on: a service that does not come up at all is the user's to see at once.
 */
export class LastingService implements Part {
  readonly exited: Promise<void>;
  private process: Process;
  private isKeptUp = false;
  private restarts = 0;
  private readonly stopping = new AbortController();
  private readonly waitsMs: readonly number[];
  private readonly steadyMs: number;

  constructor(private readonly options: LastingServiceOptions) {
    this.waitsMs = options.waitsMs ?? WAITS_MS;
    this.steadyMs = options.steadyMs ?? STEADY_MS;
    this.process = options.start();
    this.exited = this.follow();
  }

  get name(): string {
    return this.process.name;
  }

  /** It has come up. */
  keepUp(): void {
    this.isKeptUp = true;
  }

  failure(): LaunchError {
    const last = this.process.failure();
    if (this.restarts === 0 || this.process.exitCode === WRONG_CONFIGURATION) return last;
    return new LaunchError(
      `The ${this.name} keeps ending: it was started again ${this.restarts} times. Plimsoll stops. ${last.message}`,
    );
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.process.stop();
    await this.exited;
  }

  kill(): void {
    this.stopping.abort();
    this.process.kill();
  }

  private async follow(): Promise<void> {
    let startedAt = Date.now();
    for (;;) {
      await this.process.exited;
      if (Date.now() - startedAt >= this.steadyMs) this.restarts = 0;
      if (!(await this.isDueAgain())) return;
      this.restarts += 1;
      this.process = this.options.start();
      startedAt = Date.now();
      void this.announce(this.process);
    }
  }

  /** Answers after the wait, or at once where it is not to be started again. */
  private async isDueAgain(): Promise<boolean> {
    const wait = this.waitsMs[this.restarts];
    const { signal } = this.stopping;
    if (signal.aborted || !this.isKeptUp || this.process.exitCode === WRONG_CONFIGURATION) return false;
    if (wait === undefined) return false;
    this.options.say(
      `The ${this.name} ${this.process.howItEnded}. Plimsoll starts it again in ${wait / 1000} s ` +
        `(attempt ${this.restarts + 1} of ${this.waitsMs.length}). Its log: ${this.process.logFile}`,
    );
    // Ends early, with an error, when it is to stop.
    await delay(wait, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }

  private async announce(process: Process): Promise<void> {
    const over = new AbortController();
    void process.exited.then(() => over.abort());
    try {
      await this.options.untilHealthy(this.name, over.signal);
      this.options.say(`The ${this.name} is up again.`);
    } catch (error) {
      // Its end is reported elsewhere.
      if (!over.signal.aborted) this.options.say(error instanceof Error ? error.message : String(error));
    }
  }
}
