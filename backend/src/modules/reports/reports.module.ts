import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { AssessmentModule } from '../findings/assessment.module.js';
import { GateModule } from '../gate/gate.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { BodySpool } from './body-spool.js';
import { DerivedStateService } from './derived-state.service.js';
import { IngestService } from './ingest.service.js';
import { IngestSlots } from './ingest-slots.js';
import { IntakeService } from './intake.service.js';
import { ReadingAgainRepository } from './reading-again.repository.js';
import { ReadingAgainService } from './reading-again.service.js';
import { ReportsController } from './reports.controller.js';
import { ReportsRepository } from './reports.repository.js';
import { ReportsService } from './reports.service.js';

@Module({
  imports: [CatalogueModule, AssessmentModule, GateModule, PolicyModule, ProjectsModule, ScanRecordsModule],
  controllers: [ReportsController],
  providers: [
    ReportsService,
    IntakeService,
    IngestService,
    BodySpool,
    IngestSlots,
    ReportsRepository,
    DerivedStateService,
    ReadingAgainService,
    ReadingAgainRepository,
  ],
})
export class ReportsModule {}
