import { Module } from '@nestjs/common';
import { VisibleArtifactsModule } from '../artifacts/visible-artifacts.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ComponentsController } from './components.controller.js';
import { ComponentsRepository } from './components.repository.js';
import { ComponentsService } from './components.service.js';

@Module({
  imports: [VisibleArtifactsModule, ScanRecordsModule],
  controllers: [ComponentsController],
  providers: [ComponentsService, ComponentsRepository],
})
export class ComponentsModule {}
