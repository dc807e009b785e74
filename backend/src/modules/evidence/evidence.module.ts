import { Module } from '@nestjs/common';
import { AssessmentModule } from '../findings/assessment.module.js';
import { FirstSeenModule } from '../first-seen/first-seen.module.js';
import { EvaluationModule } from '../gate/evaluation.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ArtifactStateRepository } from './artifact-state.repository.js';
import { EvidenceService } from './evidence.service.js';

@Module({
  imports: [AssessmentModule, EvaluationModule, FirstSeenModule, ScanRecordsModule],
  providers: [EvidenceService, ArtifactStateRepository],
  exports: [EvidenceService, ArtifactStateRepository],
})
export class EvidenceModule {}
