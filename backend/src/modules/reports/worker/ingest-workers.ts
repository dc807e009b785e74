import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../../common/logging/log.js';
import { Configuration } from '../../../config/configuration.js';
import { streamOf } from '../../audit/audit-stream.js';
import { Metrics } from '../../metrics/metrics.js';
import { ActivePolicyStore } from '../../policy/active-policy.store.js';
import { workerEnvironment } from './worker-environment.js';
import { WorkerThread } from './worker-thread.js';
import type { Job, Work } from './messages.js';

/** In milliseconds: a worker that had nothing to do for so long is ended, and its memory with it. */
const IDLE = 5 * 60_000;

/**
 * Threads in which reports are read and written, each with the part of the application that does so. They are started when
 * there is work, and one that exceeds its limits is ended with its transaction; whoever asks next gets another.
 */
@Injectable()
export class IngestWorkers implements BeforeApplicationShutdown {
  private readonly idle: { readonly thread: WorkerThread; readonly timer: NodeJS.Timeout }[] = [];
  private readonly ending = new Set<Promise<void>>();

  constructor(
    private readonly configuration: Configuration,
    private readonly metrics: Metrics,
    private readonly policies: ActivePolicyStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** How many run at once is up to the callers. `transfer` is out of their reach from now on. */
  async run<Kind extends keyof Work>(
    kind: Kind,
    asked: Work[Kind]['asked'],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Work[Kind]['answer']> {
    // Workers judge by what is stored: the file that this process was started with is there by now.
    const { id: policyId } = await this.policies.get();
    const thread = this.take();
    try {
      const { answer, verdicts } = await thread.run({ kind, asked } as Job, policyId, transfer);
      for (const { environment, outcome } of verdicts) this.metrics.verdicts.inc({ environment, outcome });
      return answer as Work[Kind]['answer'];
    } finally {
      if (thread.isFit) this.rest(thread);
      else if (thread.isAlive) this.end(thread);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const { thread, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      this.end(thread);
    }
    await Promise.all(this.ending);
  }

  /** The one that worked last: the others come to rest. */
  private take(): WorkerThread {
    for (let last = this.idle.pop(); last !== undefined; last = this.idle.pop()) {
      clearTimeout(last.timer);
      if (last.thread.isFit) return last.thread;
    }
    return this.start();
  }

  private start(): WorkerThread {
    const { configuration } = this;
    const lines = streamOf(this.log);
    return new WorkerThread({
      environment: workerEnvironment(configuration),
      memoryMib: configuration.get('INGEST_MEMORY_LIMIT_MB'),
      busyMs: configuration.get('INGEST_TIME_LIMIT_MS'),
      handlerMs: configuration.get('HANDLER_TIMEOUT_MS'),
      write: (line) => void lines.write(line),
    });
  }

  private rest(thread: WorkerThread): void {
    const timer = setTimeout(() => {
      this.idle.splice(
        this.idle.findIndex((each) => each.thread === thread),
        1,
      );
      this.end(thread);
    }, IDLE).unref();
    this.idle.push({ thread, timer });
  }

  private end(thread: WorkerThread): void {
    const ending = thread.end().finally(() => this.ending.delete(ending));
    this.ending.add(ending);
  }
}
