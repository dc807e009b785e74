import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FreshVerdicts } from '../../gate/fresh-verdicts.js';
import { VerdictReplay } from '../../gate/verdict-replay.js';
import { IngestWorkers } from './ingest-workers.js';

/** Evaluates artifacts with many findings, and lists the findings of their verdicts, in a worker. */
@Injectable()
export class EvaluationAside implements OnModuleInit {
  constructor(
    private readonly fresh: FreshVerdicts,
    private readonly replay: VerdictReplay,
    private readonly workers: IngestWorkers,
  ) {}

  onModuleInit(): void {
    this.fresh.evaluateBy((wanted) => this.workers.runAside('evaluate', wanted));
    this.replay.listBy((asked) => this.workers.runAside('listFindings', asked));
  }
}
