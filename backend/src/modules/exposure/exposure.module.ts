import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { PostingsModule } from '../postings/postings.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ExposedArtifactsRepository } from './exposed-artifacts.repository.js';
import { ExposedComponentsRepository } from './exposed-components.repository.js';
import { ExposureController } from './exposure.controller.js';
import { ExposureService } from './exposure.service.js';
import { ExposureSubjectRepository } from './exposure-subject.repository.js';
import { ExposureSubjects } from './exposure-subjects.js';

@Module({
  imports: [PolicyModule, PostingsModule, ScanRecordsModule],
  controllers: [ExposureController],
  providers: [
    ExposureService,
    ExposureSubjects,
    ExposureSubjectRepository,
    ExposedArtifactsRepository,
    ExposedComponentsRepository,
  ],
})
export class ExposureModule {}
