import { Module } from '@nestjs/common';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { PostingSourceModule } from './posting-source.module.js';
import { PostingsRepository } from './postings.repository.js';
import { PostingsService } from './postings.service.js';
import { UnnamedArtifacts } from './unnamed-artifacts.js';

@Module({
  imports: [PostingSourceModule, ScanRecordsModule],
  providers: [PostingsService, PostingsRepository, UnnamedArtifacts],
  exports: [PostingsService],
})
export class PostingsModule {}
