import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ArtifactDetailsRepository } from './artifact-details.repository.js';
import { ArtifactsController } from './artifacts.controller.js';
import { ArtifactsRepository } from './artifacts.repository.js';
import { ArtifactsService } from './artifacts.service.js';

@Module({
  imports: [PolicyModule, ScanRecordsModule],
  controllers: [ArtifactsController],
  providers: [ArtifactsService, ArtifactsRepository, ArtifactDetailsRepository],
})
export class ArtifactsModule {}
