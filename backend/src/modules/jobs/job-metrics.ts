import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import type { RunOutcome } from './job-executor.js';
import { JOB_NAMES, type JobName } from './job-names.js';
import { JobsRepository, type QueueState } from './jobs.repository.js';

/** In milliseconds: the metrics are asked for above all where the database is away. */
const PATIENCE = 1_000;

/** What the process's runs were, and how the queues stand. Of queues that cannot be asked nothing is said. */
@Injectable()
export class JobMetrics {
  private readonly runs = new Counter({
    name: 'plimsoll_job_runs_total',
    help: 'Runs of background jobs in this process: completed, failed, stopped with the process, or lost to another.',
    labelNames: ['job', 'outcome'],
    registers: [],
  });

  private readonly seconds = new Histogram({
    name: 'plimsoll_job_duration_seconds',
    help: 'Time that runs of background jobs took.',
    labelNames: ['job'],
    buckets: [0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 3600],
    registers: [],
  });

  private asking: Promise<readonly QueueState[]> | undefined;

  constructor(
    metrics: Metrics,
    private readonly jobs: JobsRepository,
  ) {
    const { registry } = metrics;
    registry.registerMetric(this.runs);
    registry.registerMetric(this.seconds);
    for (const name of JOB_NAMES) this.runs.inc({ job: name, outcome: 'completed' }, 0);
    registry.registerMetric(
      this.gauge(
        'plimsoll_jobs_waiting',
        'Background jobs whose time has come and that do not run.',
        ({ waiting }) => waiting,
      ),
    );
    registry.registerMetric(
      this.gauge(
        'plimsoll_jobs_oldest_seconds',
        'How long the oldest of them has waited; 0 for none.',
        ({ oldestAt }) => (oldestAt === null ? 0 : Math.max(0, (Date.now() - oldestAt.getTime()) / 1000)),
      ),
    );
    registry.registerMetric(
      this.gauge(
        'plimsoll_jobs_failed',
        'Runs that failed for good since the last one that completed.',
        ({ failed }) => failed,
      ),
    );
  }

  count(job: JobName, outcome: RunOutcome, seconds: number): void {
    this.runs.inc({ job, outcome });
    this.seconds.observe({ job }, seconds);
  }

  private gauge(name: string, help: string, valueOf: (state: QueueState) => number): Gauge {
    const ask = (): Promise<readonly QueueState[]> => this.ask();
    return new Gauge({
      name,
      help,
      labelNames: ['job'],
      registers: [],
      async collect() {
        this.reset();
        for (const state of await ask()) this.set({ job: state.name }, valueOf(state));
      },
    });
  }

  /** Once for all that is asked for together. */
  private ask(): Promise<readonly QueueState[]> {
    this.asking ??= Promise.race([this.jobs.listStates().catch(() => []), delay(PATIENCE, [], { ref: false })]).finally(
      () => {
        this.asking = undefined;
      },
    );
    return this.asking;
  }
}
