import { Module } from '@nestjs/common';
import { PostingSourceModule } from '../postings/posting-source.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { AssessmentService } from './assessment.service.js';

@Module({
  imports: [ScanRecordsModule, PostingSourceModule],
  providers: [AssessmentService],
  exports: [AssessmentService],
})
export class AssessmentModule {}
