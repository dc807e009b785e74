import { Module } from '@nestjs/common';
import { EvidenceModule } from '../evidence/evidence.module.js';
import { EvaluationModule } from '../gate/evaluation.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { DerivedStateCheck } from './derived-state-check.js';
import { PostingCheck } from './posting-check.js';
import { StoreCheckService } from './store-check.service.js';
import { StoredWordsCheck } from './stored-words-check.js';
import { StoredWordsRepository } from './stored-words.repository.js';

@Module({
  imports: [EvidenceModule, EvaluationModule, ScanRecordsModule],
  providers: [StoreCheckService, StoredWordsCheck, StoredWordsRepository, DerivedStateCheck, PostingCheck],
  exports: [StoreCheckService],
})
export class StoreCheckModule {}
