import { Worker } from 'node:worker_threads';
import { ReportTooCostlyError, ReportTooHeavyError } from '../reports.errors.js';
import type { FromWorker, Job, ToWorker } from './messages.js';
import { headroom } from './memory-watch.js';
import { errorOf } from './relayed-error.js';
import type { WorkerEnvironment } from './worker-environment.js';

export interface WorkerSettings {
  readonly environment: WorkerEnvironment;
  readonly memoryMib: number;
  /** In milliseconds of the thread's own time. */
  readonly busyMs: number;
  /** In milliseconds: a job gives up by itself after this. */
  readonly handlerMs: number;
  /** Takes lines of the log and of the audit stream. */
  readonly write: (line: string) => void;
}

type Done = Extract<FromWorker, { kind: 'done' }>;

/** In milliseconds. */
const LOOK_EVERY = 250;

/** In milliseconds: so much longer than it should a job may take until its thread is ended. */
const GRACE = 5000;

/** In milliseconds: how long a thread may take to end in order. */
const FAREWELL = 5000;

/** One thread that does one job at a time, under the limits of all of them. */
export class WorkerThread {
  private readonly worker: Worker;
  private readonly ready: Promise<void>;
  private readonly gone: Promise<void>;
  private settle: { resolve: (done: Done) => void; reject: (error: Error) => void } | undefined;
  private becomeReady: () => void = () => undefined;
  /** Why it was ended, or ended itself. */
  private reason: Error | undefined;
  private hasEnded = false;
  private isSpent = false;

  constructor(private readonly settings: WorkerSettings) {
    // The environment is handed over in memory: it holds secrets, and arguments are visible to other users.
    this.worker = new Worker(new URL('./ingest-worker.js', import.meta.url), {
      name: 'ingest',
      workerData: settings.environment,
      resourceLimits: {
        maxOldGenerationSizeMb: settings.memoryMib + headroom(settings.environment.REPORT_MAX_ENTRY_BYTES),
      },
    });
    this.ready = new Promise((resolve) => {
      this.becomeReady = resolve;
    });
    this.worker.on('message', (message: FromWorker) => this.hear(message));
    this.worker.on('error', (error: NodeJS.ErrnoException) => {
      this.reason ??= error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new ReportTooHeavyError(settings.memoryMib) : error;
    });
    this.gone = new Promise((resolve) => {
      this.worker.once('exit', (code) => {
        this.hasEnded = true;
        this.settle?.reject(this.reason ?? new Error(`a worker ended by itself, with ${code}`));
        resolve();
      });
    });
  }

  get isAlive(): boolean {
    return !this.hasEnded && this.reason === undefined;
  }

  /** Whether the next job can have it, or better gets another. */
  get isFit(): boolean {
    return this.isAlive && !this.isSpent;
  }

  /** Rejects only once nothing of the job goes on: with its own error, or when the thread has ended. */
  async run(job: Job, policyId: number, transfer: readonly ArrayBuffer[]): Promise<Done> {
    const outcome = new Promise<Done>((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    let watch: NodeJS.Timeout | undefined;
    try {
      // One that does not come to be ready ends.
      await Promise.race([this.ready, outcome]);
      watch = this.watch();
      this.post({ kind: 'job', job, policyId }, transfer);
      return await outcome;
    } finally {
      clearInterval(watch);
      this.settle = undefined;
    }
  }

  /** In order where it can, at once where it takes too long. */
  async end(): Promise<void> {
    const timer = setTimeout(() => void this.worker.terminate(), FAREWELL);
    this.post({ kind: 'end' });
    await this.gone;
    clearTimeout(timer);
  }

  private hear(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        return this.becomeReady();
      case 'line':
        return this.settings.write(message.line);
      case 'done':
        this.isSpent = message.isSpent;
        return this.settle?.resolve(message);
      case 'failed':
        this.isSpent = message.isSpent;
        return this.settle?.reject(errorOf(message.failure));
    }
  }

  private post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  /** Its own time is what it does not spend waiting, for the database above all. */
  private watch(): NodeJS.Timeout {
    const { busyMs, handlerMs } = this.settings;
    const before = this.worker.performance.eventLoopUtilization();
    const started = performance.now();
    return setInterval(() => {
      const { active } = this.worker.performance.eventLoopUtilization(before);
      if (active > busyMs) this.terminate(new ReportTooCostlyError(busyMs));
      else if (performance.now() - started > handlerMs + GRACE) {
        this.terminate(new DOMException('a worker did not give up in time', 'TimeoutError'));
      }
    }, LOOK_EVERY);
  }

  private terminate(reason: Error): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    void this.worker.terminate();
  }
}
