import { Module } from '@nestjs/common';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { GateModule } from '../gate/gate.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ImageMovesController } from './image-moves.controller.js';
import { ImageMovesRepository } from './image-moves.repository.js';
import { ImageMovesService } from './image-moves.service.js';
import { ProjectChangesController } from './project-changes.controller.js';
import { ProjectChangesRepository } from './project-changes.repository.js';
import { ProjectChangesService } from './project-changes.service.js';

@Module({
  imports: [DeploymentsModule, GateModule, ProjectsModule, ScanRecordsModule],
  controllers: [ImageMovesController, ProjectChangesController],
  providers: [ImageMovesService, ImageMovesRepository, ProjectChangesService, ProjectChangesRepository],
})
export class ProjectAdministrationModule {}
