import { Module } from '@nestjs/common';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { AssessmentService } from './assessment.service.js';

@Module({
  imports: [ScanRecordsModule],
  providers: [AssessmentService],
  exports: [AssessmentService],
})
export class AssessmentModule {}
