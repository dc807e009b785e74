import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { LOG, type Log } from '../../../common/logging/log.js';
import { Configuration } from '../../../config/configuration.js';
import { streamOf } from '../../audit/audit-stream.js';
import { EvaluationTooHeavyError } from '../../gate/gate.errors.js';
import { Metrics } from '../../metrics/metrics.js';
import { ActivePolicyStore } from '../../policy/active-policy.store.js';
import { SimulationTooHeavyError } from '../../simulation/simulation.errors.js';
import { ReportTooCostlyError, ReportTooHeavyError } from '../reports.errors.js';
import { workerEnvironment } from './worker-environment.js';
import { WorkerThread } from './worker-thread.js';
import type { Job, Work } from './messages.js';

/** In milliseconds: a worker that had nothing to do for so long is ended, and its memory with it. */
const IDLE = 5 * 60_000;

/**
 * Threads in which reports are read and written, each with the part of the application that does so. They are started
 * when there is work, and one that exceeds its limits is ended with its transaction; the next job gets another.
 */
@Injectable()
export class IngestWorkers implements BeforeApplicationShutdown {
  private readonly idle: { readonly thread: WorkerThread; readonly timer: NodeJS.Timeout }[] = [];
  private aside: Promise<unknown> = Promise.resolve();
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

  /**
   * For what is done with what is stored: one at a time, however many ask, so that it takes one thread beside those of reports.
   * Throws EvaluationTooHeavyError where a limit ended it.
   */
  async runAside<
    Kind extends
      | 'readAgain'
      | 'evaluate'
      | 'listFindings'
      | 'reviewVex'
      | 'exportVex'
      | 'findWays'
      | 'listPackages'
      | 'findUpgrades'
      | 'compare'
      | 'countChanges'
      | 'replayVerdict'
      | 'flipVerdicts',
  >(kind: Kind, asked: Work[Kind]['asked']): Promise<Work[Kind]['answer']> {
    const turn = this.aside.then(() => this.run(kind, asked));
    this.aside = turn.catch(() => undefined);
    try {
      return await turn;
    } catch (error) {
      const limit = limitOf(error);
      if (limit === null) throw error;
      const named = 'of' in asked ? asked.of : { artifactId: asked.artifactId };
      this.log.error(
        { ...named, limit, job: kind },
        'what was to be done with an artifact takes more than it may: it has no verdict, or its findings are not listed',
      );
      throw new EvaluationTooHeavyError(limit);
    }
  }

  /** A share of a simulation. How many at once is up to the caller. Throws SimulationTooHeavyError where a limit ended it. */
  async simulate(asked: Work['simulate']['asked']): Promise<Work['simulate']['answer']> {
    try {
      return await this.run('simulate', asked);
    } catch (error) {
      const limit = limitOf(error);
      if (limit === null) throw error;
      this.log.error({ limit }, 'a simulation takes more than it may');
      throw new SimulationTooHeavyError(limit);
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

/** Which limit ended it, or would have; null where none did. */
function limitOf(error: unknown): string | null {
  if (error instanceof ReportTooCostlyError) return 'INGEST_TIME_LIMIT_MS';
  const isHeavy =
    error instanceof ReportTooHeavyError || (error instanceof DomainError && error.code === 'evaluation_too_heavy');
  return isHeavy ? 'INGEST_MEMORY_LIMIT_MB' : null;
}
