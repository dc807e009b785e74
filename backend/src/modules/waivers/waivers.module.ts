import { Module } from '@nestjs/common';
import { ArtifactWaiversModule } from '../approved-waivers/artifact-waivers.module.js';
import { GateModule } from '../gate/gate.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { SimulationModule } from '../simulation/simulation.module.js';
import { AdvisoryNamesNow } from './advisory-names-now.js';
import { WaiverActs } from './waiver-acts.js';
import { WaiverBulkController } from './waiver-bulk.controller.js';
import { WaiverBulkService } from './waiver-bulk.service.js';
import { WaiverEffects } from './waiver-effects.js';
import { WaiverList } from './waiver-list.js';
import { WaiverPreviewController } from './waiver-preview.controller.js';
import { WaiverPreviewService } from './waiver-preview.service.js';
import { WaiverReadingService } from './waiver-reading.service.js';
import { WaiverFilesController } from './waiver-files.controller.js';
import { WaiverFilesRepository } from './waiver-files.repository.js';
import { WaiverFilesService } from './waiver-files.service.js';
import { WaiversController } from './waivers.controller.js';
import { WaiverMetrics } from './waiver-metrics.js';
import { WaiverUpkeepRepository } from './waiver-upkeep.repository.js';
import { WaiverUpkeepService } from './waiver-upkeep.service.js';
import { WaiversRepository } from './waivers.repository.js';
import { WaiversService } from './waivers.service.js';

@Module({
  imports: [ArtifactWaiversModule, GateModule, PolicyModule, ProjectsModule, ScanRecordsModule, SimulationModule],
  controllers: [WaiverBulkController, WaiverFilesController, WaiverPreviewController, WaiversController],
  providers: [
    WaiverFilesService,
    WaiverFilesRepository,
    AdvisoryNamesNow,
    WaiversService,
    WaiversRepository,
    WaiverActs,
    WaiverBulkService,
    WaiverEffects,
    WaiverList,
    WaiverMetrics,
    WaiverUpkeepRepository,
    WaiverUpkeepService,
    WaiverPreviewService,
    WaiverReadingService,
  ],
})
export class WaiversModule {}
