import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ProjectChangesController } from './project-changes.controller.js';
import { ProjectChangesRepository } from './project-changes.repository.js';
import { ProjectChangesService } from './project-changes.service.js';

@Module({
  imports: [ProjectsModule, ScanRecordsModule],
  controllers: [ProjectChangesController],
  providers: [ProjectChangesService, ProjectChangesRepository],
})
export class ProjectAdministrationModule {}
