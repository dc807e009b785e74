import { Module } from '@nestjs/common';
import { EvaluationModule } from '../gate/evaluation.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { BodySpool } from './body-spool.js';
import { SimulationModule } from '../simulation/simulation.module.js';
import { IngestSlots } from './ingest-slots.js';
import { ReadingAgainRepository } from './reading-again.repository.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { VexArrival } from './vex-arrival.js';
import { EvaluationAside } from './worker/evaluation-aside.js';
import { IngestWorkers } from './worker/ingest-workers.js';
import { ReadingAgainAside } from './worker/reading-again-aside.js';
import { SimulationAside } from './worker/simulation-aside.js';

/** What of taking reports in is done where requests are answered; `worker/ingest-worker.module.ts` has the rest. */
@Module({
  imports: [EvaluationModule, PolicyModule, ProjectsModule, ScanRecordsModule, SimulationModule],
  controllers: [ReportsController],
  providers: [
    ReportsService,
    BodySpool,
    IngestSlots,
    IngestWorkers,
    EvaluationAside,
    ReadingAgainAside,
    SimulationAside,
    ReadingAgainRepository,
    VexArrival,
  ],
  exports: [IngestWorkers, VexArrival],
})
export class ReportsModule {}
