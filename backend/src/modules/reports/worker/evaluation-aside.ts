import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FreshVerdicts } from '../../gate/fresh-verdicts.js';
import { IngestWorkers } from './ingest-workers.js';

/** Has artifacts with many findings judged in a worker. */
@Injectable()
export class EvaluationAside implements OnModuleInit {
  constructor(
    private readonly fresh: FreshVerdicts,
    private readonly workers: IngestWorkers,
  ) {}

  onModuleInit(): void {
    this.fresh.evaluateBy((wanted) => this.workers.runAside('evaluate', wanted));
  }
}
