import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { POOL } from '../../database/database.js';

/** What Prometheus may ask for. One registry an application, so that tests can have several. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'plimsoll_http_request_duration_seconds',
    help: 'HTTP requests by route template, method and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  readonly reports = new Counter({
    name: 'plimsoll_ingest_reports_total',
    help: 'Reports by format and result: new, known or refused.',
    labelNames: ['format', 'result'],
    registers: [this.registry],
  });

  readonly reportBytes = new Counter({
    name: 'plimsoll_ingest_bytes_total',
    help: 'Bytes of reports as decoded.',
    registers: [this.registry],
  });

  readonly reportFindings = new Counter({
    name: 'plimsoll_ingest_findings_total',
    help: 'Findings of the reports taken in.',
    registers: [this.registry],
  });

  readonly ingestSeconds = new Histogram({
    name: 'plimsoll_ingest_duration_seconds',
    help: 'Time that reading and writing a report took, from its turn to its commit.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    registers: [this.registry],
  });

  readonly verdicts = new Counter({
    name: 'plimsoll_gate_evaluations_total',
    help: 'Verdicts evaluated, by environment and outcome.',
    labelNames: ['environment', 'outcome'],
    registers: [this.registry],
  });

  readonly standingVerdicts = new Counter({
    name: 'plimsoll_gate_standing_total',
    help: 'Answers of the gate with an existing verdict.',
    labelNames: ['environment'],
    registers: [this.registry],
  });

  constructor(@Inject(POOL) pool: pg.Pool) {
    collectDefaultMetrics({ register: this.registry, prefix: 'plimsoll_' });
    this.registry.registerMetric(
      new Gauge({
        name: 'plimsoll_database_connections',
        help: 'Connections of the pool: busy, idle, and requests waiting for one.',
        labelNames: ['state'],
        registers: [],
        collect() {
          this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
          this.set({ state: 'idle' }, pool.idleCount);
          this.set({ state: 'waiting' }, pool.waitingCount);
        },
      }),
    );
  }
}
