import { Module } from '@nestjs/common';
import { VisibleArtifactsModule } from '../artifacts/visible-artifacts.module.js';
import { GateModule } from '../gate/gate.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ArtifactVexController } from './artifact-vex.controller.js';
import { ArtifactVexService } from './artifact-vex.service.js';
import { ImageVexController } from './image-vex.controller.js';
import { VexController } from './vex.controller.js';
import { VexRepository } from './vex.repository.js';
import { VexService } from './vex.service.js';

@Module({
  imports: [GateModule, PolicyModule, ProjectsModule, ReportsModule, ScanRecordsModule, VisibleArtifactsModule],
  controllers: [VexController, ArtifactVexController, ImageVexController],
  providers: [VexService, VexRepository, ArtifactVexService],
})
export class VexModule {}
