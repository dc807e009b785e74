import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LogModule } from '../../../common/logging/log.module.js';
import { LOG, type Log } from '../../../common/logging/log.js';
import { ConfigurationModule } from '../../../config/configuration.module.js';
import { DatabaseModule } from '../../../database/database.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { AuditLog } from '../../audit/audit-log.js';
import { AUDIT_STREAM, streamOf } from '../../audit/audit-stream.js';
import { CatalogueModule } from '../../catalogue/catalogue.module.js';
import { EvidenceModule } from '../../evidence/evidence.module.js';
import { EvaluationModule } from '../../gate/evaluation.module.js';
import { JobQueue } from '../../jobs/job-queue.js';
import { Metrics } from '../../metrics/metrics.js';
import { ActivePolicyStore } from '../../policy/active-policy.store.js';
import { PolicyActivation } from '../../policy/policy-activation.js';
import { PolicyRepository } from '../../policy/policy.repository.js';
import { StoredPolicy } from '../../policy/stored-policy.js';
import { ScanRecordsModule } from '../../scans/scan-records.module.js';
import { FleetSimulationModule } from '../../simulation/fleet-simulation.module.js';
import { IngestService } from '../ingest.service.js';
import { IntakeService } from '../intake.service.js';
import { ReadingAgainRepository } from '../reading-again.repository.js';
import { ReadingAgainService } from '../reading-again.service.js';
import { ReportsRepository } from '../reports.repository.js';
import { VexReading } from '../vex-reading.js';
import type { WorkerEnvironment } from './worker-environment.js';
import { MemoryWatch } from './memory-watch.js';
import { VerdictCounts } from './verdict-counts.js';

/** What everything else in a worker stands on. */
@Global()
@Module({
  providers: [
    AuditLog,
    { provide: AUDIT_STREAM, inject: [LOG], useFactory: streamOf },
    VerdictCounts,
    { provide: Metrics, useExisting: VerdictCounts },
    JobQueue,
    PolicyRepository,
    PolicyActivation,
    { provide: ActivePolicyStore, useClass: StoredPolicy },
  ],
  exports: [AuditLog, VerdictCounts, Metrics, ActivePolicyStore],
})
class GroundModule {}

/** What of the application takes reports in, and nothing that listens, counts hours or has doors. */
@Module({
  imports: [
    ArchiveModule,
    DatabaseModule,
    GroundModule,
    CatalogueModule,
    EvidenceModule,
    EvaluationModule,
    FleetSimulationModule,
    ScanRecordsModule,
  ],
  providers: [
    IntakeService,
    IngestService,
    ReportsRepository,
    ReadingAgainService,
    ReadingAgainRepository,
    VexReading,
    MemoryWatch,
  ],
})
export class IngestWorkerModule {
  static with(environment: WorkerEnvironment, log: Log): DynamicModule {
    return {
      module: IngestWorkerModule,
      imports: [ConfigurationModule.with(environment), LogModule.with(log)],
    };
  }
}
